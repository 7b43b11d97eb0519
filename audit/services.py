"""Writing the audit log, and redacting a person in it. Called inside the transaction of the thing that is recorded."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Left, StrIndex

from audit import words
from audit.models import Event
from core import clock
from core.access import ActorLike
from core.sets import insert_from, json_object

SYSTEM = "Портал"
LABEL_LENGTH = 400


def record(
    verb: str,
    obj: Any,
    *,
    actor: ActorLike,
    label: str | None = None,
    subject: int | None = None,
    second_subject: int | None = None,
    **details: Any,
) -> Event:
    """Journal that `actor` did `verb` to `obj`, a row of a school.

    `actor` is a user, None for the portal itself, or the name of somebody without an account (who came by a link).
    `subject`, `second_subject`: the people (ids) whom it is about, where the row does not say so itself.
    """
    event = event_for(
        verb, obj, actor=actor, label=label, subject=subject, second_subject=second_subject, **details
    )
    event.save(force_insert=True)
    return event


def record_many(verb: str, objects: Iterable[Any], *, actor: ActorLike, **details: Any) -> int:
    """Journal one event for each object by a number of statements that does not grow with them. Returns how many."""
    return record_each(verb, ((obj, details) for obj in objects), actor=actor)


def record_each(verb: str, rows: Iterable[tuple[Any, Mapping[str, Any]]], *, actor: ActorLike) -> int:
    """The same, where each object has details of its own: (object, details)."""
    events = [event_for(verb, obj, actor=actor, **details) for obj, details in rows]
    Event.objects.bulk_create(events, batch_size=2_000)
    return len(events)


def record_set(
    verb: str,
    queryset: models.QuerySet[Any],
    *,
    actor: ActorLike,
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
    plain, personal = _parted(verb, details or {})
    subject, second_subject = (name and F(name) for name in people_of(queryset.model))
    return insert_from(
        Event,
        queryset,
        {
            "organization": F(_school_of(queryset.model)),
            "at": at or clock.now(),
            "actor": None if isinstance(actor, str) else actor,
            "actor_label": actor_label(actor),
            "verb": verb,
            "object_type": meta.label_lower,
            "object_id": F("pk"),
            "object_label": Left(label if label is not None else kind, LABEL_LENGTH),
            "details": json_object(plain),
            "personal": json_object(personal),
            "subject_id": subject,
            "second_subject_id": second_subject,
            "request_id": _request_id(),
        },
    )


def event_for(
    verb: str,
    obj: Any,
    *,
    actor: ActorLike,
    label: str | None = None,
    subject: int | None = None,
    second_subject: int | None = None,
    **details: Any,
) -> Event:
    """The unsaved event; for services that write rows of several verbs at once."""
    meta = obj._meta
    plain, personal = _parted(verb, details)
    first, second = (name and getattr(obj, name) for name in people_of(type(obj)))
    return Event(
        organization_id=getattr(obj, _school_of(type(obj))),
        actor=None if isinstance(actor, str) else actor,
        actor_label=actor_label(actor),
        verb=verb,
        object_type=meta.label_lower,
        object_id=obj.pk if isinstance(obj.pk, int) else None,
        object_label=(label or str(obj))[:LABEL_LENGTH],
        details=plain,
        personal=personal,
        subject_id=first if subject is None else subject,
        second_subject_id=second if second_subject is None else second_subject,
        request_id=_request_id(),
    )


@transaction.atomic
def redact(*, person: Any, actor: ActorLike, objects: Iterable[Any] = ()) -> int:
    """Empty the personal words of every event about `person`, for good: the journal then says what was done, not to whom.

    `objects`: rows that are about the person though their events could not know it (a request to join before anybody
    knew whose it was, a letter). The actor's name goes too where it is this person, who had no account. What remains
    says when, which verb, which numbers. The redaction itself is journalled. Returns how many events were emptied.
    """
    about = Q(subject_id=person.pk) | Q(second_subject_id=person.pk)
    for obj in objects:
        about |= Q(object_type__in=words.labels_of(obj._meta.label_lower), object_id=obj.pk)
    named = Q(actor_label=str(person)) | Q(begins_with_actor=1)
    rows = Event.objects.filter(about, organization_id=person.organization_id).annotate(
        begins_with_actor=StrIndex("object_label", "actor_label")
    )
    emptied = rows.empty_personal(Q(actor=None) & ~Q(actor_label=SYSTEM) & named)
    record("person.redacted", person, actor=actor, label=f"Человек № {person.pk}", count=emptied)
    return emptied


def people_of(model: type[models.Model]) -> tuple[str | None, str | None]:
    """The columns by which a row says whom it is about, as the room that owns the table declares them."""
    first, second = [*words.people_of(model._meta.label_lower), None, None][:2]
    return first, second


def _school_of(model: type[models.Model]) -> str:
    """The column that says of which school a row is; the school itself is its own."""
    return "pk" if model is Event._meta.get_field("organization").related_model else "organization_id"


def _parted(verb: str, details: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The details that name nobody, and those that may (`audit/words.py`)."""
    parts: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for name, value in details.items():
        parts[words.is_personal(verb, name)][name] = jsonable(value)
    return parts


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]


def actor_label(actor: ActorLike) -> str:
    return SYSTEM if actor is None else str(actor)[:320]


def jsonable(value: Any) -> Any:
    if isinstance(value, str | int | float | bool | None | list | dict) or hasattr(
        value, "resolve_expression"
    ):
        return value
    if isinstance(value, models.Model):
        return {"id": value.pk, "label": str(value)}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
