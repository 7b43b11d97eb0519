"""The register itself, as far as an actor may see it."""

from typing import Any

from django.db.models import Count, QuerySet

from audit import selectors as journal
from audit.models import Event
from audit.words import short_of
from chats.models import Chat
from core import clock
from core.access import Access
from orgstructure.models import Person, Subject


def chats_for(access: Access) -> QuerySet[Chat]:
    """The chats that the actor may see, each with its class, subject and keepers."""
    return access.rows("chats.view", Chat).select_related("school_class", "subject", "owner", "second_admin")


def status_counts(chats: QuerySet[Chat]) -> dict[str, int]:
    """How many of these chats are in each state; one query."""
    return dict(chats.order_by().values_list("status").annotate(n=Count("pk")))


def history_of(chat: Chat) -> list[tuple[Event, str]]:
    """The newest journal entries about a chat, each with its verb in words; one query."""
    return [(event, short_of(event.verb)) for event in journal.history_of(chat)]


def staff(access: Access) -> Any:
    """Who may be chosen to keep a chat, each with their post."""
    people: Any = access.rows("chats.choose_keeper", Person)
    return people.with_posts(clock.today())


def subjects(access: Access) -> QuerySet[Subject]:
    """The subjects of which the actor may plan a chat."""
    return access.rows("chats.of_subject", Subject).order_by("name")
