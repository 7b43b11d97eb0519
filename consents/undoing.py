"""How what a bulk decision wrote about consents is undone."""

from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Concat

from undo.registry import Table


def _text() -> Any:
    return F("role")


def _subject() -> Any:
    return Concat(F("subject__last_name"), Value(" "), F("subject__first_name"), output_field=CharField())


TABLES = {
    "consents.consenttext": Table(
        made="Новые тексты согласия удаляются", changed="Тексты согласия", label=_text
    ),
    "consents.decision": Table(
        made="Решения о согласии удаляются",
        changed="Решения о согласии больше не относятся к карточке человека",
        label=_subject,
        belongs_to=("subject",),
    ),
    "consents.standing": Table(
        made="Согласия больше не числятся за людьми",
        changed="Согласия людей становятся как были",
        label=_subject,
        belongs_to=("subject",),
    ),
}
