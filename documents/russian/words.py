"""Initials, dates in words, counts with their nouns."""

from datetime import date

from core.russian import plural_form

_MONTHS = [
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
]  # fmt: skip


def initials(last: str, first: str, patronymic: str = "", *, signature: bool = False) -> str:
    """«Калинина О. Н.»; for a signature block, where initials stand first, «О. Н. Калинина»."""
    letters = " ".join(f"{part.strip()[0].upper()}." for part in (first, patronymic) if part.strip())
    pair = (letters, last.strip()) if signature else (last.strip(), letters)
    return " ".join(filter(None, pair))


def count(n: int, one: str, few: str, many: str) -> str:
    """A number with its noun: count(22, "чат", "чата", "чатов") → «22 чата»."""
    return f"{n} {plural_form(n, one, few, many)}"


def russian_date(day: date) -> str:
    """«22 ноября 2026 г.»"""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year} г."
