"""Birthdays in a pasted line, in digits or in words."""

import re
from datetime import date

from core.errors import Invalid
from core.numbers import FIRST_YEAR, LAST_YEAR
from orgstructure.pasted import phones

OF_AGE = 16  # a parent who is younger is asked about: the birthday is the child's, mostly
STAFF_FROM, PUPIL_FROM = 14, 5  # who is younger is asked about
OLDEST = 100
OLDEST_PUPIL = 21  # whoever is older is the parent, wherever the birthday stands
_MONTHS = (
    "янв(?:ар[ья])?", "фев(?:р(?:ал[ья])?)?", "мар(?:та?)?", "апр(?:ел[ья])?", "ма[йя]", "июн[ья]?", "июл[ья]?",
    "авг(?:уста?)?", "сент?(?:ябр[ья])?", "окт(?:ябр[ья])?", "ноя(?:б(?:р[ья])?)?", "дек(?:абр[ья])?",
)  # fmt: skip
BORN = re.compile(
    r"(?:д\.?\s?р\.?\s*:?\s*|род(?:ил\w*|\.)\s*)?(?<![\d.])(?:"
    r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d\d)|(\d{4})[-./](\d{2})[-./](\d{2})|"
    r"(?<!-)(0?[1-9]|[12]\d|3[01])-(0?[1-9]|1[0-2])-((?:19|20)\d\d)|"
    rf"[«\"]?(\d{{1,2}})[»\"]?\s+({'|'.join(_MONTHS)})\.?\s+(\d{{4}}))(?![\d.]*\d)"
    r"\s*(?:года? рождения|г\.?\s?р\.?|г\.|года?|г\b)?", re.IGNORECASE,
)  # fmt: skip


def take_birthday(text: str, today: date | None, *, adult: bool = False) -> tuple[date | None, str]:
    """The first birthday of a text, and the text without it; of a year in two digits that of a pupil, or of an `adult`.

    Raises Invalid with a date that cannot be: there is none, or it is after `today`.
    """
    match = next(iter(birthdays_in(text)), None)
    if not match:
        return None, text
    shown = match.group().strip()
    try:
        born = _date(match, today, adult)
    except ValueError:
        raise Invalid(f"«{shown}»: такой даты нет. Исправьте дату рождения.") from None
    if today and born > today:
        year = "Впишите год четырьмя цифрами." if _is_short(match) else "Исправьте дату рождения."
        raise Invalid(f"«{shown}»: этот день ещё не наступил. {year}")
    return born, f"{text[: match.start()]};{text[match.end() :]}"


def birthdays_in(text: str) -> list[re.Match[str]]:
    """What reads as a birthday in a text."""
    return [found for found in BORN.finditer(text) if _may_be_meant(found, text)]


def age_on(day: date, born: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _is_short(match: re.Match[str]) -> bool:
    return len(match.group(3) or "") == 2


def _may_be_meant(match: re.Match[str], text: str) -> bool:
    """A short one may be a part of a phone: «8 (41641) 2.12.07», «2.35.07»."""
    if not _is_short(match):
        return True
    inside = any(
        one.start() < match.end() and match.start() < one.end() for one in phones.WHOLE.finditer(text)
    )
    return not inside and 1 <= int(match.group(2)) <= 12 and 1 <= int(match.group(1)) <= 31


def _date(match: re.Match[str], today: date | None, adult: bool) -> date:
    if match.group(1):
        day, month, year = (int(match.group(n)) for n in (1, 2, 3))
    elif match.group(4):
        year, month, day = (int(match.group(n)) for n in (4, 5, 6))
    elif match.group(7):
        day, month, year = (int(match.group(n)) for n in (7, 8, 9))
    else:
        day, year = int(match.group(10)), int(match.group(12))
        said = match.group(11).lower()
        month = next(n for n, word in enumerate(_MONTHS, 1) if re.fullmatch(word, said))
    if _is_short(match):
        return _of_century(year, month, day, today, adult)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    return date(year, month, day)


def _of_century(year: int, month: int, day: int, today: date | None, adult: bool) -> date:
    """A pupil is born in this century; an adult in the one that makes an adult of them, if any does."""
    late = date(2000 + year, month, day)
    if not adult or not today or age_on(today, late) >= OF_AGE:
        return late
    early = date(1900 + year, month, day)
    return early if age_on(today, early) <= OLDEST else late
