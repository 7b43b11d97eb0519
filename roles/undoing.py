"""Bulk decisions about who leads, teaches and is confirmed, and how they are undone."""

from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Concat

from undo.registry import Kind, Table


def _of_person() -> Any:
    return Concat(F("person__last_name"), Value(" "), F("person__first_name"), output_field=CharField())


KINDS = {
    "teachers.set": Kind("Записаны учителя", "roles.assign"),
    "verifications.moved": Kind("Изменены статусы «учитель»", "verification.decide"),
}
TABLES = {
    "roles.assignment": Table(
        made="Новые назначения снимаются",
        changed="Прежние назначения возвращаются",
        label=_of_person,
        ended="valid_to",
    ),
    "roles.verification": Table(
        made="Начатые подтверждения снимаются",
        changed="Статусы «учитель» становятся как были",
        label=_of_person,
        belongs_to=("person",),
    ),
}
