"""Reads for the queue of requests; flat in queries."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from core import clock
from core.access import Access
from invitations.models import JoinRequest
from orgstructure.matching import Match, best_match
from orgstructure.models import Enrolment, Person

STATES = [("new", "Новые"), ("accepted", "Приняты"), ("rejected", "Отклонены"), ("withdrawn", "Отозваны")]


@dataclass(frozen=True)
class Line:
    """A request, the people of its class and role, and whom of them it probably means."""

    request: JoinRequest
    roster: list[Person]
    match: Match | None


def requests_for(access: Access) -> QuerySet[JoinRequest]:
    """The requests that the actor may see, each with its class, person and link."""
    return access.rows("requests.view", JoinRequest).select_related("school_class", "person", "invitation")


def request_counts(rows: QuerySet[JoinRequest]) -> dict[str, int]:
    return rows.order_by().aggregate(**{key: Count("pk", filter=Q(status=key)) for key, _ in STATES})


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
