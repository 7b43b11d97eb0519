"""«Where is this person»: the one place that says whether somebody has joined, is invited, has refused, or none of it.

A place is an enrolment in force. A pupil and a parent join class by class; a member of staff joins once, in
«Учительская» or anywhere as a teacher, so a teacher's place in a study class is as far as its person is.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from consents.selectors import contact_note_of, has_refused
from core import clock
from invitations.models import Invitation
from orgstructure.models import Enrolment, Person, SchoolClass, posts_of

NOT_INVITED, INVITED, JOINED, CONFIRMED, REFUSED = "not_invited", "invited", "joined", "confirmed", "refused"
PRESENT = (JOINED, CONFIRMED)
Role = Enrolment.Role
_TEACHER = Q(role=Role.TEACHER)


def with_presence(places: QuerySet[Enrolment], now: datetime) -> QuerySet[Any]:
    """Those of `places` that are in force, each with `presence`. No query of its own."""
    today = places.in_force(clock.day_of(now))  # type: ignore[attr-defined]  # a DatedQuerySet
    return annotate_presence(today, now)


def annotate_presence(places: QuerySet[Enrolment], now: datetime) -> QuerySet[Any]:
    """Places, each with `presence`: one of the five states above, which of a place that has ended means nothing."""
    return _with_links(places, now).annotate(
        has_refused=has_refused(),
        presence=Case(
            When(is_confirmed=True, then=Value(CONFIRMED)),
            When(has_joined=True, then=Value(JOINED)),
            When(has_link=True, then=Value(INVITED)),
            When(has_refused=True, then=Value(REFUSED)),
            default=Value(NOT_INVITED),
            output_field=CharField(),
        ),
    )


def _with_links(places: QuerySet[Enrolment], now: datetime) -> QuerySet[Any]:
    own, theirs = Q(school_class=OuterRef("school_class")), Q(role=OuterRef("role"))
    link = Invitation.objects.working(now).filter(own | _TEACHER, theirs, person=OuterRef("person"))
    known: Any = places.with_joined(clock.day_of(now))  # type: ignore[attr-defined]  # an EnrolmentQuerySet
    return known.annotate(has_link=Exists(link))  # type: ignore[no-any-return]


def yet_to_invite(places: QuerySet[Enrolment], now: datetime) -> QuerySet[Any]:
    """Those of `places` in force whose people may be given a link: neither joined nor invited. They may have refused."""
    today = places.in_force(clock.day_of(now))  # type: ignore[attr-defined]  # a DatedQuerySet
    return _with_links(today, now).filter(has_joined=False, has_link=False)


def people_of(school_class: SchoolClass, now: datetime) -> QuerySet[Any]:
    """Everybody of a class with their presence, post and, of who said no, how to keep in touch, by name; one query."""
    rows = with_presence(Enrolment.objects.filter(school_class=school_class), now)
    posts = posts_of("person", clock.day_of(now))
    return (
        rows.annotate(person_post=posts, contact_note=contact_note_of())
        .select_related("person")
        .order_by("person__search_name", "pk")
    )


def presence_by_place(places: Iterable[Enrolment], now: datetime) -> dict[int, str]:
    """{enrolment: presence} for those of `places` that are in force; one query."""
    rows = with_presence(Enrolment.objects.filter(pk__in=[place.pk for place in places]), now)
    return dict(rows.values_list("pk", "presence"))


_FURTHEST = (CONFIRMED, JOINED, INVITED, REFUSED, NOT_INVITED)


def presence_by_person(
    people: Iterable[Person], school_class: SchoolClass | None, now: datetime
) -> dict[int, str]:
    """{person: how far they have come} in a class, staff anywhere as teachers; without a class staff alone. One query."""
    places = Enrolment.objects.filter(_TEACHER | Q(school_class=school_class), person__in=list(people))
    found: dict[int, str] = {}
    for person, presence in with_presence(places, now).values_list("person_id", "presence"):
        found[person] = min(found.get(person, NOT_INVITED), presence, key=_FURTHEST.index)
    return found
