"""How letters of a bulk decision are undone."""

from typing import Any

from django.db.models import F

from outbox.services import take_back_letters
from undo.registry import Table


def _label() -> Any:
    return F("to_name")


TABLES = {
    "outbox.message": Table(
        made="Письма не уйдут", changed="Письма", label=_label, take_back=take_back_letters
    ),
}
