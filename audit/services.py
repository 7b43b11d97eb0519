"""Writing the journal. Called inside the transaction of the thing that is recorded."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Left

from audit.models import Event
from core import clock
from core.sets import insert_from, json_object

SYSTEM = "Портал"
ORGANIZATION = "orgstructure.organization"
LABEL_LENGTH = 400


def record(verb: str, obj: Any, *, actor: Any, label: str | None = None, **details: Any) -> Event:
    """Journal that `actor` did `verb` to `obj`, a row of a school.

    `actor` is a user, None for the portal itself, or the name of somebody without an account (who came by a link).
    """
    event = event_for(verb, obj, actor=actor, label=label, **details)
    event.save(force_insert=True)
    return event


def record_many(verb: str, objects: Iterable[Any], *, actor: Any, **details: Any) -> int:
    """Journal one event for each object by a number of statements that does not grow with them. Returns how many."""
    events = [event_for(verb, obj, actor=actor, **details) for obj in objects]
    Event.objects.bulk_create(events, batch_size=2_000)
    return len(events)


def record_set(
    verb: str,
    queryset: models.QuerySet[Any],
    *,
    actor: Any,
    label: Any = None,
    details: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Journal one event for each row of `queryset` by one INSERT … SELECT: the rows never come here. Returns how many.

    `label` is an expression of what a row is called (by default the kind's name), `details` are values or expressions
    over the row. It must stand in the transaction that changed these very rows, which the queryset names by their ids.
    """
    meta = queryset.model._meta
    kind = Value(str(meta.verbose_name), models.CharField())
    return insert_from(
        Event,
        queryset,
        {
            "organization": F("pk" if meta.label_lower == ORGANIZATION else "organization_id"),
            "at": at or clock.now(),
            "actor": None if isinstance(actor, str) else actor,
            "actor_label": actor_label(actor),
            "verb": verb,
            "object_type": meta.label_lower,
            "object_id": F("pk"),
            "object_label": Left(label if label is not None else kind, LABEL_LENGTH),
            "details": json_object({key: jsonable(value) for key, value in (details or {}).items()}),
            "request_id": _request_id(),
        },
    )


def event_for(verb: str, obj: Any, *, actor: Any, label: str | None = None, **details: Any) -> Event:
    """The unsaved event; for services that write rows of several verbs at once."""
    meta = obj._meta
    organization_id = obj.pk if meta.label_lower == ORGANIZATION else obj.organization_id
    return Event(
        organization_id=organization_id,
        actor=None if isinstance(actor, str) else actor,
        actor_label=actor_label(actor),
        verb=verb,
        object_type=meta.label_lower,
        object_id=obj.pk if isinstance(obj.pk, int) else None,
        object_label=(label or str(obj))[:LABEL_LENGTH],
        details={key: jsonable(value) for key, value in details.items()},
        request_id=_request_id(),
    )


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]


def actor_label(actor: Any) -> str:
    return SYSTEM if actor is None else str(actor)[:320]


def jsonable(value: Any) -> Any:
    if isinstance(value, str | int | float | bool | None | list | dict) or hasattr(
        value, "resolve_expression"
    ):
        return value
    if isinstance(value, models.Model):
        return {"id": value.pk, "label": str(value)}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
