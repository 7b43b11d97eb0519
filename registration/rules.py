"""Pure rules of the registration."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from core.errors import Invalid
from documents.rules import phones_apart
from roles.texts import ONE_PHONE

OLDEST_EVENT = timedelta(days=366)
# What the letter says of the school (clause 1.4): (field, how it is called there).
REQUIRED_DETAILS = (
    ("full_name", "полное наименование"),
    ("short_name", "краткое наименование"),
    ("inn", "ИНН"),
    ("ogrn", "ОГРН"),
    ("address", "адрес"),
    ("phone", "телефон школы"),
    ("email", "электронная почта школы"),
)


def phone_differences(places: Iterable[tuple[str, str]]) -> str:
    """«» or a sentence showing each phone and where it stands (clause 2.1 c): `places` are (where, E.164)."""
    return phones_apart(places, advice=ONE_PHONE)


def missing_details(organization: Any) -> list[str]:
    """What the letter needs of the school and its profile does not have yet."""
    return [label for field, label in REQUIRED_DETAILS if not getattr(organization, field).strip()]


def check_event_date(
    happened_on: date, *, not_before: date | None, since: str, today: date, what: str, field: str
) -> None:
    """That something which happened is dated between what came before it (`since`: what that was) and today.

    Raises Invalid with the dates.
    """
    if happened_on > today:
        raise Invalid(
            f"{what}: день {happened_on:%d.%m.%Y} ещё не наступил. Запишите, когда это случится.", field=field
        )
    earliest = not_before or today - OLDEST_EVENT
    if happened_on < earliest:
        raise Invalid(
            f"{what}: {happened_on:%d.%m.%Y} раньше, чем {since if not_before else 'может быть'}, {earliest:%d.%m.%Y}. "
            "Проверьте дату.",
            field=field,
        )
