"""Reads for those who make links."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from core.rows import Platform
from invitations.codes import link_url, short_code
from invitations.models import Invitation
from invitations.sheets import Card
from orgstructure.models import Enrolment, Guardianship, Person, SchoolClass

Status = Invitation.Status
SOON = timedelta(days=3)
STATES = [
    ("active", "Активные"),
    ("expiring", "Истекают"),
    ("accepted", "Приняты"),
    ("expired", "Истекли"),
    ("annulled", "Аннулированы"),
]


def invitations_for(access: Any) -> QuerySet[Invitation]:
    """The links that the actor may see: all of the school, or those of pupils and parents of the own classes."""
    rows = Invitation.objects.all()
    if access.sees_whole_school:
        return rows
    return rows.filter(school_class__in=access.class_ids).exclude(role=Invitation.Role.TEACHER)


def in_state(rows: QuerySet[Invitation], state: str, now: datetime) -> QuerySet[Invitation]:
    """Narrow to a state of STATES, true by the clock whether or not expiry is written down."""
    active = Q(status=Status.ACTIVE, expires_at__gt=now)
    conditions = {
        "active": active,
        "expiring": active & Q(expires_at__lte=now + SOON),
        "expired": Q(status=Status.EXPIRED) | Q(status=Status.ACTIVE, expires_at__lte=now),
        "accepted": Q(status=Status.ACCEPTED),
        "annulled": Q(status=Status.ANNULLED),
    }
    return rows.filter(conditions[state]) if state in conditions else rows


def state_counts(rows: QuerySet[Invitation], now: datetime) -> dict[str, int]:
    """How many links are in each state of STATES; one query."""
    active = Q(status=Status.ACTIVE, expires_at__gt=now)
    return rows.aggregate(
        active=Count("pk", filter=active),
        expiring=Count("pk", filter=active & Q(expires_at__lte=now + SOON)),
        accepted=Count("pk", filter=Q(status=Status.ACCEPTED)),
        expired=Count("pk", filter=Q(status=Status.EXPIRED) | Q(status=Status.ACTIVE, expires_at__lte=now)),
        annulled=Count("pk", filter=Q(status=Status.ANNULLED)),
    )


def with_people(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Links with their person, class, maker, and, for parents, the children; a fixed number of queries."""
    wards = Guardianship.objects.select_related("pupil")
    return rows.select_related("person", "school_class", "created_by", "organization").prefetch_related(
        Prefetch("person__wards", queryset=wards)
    )


def uninvited(school_class: SchoolClass, role: str, now: datetime) -> QuerySet[Person]:
    """Who should be in the class in the role, has not joined, and holds no working link."""
    working = Invitation.objects.filter(
        person=OuterRef("person"),
        school_class=school_class,
        role=role,
        status=Status.ACTIVE,
        expires_at__gt=now,
    )
    missing = Enrolment.objects.filter(
        ~Exists(working), school_class=school_class, role=role, valid_to=None, joined_at=None
    )
    return Person.objects.filter(pk__in=missing.values("person"), left_on=None).order_by("search_name", "pk")


def inviting_classes(access: Any) -> QuerySet[SchoolClass]:
    """The classes into which the actor may invite."""
    rows = SchoolClass.objects.filter(archived_at=None).order_by("kind", "grade", "letter")
    return rows if access.is_manager else rows.filter(pk__in=access.class_ids)


def cards(links: list[Invitation]) -> list[Card]:
    """Printable cards of working links, which come from `with_people`; no query."""
    return [_card(link) for link in links]


def _card(link: Invitation) -> Card:
    until = timezone.localtime(link.expires_at)
    children = [ward.pupil.full_name for ward in link.person.wards.all()] if link.person else []
    return Card(
        url=link_url(link),
        short_code=short_code(link),
        title=link.organization.short_name,
        subtitle="Учительская" if link.school_class.is_staff_room else f"{link.school_class} класс",
        person=link.person.full_name if link.person else "",
        role=link.role,
        valid_until=f"{date_format(until, 'j E Y')}, {until:%H:%M}",
        note=f"Ребёнок: {', '.join(children)}" if children else "",
        enter_at=f"{settings.PORTAL_URL.split('://')[-1]}/i/",
        platform=Platform(link.school_class.platform).label,
    )


def annulled_between(rows: QuerySet[Invitation], since: Any, until: Any) -> QuerySet[Invitation]:
    """Annulled links of a period (local dates, both inclusive), oldest first."""
    rows = rows.filter(status=Status.ANNULLED).select_related("person", "school_class", "annulled_by")
    if since:
        rows = rows.filter(annulled_at__date__gte=since)
    if until:
        rows = rows.filter(annulled_at__date__lte=until)
    return rows.order_by("annulled_at", "pk")


def still_open(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Links with uses left, whose time has not come, for print."""
    return rows.filter(status=Status.ACTIVE, expires_at__gt=timezone.now(), uses__lt=F("max_uses"))
