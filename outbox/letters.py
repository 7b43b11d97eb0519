"""A frozen letter read back out of its own bytes, for the page that shows it. Pure."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from core.russian import dt

HEADERS = {
    "From": "От кого",
    "To": "Кому",
    "Cc": "Копия",
    "Reply-To": "Ответ на адрес",
    "Subject": "Тема",
    "Date": "Дата",
    "Message-ID": "Message-ID",
}


@dataclass(frozen=True)
class Attached:
    """A file in a letter; `number` counts from one."""

    number: int
    name: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True)
class Letter:
    """What a person reads in a letter: (name, value) of its headers, its text, its files."""

    headers: list[tuple[str, str]]
    text: str
    files: list[Attached]


def header_text(raw: bytes, name: str) -> str:
    """A header as people read it, "" where there is none.

    Python's own address headers keep the space between two encoded words, which RFC 2047 says is not there: a long
    name would be shown with a gap in it.
    """
    value = message_from_bytes(raw, policy=policy.compat32)[name]
    if not value:
        return ""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, HeaderParseError):
        return str(value)


def read_letter(raw: bytes) -> Letter:
    """`raw` is a whole RFC 5322 message. Nothing in it is trusted: what cannot be read is shown as empty."""
    message = message_from_bytes(raw, policy=policy.default)
    texts = [(name, label, header_text(raw, name)) for name, label in HEADERS.items()]
    headers = [(label, _day(text) if name == "Date" else text) for name, label, text in texts if text]
    body = message.get_body(("plain",))
    return Letter(headers, _content(body) if body is not None else "", _files(message))


def _day(text: str) -> str:
    """«29 ноября, 17:52»; what is no date of a letter, as it stands."""
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return text
    return dt(at) if at.tzinfo else text


def _content(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        return part.get_payload(decode=True).decode(errors="replace")


def _files(message: EmailMessage) -> list[Attached]:
    return [
        Attached(
            number,
            part.get_filename() or f"Вложение {number}",
            part.get_content_type(),
            part.get_payload(decode=True) or b"",  # type: ignore[arg-type]  # an attached letter has no bytes of its own
        )
        for number, part in enumerate(message.iter_attachments(), 1)
    ]
