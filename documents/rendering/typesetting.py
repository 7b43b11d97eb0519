"""Typst behind one function: data goes in as JSON, so that nothing a person typed is ever read as markup."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg
import typst

TEMPLATES = Path(__file__).resolve().parent / "templates"
FONTS = ("PT Serif", "PT Sans")
# Control characters, lone surrogates, non-characters (illegal in XML too) and marks that turn the direction of the
# text round, by which a name could be made to read otherwise than it is stored.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

_MONTHS = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
# What a line must not part: «СОШ № 19», a date, initials with their surname, a phone, «г. Энск»; and a word keeps the dash
# behind it, so that no line begins with one. typst reads the same expression: no looking back or ahead in it.
UNPARTED = (
    r"(?:(?:[А-ЯЁ]{2,8} )?№ \S{1,16}"
    rf"|\d{{1,2}} (?:{_MONTHS})(?: \d{{4}} г\.)?"
    r"|(?:[А-ЯЁ]\. ?){1,2}[А-ЯЁ][а-яё]{1,20}|[А-ЯЁ][а-яё]{1,20} [А-ЯЁ]\.(?: ?[А-ЯЁ]\.)?"
    r"|\+7 \d{3} \d{3}-\d\d-\d\d|г\. [А-ЯЁ][а-яё-]{1,20})[,;:»]?(?: [—–])?|\S{1,24} [—–]"
)
_UNPARTED = re.compile(UNPARTED)
_NO_BREAK = "\u00a0"
_ENDLESS = re.compile(r"[^\s\-\u200b]{22,}")
# Larger data than this are forgotten at once (see `_forget`).
_LARGE = 500_000
# typst drops from its memory what the last ten settings did not use.
_GENERATIONS = 11


def clean(text: str) -> str:
    """The text without what cannot or must not be printed; every other character stays as it was typed."""
    return _UNPRINTABLE.sub("", text)


def breakable(text: str) -> str:
    """The text with a place to break after every letter of a run longer than any word, for narrow boxes."""
    return _ENDLESS.sub(lambda run: "\u200b".join(run.group()), text)


def prepared(value: Any) -> Any:
    """The value with every text in it `clean`."""
    return _each_text(value, clean)


def unparted(value: Any) -> Any:
    """The value with no-break spaces in what a line must not part, for makers that know no boxes (DOCX)."""
    return _each_text(
        value, lambda text: _UNPARTED.sub(lambda run: run.group().replace(" ", _NO_BREAK), text)
    )


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_each_text(item, change) for item in value]
    return value


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The portal's own fonts and no others: a paper looks the same on every machine."""
    folders = sorted({str(fontpkg.path(name).parent) for name in FONTS})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def typeset(template: str, data: Mapping[str, Any], *, dated: date | None = None) -> bytes:
    """A template of this folder filled with data, as a tagged, searchable PDF.

    The same data give the same bytes: the time inside is the paper's own date (or the beginning of 1970), so that a
    frozen paper can be compared by its hash.
    """
    text = json.dumps(prepared(data), ensure_ascii=False)
    compiler = typst.Compiler(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": text, "unparted": UNPARTED},
    )
    moment = datetime.combine(dated or date(1970, 1, 1), time(), UTC)
    result = compiler.compile(format="pdf", timestamp=moment)
    if not isinstance(result, bytes):
        raise TypeError(f"typst gave {type(result).__name__} instead of a PDF")
    if len(text) > _LARGE:
        _forget(compiler)
    return result


def _forget(compiler: typst.Compiler) -> None:
    """Let typst drop the layout of a large paper: it keeps some 200 MB of a thousand cards for ten settings more."""
    for _ in range(_GENERATIONS):
        compiler.compile(b"", format="pdf", sys_inputs=None)
