"""Names of people: what may stand in one, and how names are compared."""

import re
import unicodedata

from core.errors import Invalid

MAX_PART = 100
_ALLOWED = re.compile(r"^[А-ЯЁа-яё][А-ЯЁа-яё'’.\- ]*$")
_LATIN = re.compile(r"[A-Za-z]")


def clean_name(text: str, *, what: str, field: str, required: bool = True) -> str:
    """A part of a name (`what`: «Фамилия»), spaces folded. Raises Invalid that shows the value and the wrong letter."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not text:
        if required:
            raise Invalid(f"{what}: впишите, пожалуйста.", field=field)
        return ""
    if len(text) > MAX_PART:
        raise Invalid(
            f"{what} «{text[:30]}…»: {len(text)} знаков, а можно не больше {MAX_PART}.", field=field
        )
    latin = _LATIN.search(text)
    if latin:
        raise Invalid(
            f"{what} «{text}»: латинская буква «{latin.group()}». Замените её русской.", field=field
        )
    if not _ALLOWED.match(text):
        wrong = (
            next(ch for ch in text if not re.match(r"[А-ЯЁа-яё'’.\- ]", ch))
            if not all(re.match(r"[А-ЯЁа-яё'’.\- ]", ch) for ch in text)
            else text[0]
        )
        raise Invalid(
            f"{what} «{text}»: знак «{wrong}» в имени лишний. Оставьте буквы, дефис и пробел.", field=field
        )
    return text


def search_form(*parts: str) -> str:
    """How names are compared: lower case, ё as е, one space between words."""
    return " ".join(" ".join(parts).split()).lower().replace("ё", "е")


def printable(text: str) -> str:
    """Free text of one line as it may be stored: no control characters (PostgreSQL takes no NUL), spaces folded."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())
