"""Reads for the queue of requests; flat in queries."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from core import clock
from core.access import Access
from invitations.models import JoinRequest
from orgstructure.matching import Match, best_match
from orgstructure.models import Enrolment, Guardianship, Person

STATES = [("new", "Новые"), ("accepted", "Приняты"), ("rejected", "Отклонены"), ("withdrawn", "Отозваны")]


@dataclass(frozen=True)
class Line:
    """A request, the people of its class and role, and whom of them it probably means."""

    request: JoinRequest
    roster: list[Person]
    match: Match | None


def requests_for(access: Access) -> QuerySet[JoinRequest]:
    """The requests that the actor may see, each with its class, person, link and likely child."""
    rows = access.rows("requests.view", JoinRequest)
    return with_guess(rows.select_related("school_class", "person", "invitation", "likely_child"))


def with_guess(rows: QuerySet[JoinRequest]) -> QuerySet[JoinRequest]:
    """Each with `has_guess`: the likely child waits for somebody's word, and nobody has linked the two meanwhile."""
    linked = Guardianship.objects.unended().filter(
        guardian=OuterRef("person"), pupil=OuterRef("likely_child")
    )
    return rows.annotate(has_guess=Q(likely_child__isnull=False) & ~Exists(linked))


CHILDLESS = "childless"
TABS = [STATES[0], (CHILDLESS, "Ребёнок не записан"), *STATES[1:]]


def childless(rows: QuerySet[JoinRequest]) -> QuerySet[JoinRequest]:
    """Accepted parents who are in the class and of whom nobody has written whose parents they are."""
    return rows.filter(_childless())


def _childless() -> Q:
    wards = Guardianship.objects.unended().filter(guardian=OuterRef("person"))
    places = Enrolment.objects.unended().filter(
        person=OuterRef("person"), school_class=OuterRef("school_class"), role=Enrolment.Role.PARENT
    )
    accepted = Q(status=JoinRequest.Status.ACCEPTED, role=Enrolment.Role.PARENT)
    return accepted & Exists(places) & ~Exists(wards)


def guesses_about(person: Any) -> QuerySet[JoinRequest]:
    """The requests of a person whose likely child waits for a word."""
    rows: Any = with_guess(JoinRequest.objects.filter(person=person, status=JoinRequest.Status.ACCEPTED))
    return rows.filter(has_guess=True).select_related("likely_child", "school_class")


def request_counts(rows: QuerySet[JoinRequest]) -> dict[str, int]:
    by_state = {key: Count("pk", filter=Q(status=key)) for key, _ in JoinRequest.Status.choices}
    counted = rows.order_by().annotate(is_childless=Case(When(_childless(), then=True), default=False))
    return counted.aggregate(**by_state, **{CHILDLESS: Count("pk", filter=Q(is_childless=True))})


def with_matches(requests: list[JoinRequest]) -> list[Line]:
    """Each request with its roster and probable person; one query for all."""
    waiting = [r for r in requests if r.status == JoinRequest.Status.NEW]
    rosters: dict[tuple[int, str], list[Person]] = defaultdict(list)
    if waiting:
        rows = (
            Enrolment.objects.in_force(clock.today())
            .filter(school_class__in={r.school_class_id for r in waiting}, role__in={r.role for r in waiting})
            .select_related("person")
            .order_by("person__search_name", "pk")
        )
        for row in rows:
            rosters[row.school_class_id, row.role].append(row.person)
    lines = []
    for request in requests:
        roster = rosters.get((request.school_class_id, request.role), [])
        lines.append(Line(request, roster, best_match(request.full_name, roster)))
    return lines
