"""Inviting everybody who has no link: who would be, class by class and role by role, and who is passed over, and why."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from core import clock
from core.access import Access
from invitations.models import Invitation, InvitationQuerySet
from invitations.selectors import presence
from invitations.selectors.coverage import Coverage, Figures
from invitations.selectors.links import is_disowned, links_for, open_enrolments
from invitations.texts import ROLES_WORDS
from orgstructure.models import Enrolment, PlatformLink, SchoolClass, works_on
from orgstructure.rules import invited_roles
from orgstructure.selectors import classes_for

Role = Enrolment.Role
_FREE = Q(presence=presence.NOT_INVITED)
_LEFT = Q(role=Role.TEACHER, works=False)


@dataclass(frozen=True)
class Group:
    """A role of a class: how many would be invited (`free`), how many are passed over, by cause."""

    school_class: SchoolClass
    role: str
    free: int
    refused: int
    invited: int
    joined: int
    left: int
    disowned: int
    has_platform_link: bool

    @property
    def key(self) -> str:
        return f"{self.school_class.pk}-{self.role}"

    @property
    def word(self) -> str:
        return ROLES_WORDS[self.role]

    @property
    def number(self) -> int:
        """How many a press would invite: nobody where a link would lead nowhere."""
        return self.free if self.has_platform_link else 0


def groups_to_invite(access: Access, now: datetime) -> list[Group]:
    """Every role of every class of today into which the actor may invite, with its figures; three queries."""
    rows, lost = _with_works(presence.with_presence(open_enrolments(access), now), now), _lost(now)
    counted = (
        rows.order_by()
        .values("school_class_id", "role")
        .annotate(
            free=Count("pk", filter=_FREE & ~_LEFT & ~lost),
            left=Count("pk", filter=_FREE & _LEFT),
            disowned=Count("pk", filter=_FREE & ~_LEFT & lost),
            refused=Count("pk", filter=Q(presence=presence.REFUSED)),
            invited=Count("pk", filter=Q(presence=presence.INVITED)),
            joined=Count("pk", filter=Q(presence__in=presence.PRESENT)),
        )
    )
    figures = {(row.pop("school_class_id"), row.pop("role")): row for row in counted}
    classes = list(classes_for(access))
    served = _served(classes)
    return [
        Group(row, role, has_platform_link=(row.pk, role) in served, **figures[row.pk, role])
        for row in classes
        for role in invited_roles(row.is_staff_room)
        if (row.pk, role) in figures
    ]


def _with_works(places: QuerySet[Enrolment], now: datetime) -> QuerySet[Any]:
    return places.annotate(works=works_on("person", clock.day_of(now)))


def _lost(now: datetime) -> Q:
    """The places whose last link came into other hands («это не я»): whose it is has to be found out first.

    Asked of the database once, not for each place.
    """
    theirs = {name: OuterRef(name) for name in ("person", "school_class", "role")}
    place = Enrolment.objects.in_force(clock.day_of(now)).filter(**theirs).order_by("pk").values("pk")[:1]
    return Q(pk__in=Invitation.objects.filter(is_disowned()).order_by().values(place=Subquery(place)))


@dataclass(frozen=True)
class ToInvite:
    """{class: how many}: `ready`, whom a press would invite, as `Group.number` counts; `unserved`, who waits for the class's
    link on the platform; `disowned`, whose last link came into other hands. `served`: (class, role) that have a link there."""

    ready: dict[int, int]
    unserved: dict[int, int]
    disowned: dict[int, int]
    served: set[tuple[int, str]]

    def lacks_link(self, row: SchoolClass) -> bool:
        """Somebody who is invited into the class would be led nowhere."""
        return any((row.pk, role) not in self.served for role in invited_roles(row.is_staff_room))


def to_invite(classes: Sequence[SchoolClass], figures: Coverage, now: datetime) -> ToInvite:
    """Who of these classes has no link, by their coverage; two queries, the same figures as `groups_to_invite`."""
    served, passed = _served(classes), _passed_over(classes, now)
    ready: Counter[int] = Counter()
    unserved: Counter[int] = Counter()
    disowned: Counter[int] = Counter()
    for row in classes:
        for role in invited_roles(row.is_staff_room):
            left, lost = passed.get((row.pk, role), (0, 0))
            free = figures.get((row.pk, role), Figures()).missing - left - lost
            (ready if (row.pk, role) in served else unserved)[row.pk] += free
            disowned[row.pk] += lost
    return ToInvite(ready, unserved, disowned, served)


def _passed_over(classes: Sequence[SchoolClass], now: datetime) -> dict[tuple[int, str], tuple[int, int]]:
    """{(class, role): (how many without a link have left the school, whose last link came into other hands)}"""
    rooms, lost = [row.pk for row in classes if row.is_staff_room], _lost(now)
    staff = Q(school_class__in=rooms, role=Role.TEACHER)
    places = Enrolment.objects.filter(staff | lost, school_class__in=list(classes))
    known = presence.with_presence(_with_works(places, now).filter(_LEFT | lost), now).filter(_FREE)
    counted = (
        known.order_by()
        .values("school_class_id", "role")
        .annotate(left=Count("pk", filter=_LEFT), lost=Count("pk", filter=~_LEFT & lost))
    )
    return {(row["school_class_id"], row["role"]): (row["left"], row["lost"]) for row in counted}


def skipped_words(groups: Iterable[Group], chosen: Collection[Group]) -> str:
    """«15: нет ссылки класса 14, отказались 1»: whom a press passes over of all in `groups`, and why; '' for nobody."""
    counted: Counter[str] = Counter()
    for group in groups:
        counted["нет ссылки класса"] += 0 if group.has_platform_link else group.free
        counted["не отмечены"] += 0 if group in chosen else group.number
        counted["ссылка попала не тому"] += group.disowned
        counted["отказались"] += group.refused
        counted["уже не работают"] += group.left
    causes = [f"{word} {number}" for word, number in counted.items() if number]
    return f"{counted.total()}: {', '.join(causes)}" if causes else ""


def _served(classes: Iterable[SchoolClass]) -> set[tuple[int, str]]:
    """(class, role) that have a link on the class's platform."""
    rows = PlatformLink.objects.current().filter(
        school_class__in=list(classes), platform=F("school_class__platform")
    )
    return set(rows.values_list("school_class_id", "role"))


