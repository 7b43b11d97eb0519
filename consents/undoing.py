"""How texts that a bulk decision was the first to need are undone."""

from typing import Any

from django.db.models import F

from undo.registry import Table


def _label() -> Any:
    return F("role")


TABLES = {
    "consents.consenttext": Table(
        made="Новые тексты согласия удаляются", changed="Тексты согласия", label=_label
    )
}
