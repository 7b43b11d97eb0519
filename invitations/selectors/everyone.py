"""Inviting everybody who has no link: who would be, class by class and role by role, and who is passed over, and why."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

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
_DISOWNED = Q(is_disowned=True)


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
    rows = _with_causes(presence.with_presence(open_enrolments(access), now), now)
    counted = (
        rows.order_by()
        .values("school_class_id", "role")
        .annotate(
            free=Count("pk", filter=_FREE & ~_LEFT & ~_DISOWNED),
            left=Count("pk", filter=_FREE & _LEFT),
            disowned=Count("pk", filter=_FREE & ~_LEFT & _DISOWNED),
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


def _with_causes(places: QuerySet[Enrolment], now: datetime) -> QuerySet[Any]:
    """Places, each with why nobody is invited to it in passing: whether its person works here, whether their last link came
    into other hands («это не я»), so that whose it is has to be found out first."""
    theirs = {name: OuterRef(name) for name in ("person", "school_class", "role")}
    lost = Invitation.objects.filter(is_disowned(), **theirs)
    return places.annotate(works=works_on("person", clock.day_of(now)), is_disowned=Exists(lost))


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
    rooms = [row.pk for row in classes if row.is_staff_room]
    closed = Invitation.objects.filter(is_disowned(), school_class__in=list(classes))
    staff = Q(school_class__in=rooms, role=Role.TEACHER)
    theirs = Q(school_class__in=list(classes), person__in=closed.values("person"))
    places = _with_causes(Enrolment.objects.filter(staff | theirs), now).filter(_LEFT | _DISOWNED)
    rows = presence.with_presence(places, now).filter(_FREE).order_by().values("school_class_id", "role")
    counted = rows.annotate(left=Count("pk", filter=_LEFT), lost=Count("pk", filter=~_LEFT & _DISOWNED))
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
    rows = _with_causes(presence.with_presence(places, now), now)
    return rows.filter(_FREE).exclude(_LEFT).exclude(_DISOWNED)


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