def enrolments_to_invite(access: Access, groups: Collection[Group]) -> list[int]:
    """The places of `groups` that a press would invite, in the order in which links are handed out."""
    wanted = Q(pk=None)
    for group in groups:
        wanted |= Q(school_class=group.school_class, role=group.role)
    rows = still_to_invite(open_enrolments(access).filter(wanted), clock.now())
    return list(rows.values_list("pk", flat=True))


def still_to_invite(places: QuerySet[Enrolment], now: datetime) -> QuerySet[Any]:
    """Those of `places` whom nobody has invited yet: who has refused is left alone, who has left the school is not asked, nor
    is whose last link came into other hands."""
    rows = _with_works(presence.with_presence(places, now), now)
    return rows.filter(_FREE).exclude(_LEFT).exclude(_lost(now))


def links_of_run(access: Access, run: Any) -> InvitationQuerySet:
    """The links that a run made, as far as the actor may see them."""
    lines = run.written.filter(row_model=Invitation._meta.label_lower, what="made")
    return links_for(access).filter(pk__in=lines.values("row_id"))


def by_place(rows: QuerySet[Invitation]) -> list[dict[str, Any]]:
    """How many of `rows` there are by class and role."""
    counted = rows.order_by("school_class", "role").values("school_class__title", "role")
    return [
        {"title": row["school_class__title"], "word": ROLES_WORDS[row["role"]], "number": row["number"]}
        for row in counted.annotate(number=Count("pk"))
    ]
