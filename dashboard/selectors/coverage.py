"""How many should be on the platform, are invited, have joined, are confirmed: exact, set-based, three queries a school."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from core import clock
from invitations.models import Consent, Invitation
from orgstructure.models import Enrolment

ROLES = (
    (Enrolment.Role.TEACHER, "Сотрудники"),
    (Enrolment.Role.PUPIL, "Ученики"),
    (Enrolment.Role.PARENT, "Родители"),
)


@dataclass
class Figures:
    """Counted without overlap: `confirmed` + `joined` + `invited` + `refused` + `missing` = `should`."""

    should: int = 0
    confirmed: int = 0
    joined: int = 0
    invited: int = 0
    refused: int = 0

    @property
    def present(self) -> int:
        return self.confirmed + self.joined

    @property
    def missing(self) -> int:
        return self.should - self.present - self.invited - self.refused

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.should + other.should,
            self.confirmed + other.confirmed,
            self.joined + other.joined,
            self.invited + other.invited,
            self.refused + other.refused,
        )


Coverage = dict[tuple[int, str], Figures]


def coverage(now: datetime, classes: Any = None) -> Coverage:
    """{(class, role): Figures} of the school in scope, or of `classes`. One query."""
    rows = _states(now)
    if classes is not None:
        rows = rows.filter(school_class__in=classes)
    counted = (
        rows.order_by()
        .values("school_class_id", "role")
        .annotate(
            should=Count("pk"),
            confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
            joined=Count("pk", filter=Q(joined_at__isnull=False, confirmed_at=None)),
            invited=Count("pk", filter=Q(joined_at=None, has_link=True)),
            refused=Count("pk", filter=Q(joined_at=None, has_link=False, has_refused=True)),
        )
    )
    return {(row.pop("school_class_id"), row.pop("role")): Figures(**row) for row in counted}


def _states(now: datetime) -> QuerySet[Any]:
    """Open enrolments, each with whether a working link is out and whether the person's last word was no."""
    link = Invitation.objects.working(now).filter(
        person=OuterRef("person"), school_class=OuterRef("school_class"), role=OuterRef("role")
    )
    last_word = (
        Consent.objects.filter(person=OuterRef("person"), invitation__school_class=OuterRef("school_class"))
        .order_by("-pk")
        .values("decision")[:1]
    )
    return (
        Enrolment.objects.in_force(clock.day_of(now))
        .filter(person__left_on=None)
        .annotate(has_link=Exists(link), last_word=Subquery(last_word))
        .annotate(has_refused=ExpressionWrapper(Q(last_word=Consent.Decision.REFUSED), BooleanField()))
    )


def by_group(figures: Coverage, staff_room_id: int | None) -> list[tuple[str, str, Figures]]:
    """(role, its word, figures) of the whole school. Staff are counted in «Учительская», once each."""
    totals: dict[str, Figures] = defaultdict(Figures)
    for (class_id, role), one in figures.items():
        if role == Enrolment.Role.TEACHER and class_id != staff_room_id:
            continue
        totals[role] = totals[role] + one
    return [(role, word, totals[role]) for role, word in ROLES]


def people_of(school_class: Any, now: datetime) -> QuerySet[Any]:
    """Open enrolments of a class with their state for a list; add `state_of` to each."""
    return (
        _states(now)
        .filter(school_class=school_class)
        .select_related("person")
        .order_by("person__search_name", "pk")
    )


def state_of(enrolment: Any) -> str:
    """confirmed, joined, invited, refused or no_link: a key of the states' chips."""
    if enrolment.confirmed_at:
        return "confirmed"
    if enrolment.joined_at:
        return "joined"
    if enrolment.has_link:
        return "invited"
    return "refused" if enrolment.has_refused else "no_link"
