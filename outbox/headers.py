"""Headers of a letter as bytes: the one place where names, addresses and subjects become lines of ASCII.

Python's own address headers are not used: they leave a Cyrillic domain to an encoded word, where RFC 2047 allows none,
and fold long names in a way that readers show with a gap.
"""

import re
from collections.abc import Iterable
from email.header import Header
from email.utils import parseaddr, quote
from urllib.parse import urlsplit

from django.conf import settings

from core.mail_address import ascii_address

Value = str | tuple[str, str]
_LINE = 76
_TO_LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh sch - y - e yu ya e".replace("-", "").split(
            " "
        ),
        strict=True,
    )
)


def header_bytes(headers: Iterable[tuple[str, Value]]) -> bytes:
    """Whole header lines, CRLF at the end of each: a text, or (name, address) of a person.

    BadAddress for an address that no server could take.
    """
    return "".join(f"{name}: {_value(name, value)}\r\n" for name, value in headers).encode("ascii")


def message_id(key: str) -> str:
    """The Message-ID of a letter of this portal with that key."""
    return f"<{key}@{urlsplit(settings.PORTAL_URL).hostname or 'portal'}>"


def mailbox_of(setting: str) -> tuple[str, str]:
    """(name, address) of a sender as settings write it: «Школа <portal@школа.рф>» or the address alone."""
    return parseaddr(setting)


def ascii_file_name(name: str) -> str:
    """A name that the oldest mail reader can show: «Приказ № 7.pdf» becomes Prikaz_7.pdf."""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    latin = re.sub(r"[^A-Za-z0-9-]+", "_", _latin(stem)).strip("_") or "file"
    ending = re.sub(r"[^A-Za-z0-9]", "", _latin(ending))
    return f"{latin[:60]}.{ending[:10]}" if ending else latin[:60]


def _latin(text: str) -> str:
    return "".join(
        (_TO_LATIN[low].capitalize() if sign != low else _TO_LATIN[low])
        if (low := sign.lower()) in _TO_LATIN
        else sign
        for sign in text
    )


def _value(header: str, value: Value) -> str:
    if isinstance(value, str):
        return _text(header, _one_line(value))
    name, address = _one_line(value[0]), ascii_address(value[1])
    if not name:
        return address
    shown = f'"{quote(name)}"' if _plain(name) else _text(header, name)
    fits = len(f"{header}: {shown} <{address}>".rsplit("\r\n", 1)[-1]) <= _LINE
    return shown + (" " if fits else "\r\n ") + f"<{address}>"


def _text(header: str, text: str) -> str:
    """ASCII as it is (callers keep it far below the 998 signs of a line), the rest as encoded words of RFC 2047."""
    if _plain(text):
        return text
    return Header(text, "utf-8", maxlinelen=_LINE, header_name=header).encode(linesep="\r\n")


def _plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _one_line(text: str) -> str:
    """A header is one line: a break in a name must not begin another header; what no one can see is left out."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
