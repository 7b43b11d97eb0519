"""Links that end because of what was decided elsewhere: their class is archived, the place in it ends, their person has
come in by the link of the class, or withdraws the consent."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from audit.services import record_many
from core import clock
from core.access import ActorLike
from core.effects import What, emit_each
from core.errors import Conflict
from core.russian import ru_plural
from core.sets import among
from core.states import transition_many
from invitations.models import Invitation, JoinRequest
from invitations.services.links import ANNULMENT
from invitations.texts import (
    CLASS_ARCHIVED,
    CLASS_HAS_REQUESTS,
    CONSENT_WITHDRAWN,
    JOINED_BY_CLASS,
    PLACE_ENDED,
    link_dies,
)
from orgstructure.models import Enrolment, Person, SchoolClass
from orgstructure.services.enrolments import Place
from undo.services import keep_changing


@transaction.atomic
def close_links_of_class(*, school_class: SchoolClass, actor: ActorLike) -> None:
    """No link leads into a class that goes. Conflict while somebody's request to join it waits for a decision."""
    waiting = JoinRequest.objects.filter(school_class=school_class, status=JoinRequest.Status.NEW).count()
    if waiting:
        requests = ru_plural(waiting, "заявка,заявки,заявок")
        raise Conflict(CLASS_HAS_REQUESTS.format(title=school_class, requests=requests))
    _close({"school_class": school_class}, CLASS_ARCHIVED, actor)


@transaction.atomic
def close_links_of_person(*, person: Person, actor: ActorLike) -> None:
    """Nobody is invited by a link whose consent was withdrawn (lesson B11); the school may make another when asked to."""
    _close({"person": person}, CONSENT_WITHDRAWN, actor)


@transaction.atomic
def close_links_of_places(*, places: Iterable[Enrolment], actor: ActorLike) -> None:
    """Nobody is invited to a place that has ended: a number of queries that does not grow."""
    _close_of({(row.person_id, row.school_class_id, row.role) for row in places}, PLACE_ENDED, actor)


@transaction.atomic
def close_links_of_joined(*, places: Iterable[Place], actor: ActorLike) -> None:
    """Nobody else comes in by the link of a person who is there already, having asked by the link of the class.

    To be called before the places are written, as whoever accepts a link of their own takes these rows.
    """
    _close_of({place.key for place in places}, JOINED_BY_CLASS, actor)


def _close_of(keys: Collection[tuple[int, int, str]], reason: str, actor: ActorLike) -> None:
    if not keys:
        return
    links = Invitation.objects.working(clock.now()).filter(
        kind=Invitation.Kind.PERSONAL,
        person__in={key[0] for key in keys},
        school_class__in={key[1] for key in keys},
    )
    found = links.values_list("pk", "person_id", "school_class_id", "role")
    ids = [pk for pk, *key in found if tuple(key) in keys]
    if ids:
        _close({"pk__in": ids}, reason, actor)


def _close(whose: dict[str, Any], reason: str, actor: ActorLike) -> None:
    now = clock.now()
    working = Invitation.objects.working(now).filter(**whose).select_related("person", "school_class")
    rows = {row.pk: row for row in working.order_by("pk").select_for_update(of=("self",))}
    if not rows:
        return
    emit_each(What.CLOSES, rows.values(), link_dies)
    links = Invitation.objects.filter(pk__in=among(list(rows)))
    keep_changing(links, *ANNULMENT)
    who = None if isinstance(actor, str) else actor
    done = transition_many(
        links, Invitation.Status.ANNULLED, annulled_at=now, annulled_by=who, annul_reason=reason
    )
    record_many("invitation.annulled", [rows[pk] for pk in done], actor=actor, reason=reason)
