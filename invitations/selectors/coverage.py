"""How many should be on the platform, are invited, have joined, are confirmed: exact, set-based, one query."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from core import clock
from core.access import Access
from invitations.selectors import presence
from orgstructure.models import Enrolment, SchoolClass

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


def coverage(now: datetime, classes: Iterable[SchoolClass] | None = None) -> Coverage:
    """{(class, role): Figures} of today's classes of the school in scope, or of `classes`. One query."""
    wanted = SchoolClass.objects.of_today(clock.day_of(now)) if classes is None else list(classes)
    rows = presence.with_presence(Enrolment.objects.filter(school_class__in=wanted), now)
    # Grouped by the presence itself: counted by four conditions, the database would look for each of them anew.
    counted = rows.order_by().values("school_class_id", "role", "presence").annotate(n=Count("pk"))
    found: Coverage = defaultdict(Figures)
    for row in counted:
        one = found[row["school_class_id"], row["role"]]
        one.should += row["n"]
        if row["presence"] != presence.NOT_INVITED:
            setattr(one, row["presence"], row["n"])
    return dict(found)


def by_group(figures: Coverage, staff_room_id: int | None) -> list[tuple[str, str, Figures]]:
    """(role, its word, figures) of the whole school. Staff are counted in «Учительская», once each."""
    totals: dict[str, Figures] = defaultdict(Figures)
    for (class_id, role), one in figures.items():
        if role == Enrolment.Role.TEACHER and class_id != staff_room_id:
            continue
        totals[role] = totals[role] + one
    return [(role, word, totals[role]) for role, word in ROLES]


def counted_places(access: Access, now: datetime) -> QuerySet[Any]:
    """The places that `by_group` counts, each with its presence, of the classes whose links the actor sees.

    A place is a person in a class: a parent of two classes has two, for each is joined by a link of its own. Staff have
    one, in «Учительская».
    """
    classes = access.rows("invitations.of_class", SchoolClass).of_today(clock.day_of(now))  # type: ignore[attr-defined]
    staff = Q(role=Enrolment.Role.TEACHER)
    in_staff_room = Q(school_class__kind=SchoolClass.Kind.STAFF_ROOM)
    places = Enrolment.objects.filter(
        (staff & in_staff_room) | (~staff & ~in_staff_room), school_class__in=classes
    )
    return presence.with_presence(places, now)
