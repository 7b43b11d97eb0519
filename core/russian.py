"""Counts and dates as people write them. Templates reach these as filters (`core/templatetags/portal.py`)."""

import re
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format

from core import clock


def plural_form(n: int, one: str, few: str, many: str) -> str:
    """The form of a Russian noun that goes with `n`: 21 чат, 22 чата, 25 чатов."""
    n = abs(int(n))
    if n % 10 == 1 and n % 100 != 11:
        return one
    if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14:
        return few
    return many


def ru_plural(n: Any, forms: str) -> str:
    """The number with its noun, whose three forms are parted by commas: (22, "чат,чата,чатов") → «22 чата»."""
    return f"{n} {ru_form(n, forms)}"


def in_signs(text: str) -> str:
    """How long a text is: «203 знака»."""
    return ru_plural(len(text), "знак,знака,знаков")


def ru_form(n: Any, forms: str) -> str:
    """As ru_plural, without the number."""
    return plural_form(n or 0, *forms.split(","))


def by_sex(sex: str | None, forms: str) -> str:
    """The form of a word about a person of sex "m" or "f"; of an unknown one the third: ("f", "вступил,вступила,есть")."""
    he, she, either = forms.split(",")
    return {"m": he, "f": she}.get(sex or "", either)


def dt(value: datetime | date | None) -> str:
    """«22 ноября, 14:05»; a date without a time; the year only when it is another one."""
    if not value:
        return "—"
    if isinstance(value, datetime):
        value = clock.local(value)
        pattern = "j E" if value.year == clock.today().year else "j E Y"
        return f"{date_format(value, pattern)}, {value:%H:%M}"
    return date_format(value, "j E" if value.year == clock.today().year else "j E Y")


_ASKED = re.compile(r"\b(?!сайте\b)([А-ЯЁа-яё]+[ийь])те(?=\b)")
_YOU = {
    "вас": "тебя",
    "вам": "тебе",
    "вами": "тобой",
    "вы": "ты",
    "ваш": "твой",
    "ваша": "твоя",
    "вашего": "твоего",
}
_PRONOUN = re.compile(rf"\b({'|'.join(_YOU)})\b", re.IGNORECASE)


def familiar(text: str) -> str:
    """A refusal as it is said to a pupil: «Отметьте согласие» → «Отметь согласие», «у вас» → «у тебя»."""
    text = _ASKED.sub(r"\1", text)
    return _PRONOUN.sub(
        lambda m: _YOU[m[0].lower()].capitalize() if m[0][0].isupper() else _YOU[m[0].lower()], text
    )
