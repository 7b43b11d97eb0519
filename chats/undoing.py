"""Bulk decisions about chats, and how they are undone."""

from typing import Any

from django.db.models import F

from undo.registry import Kind, Table


def _label() -> Any:
    return F("title")


KINDS = {"chats.planned": Kind("Запланированы чаты", "chats.create")}
TABLES = {
    "chats.chat": Table(
        made="Запланированные чаты удаляются", changed="Чаты становятся как были", label=_label
    )
}
