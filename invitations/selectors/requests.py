"""Reads for the queue of requests; flat in queries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core import clock
from core.access import Access
from invitations.models import JoinRequest
from invitations.texts import CHILD_IN_CLASS, CHILD_OF_NOBODY, CHILD_OF_OTHERS, CHILD_UNKNOWN, CHILDREN_ALIKE
from orgstructure.matching import Match, best_match, best_matches
from orgstructure.models import Enrolment, Guardianship, Person

Role = Enrolment.Role
STATES = [("new", "Новые"), ("accepted", "Приняты"), ("rejected", "Отклонены"), ("withdrawn", "Отозваны")]


@dataclass(frozen=True)
class Child:
    """What is known of the child whom a parent named: is there one in the class, who represents the child.

    `fits`: one pupil of the class, whom nobody represents yet or whom this very person does.
    """

    words: str
    parents: str = ""
    fits: bool = False


@dataclass(frozen=True)
class Line:
    """A request, the people of its class and role, whom of them it probably means, and the child it names."""

    request: JoinRequest
    roster: list[Person]
    match: Match | None
    child: Child | None


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
    """{tab: how many of `rows` it shows}; one query."""
    by_state = rows.order_by().values_list("status")
    found = by_state.annotate(number=Count("pk"), childless=Count("pk", filter=_childless()))
    counts = dict.fromkeys([*JoinRequest.Status.values, CHILDLESS], 0)
    for status, number, of_nobody in found:
        counts[status] = number
        counts[CHILDLESS] += of_nobody
    return counts


def with_matches(requests: list[JoinRequest]) -> list[Line]:
    """Each request with its roster, its probable person and the child it names; two queries for all."""
    waiting = [r for r in requests if r.status == JoinRequest.Status.NEW]
    rosters: dict[tuple[int, str], list[Person]] = defaultdict(list)
    if waiting:
        roles = {r.role for r in waiting}
        rows = (
            Enrolment.objects.in_force(clock.today())
            .filter(school_class__in={r.school_class_id for r in waiting}, role__in=_with_pupils(roles))
            .select_related("person")
            .order_by("person__search_name", "pk")
        )
        for row in rows:
            rosters[row.school_class_id, row.role].append(row.person)
    found = [(r, best_match(r.full_name, rosters.get((r.school_class_id, r.role), []))) for r in requests]
    children = _children(found, rosters)
    return [
        Line(r, rosters.get((r.school_class_id, r.role), []), match, children.get(r.pk)) for r, match in found
    ]


def _with_pupils(roles: set[str]) -> set[str]:
    return {*roles, Role.PUPIL} if Role.PARENT in roles else roles


def _children(
    requests: list[tuple[JoinRequest, Match | None]], rosters: Mapping[tuple[int, str], list[Person]]
) -> dict[int, Child]:
    """{request: the child whom a parent named}, of those that wait for a decision or for a word about the child."""
    named: dict[int, list[Person]] = {}
    for row, _ in requests:
        if row.status == JoinRequest.Status.NEW and row.role == Role.PARENT and row.child_name:
            pupils = rosters.get((row.school_class_id, Role.PUPIL), [])
            named[row.pk] = [match.person for match in best_matches(row.child_name, pupils)]
        elif row.likely_child and row.has_guess:  # type: ignore[attr-defined]
            named[row.pk] = [row.likely_child]
    parents = _parents_of({found[0].pk for found in named.values() if len(found) == 1})
    return {
        row.pk: _child(named[row.pk], parents, match.person if match else None)
        for row, match in requests
        if row.pk in named
    }


def _parents_of(pupils: set[int]) -> dict[int, list[Person]]:
    """{pupil: who represents them today}; one query."""
    found: dict[int, list[Person]] = defaultdict(list)
    rows = Guardianship.objects.in_force(clock.today()).filter(pupil__in=pupils).select_related("guardian")
    for row in rows.order_by("guardian__search_name", "pk"):
        found[row.pupil_id].append(row.guardian)
    return found


def _child(found: list[Person], parents: Mapping[int, list[Person]], meant: Person | None) -> Child:
    if not found:
        return Child(CHILD_UNKNOWN)
    if len(found) > 1:
        return Child(CHILDREN_ALIKE.format(names=", ".join(p.full_name for p in found)))
    [child] = found
    known = parents.get(child.pk, [])
    said = CHILD_OF_OTHERS.format(names=", ".join(p.short_name for p in known)) if known else CHILD_OF_NOBODY
    words = CHILD_IN_CLASS.format(name=f"{child.last_name} {child.first_name}", said=said)
    return Child(words, said if known else "", fits=not known or meant in known)
