"""Birthdays in a pasted line, in digits or in words."""

import re
from datetime import date

from core.errors import Invalid
from core.numbers import FIRST_YEAR, LAST_YEAR

_MONTHS = (
    "янв(?:ар[ья])?", "фев(?:р(?:ал[ья])?)?", "мар(?:та?)?", "апр(?:ел[ья])?", "ма[йя]", "июн[ья]?", "июл[ья]?",
    "авг(?:уста?)?", "сент?(?:ябр[ья])?", "окт(?:ябр[ья])?", "ноя(?:б(?:р[ья])?)?", "дек(?:абр[ья])?",
)  # fmt: skip
BORN = re.compile(
    r"(?:д\.?\s?р\.?\s*:?\s*|род(?:ил\w*|\.)\s*)?(?<![\d.])(?:(\d{1,2})[./](\d{1,2})[./](\d{4})|(\d{4})-(\d{2})-(\d{2})|"
    rf"[«\"]?(\d{{1,2}})[»\"]?\s+({'|'.join(_MONTHS)})\.?\s+(\d{{4}}))(?![\d.]*\d)"
    r"\s*(?:года? рождения|г\.?\s?р\.?|г\.|года?|г\b)?", re.IGNORECASE,
)  # fmt: skip


def take_birthday(text: str) -> tuple[date | None, str]:
    """The first birthday of a text, and the text without it. Raises Invalid with a date that cannot be."""
    match = BORN.search(text)
    if not match:
        return None, text
    try:
        born = _date(match)
    except ValueError:
        raise Invalid(f"«{match.group().strip()}»: такой даты нет. Исправьте дату рождения.") from None
    return born, f"{text[: match.start()]};{text[match.end() :]}"


def _date(match: re.Match[str]) -> date:
    if match.group(1):
        day, month, year = (int(match.group(n)) for n in (1, 2, 3))
    elif match.group(4):
        year, month, day = (int(match.group(n)) for n in (4, 5, 6))
    else:
        day, year = int(match.group(7)), int(match.group(9))
        said = match.group(8).lower()
        month = next(n for n, word in enumerate(_MONTHS, 1) if re.fullmatch(word, said))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    return date(year, month, day)
