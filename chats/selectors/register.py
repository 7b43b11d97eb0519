"""The register itself, as far as an actor may see it."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from audit.models import Event
from audit.words import short_of
from chats import rules
from chats.models import Chat
from orgstructure.models import Person, Subject


def chats_for(access: Any) -> QuerySet[Chat]:
    """The chats that the actor may see: all, or those of the classes led, those one belongs to and those one keeps."""
    rows = Chat.objects.select_related("school_class", "subject", "owner", "second_admin")
    if access.sees_whole_school:
        return rows
    if access.person is None:
        return rows.none()
    mine = (
        Q(school_class__in=access.class_ids)
        | Q(owner=access.person)
        | Q(second_admin=access.person)
        | Q(kind=Chat.Kind.CLASS_TEACHERS, school_class__in=access.subject_class_ids)
    )
    if access.roles:
        mine |= Q(kind=Chat.Kind.HEAD_TEACHERS)
    for subject_id, class_ids in _classes_by_subject(access).items():
        mine |= Q(kind=Chat.Kind.SUBJECT, subject=subject_id, school_class__in=class_ids)
    return rows.filter(mine)


def _classes_by_subject(access: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for class_id, subject_id in sorted(access.subjects):
        found.setdefault(subject_id, []).append(class_id)
    return found


def sees_link(access: Any, chat: Chat) -> bool:
    """Whether the chat's secret link is shown to the actor: to whoever may edit the chat or belongs to it."""
    return access.can("chats.edit", chat) or rules.staff_belongs(
        chat.kind,
        chat.school_class_id,
        chat.subject_id,
        roles=access.roles,
        class_ids=access.class_ids,
        subjects=access.subjects,
    )


def status_counts(access: Any) -> dict[str, int]:
    """How many of the actor's chats are in each state; one query."""
    rows = chats_for(access).select_related(None).order_by()
    return dict(rows.values_list("status").annotate(n=Count("pk")))


def history_of(chat: Chat, limit: int = 20) -> list[tuple[Event, str]]:
    """The newest journal entries about a chat, each with its verb in words; one query."""
    rows = Event.objects.filter(object_type="chats.chat", object_id=chat.pk).order_by("-id")[:limit]
    return [(event, short_of(event.verb)) for event in rows]


def staff() -> QuerySet[Person]:
    """Who may keep a chat: members of staff who have not left."""
    return Person.objects.filter(kind=Person.Kind.STAFF, left_on=None)


def subjects() -> QuerySet[Subject]:
    return Subject.objects.order_by("name")
