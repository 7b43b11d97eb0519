"""Who should be where, and is there: the only writer of enrolments, one or many at a time, set-based.

Each verb journals what it did to each row and sends `enrolments_changed`, in the caller's transaction.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from audit.services import record_set
from core import clock
from core.dated import outlasts_q
from core.errors import Conflict
from core.sets import among, update_returning
from orgstructure.models import Enrolment, Person, SchoolClass
from orgstructure.signals import enrolments_changed

Role = Enrolment.Role
MEANWHILE = "Этих людей только что записал в класс кто-то другой. Обновите страницу и повторите."


class Place(NamedTuple):
    """Where somebody should be: a person in a class in a role."""

    person: Person
    school_class: SchoolClass
    role: str

    @property
    def key(self) -> tuple[int, int, str]:
        return self.person.pk, self.school_class.pk, str(self.role)


def open_places(*, places: Iterable[Place], actor: Any, since: date | None = None) -> list[Enrolment]:
    """Enrol people from `since` (today) where they are not enrolled yet. Returns the new enrolments.

    Whoever is there already stays as they are. Conflict if somebody else opens the same place at this moment.
    """
    wanted = {place.key: place for place in places}
    if not wanted:
        return []
    there = Enrolment.objects.unended().filter(
        person__in={key[0] for key in wanted}, school_class__in={key[1] for key in wanted}
    )
    known = set(there.values_list("person_id", "school_class_id", "role"))
    fresh = [place for key, place in wanted.items() if key not in known]
    try:
        return _insert(fresh, since or clock.today(), actor) if fresh else []
    except IntegrityError:
        raise Conflict(MEANWHILE) from None


@transaction.atomic
def _insert(places: list[Place], since: date, actor: Any) -> list[Enrolment]:
    rows = Enrolment.objects.bulk_create(
        [
            Enrolment(
                organization_id=person.organization_id,
                person=person,
                school_class=school_class,
                role=role,
                valid_from=since,
            )
            for person, school_class, role in places
        ]
    )
    _journal("enrolment.opened", [row.pk for row in rows], actor, valid_from=since)
    _tell("opened", [row.pk for row in rows], actor, since)
    return rows


def open_place(
    *, person: Person, school_class: SchoolClass, role: str, actor: Any, since: date | None = None
) -> Enrolment:
    """The same for one: the enrolment of this person in this class and role, new or as it stands."""
    open_places(places=[Place(person, school_class, role)], actor=actor, since=since)
    return Enrolment.objects.unended().get(person=person, school_class=school_class, role=role)


@transaction.atomic
def mark_joined(*, places: QuerySet[Enrolment], at: datetime, actor: Any) -> list[int]:
    """These people have come into their classes at `at`. Returns the ids of those who had not been there yet."""
    ids = update_returning(places, Q(joined_at=None), joined_at=at)
    if ids:
        _journal("enrolment.joined", ids, actor)
        _tell("joined", ids, actor, clock.day_of(at))
    return ids


@transaction.atomic
def confirm_places(*, places: QuerySet[Enrolment], at: datetime, actor: Any) -> list[int]:
    """Somebody has seen these people in their classes on the platform, so they have joined too. Returns the new ids."""
    ids = update_returning(
        places, Q(confirmed_at=None), joined_at=Coalesce(F("joined_at"), at), confirmed_at=at
    )
    if ids:
        _journal("enrolment.confirmed", ids, actor)
        _tell("confirmed", ids, actor, clock.day_of(at))
    return ids


@transaction.atomic
def unconfirm_places(*, places: QuerySet[Enrolment], actor: Any) -> list[int]:
    """What was confirmed turned out to be wrong: these people count as joined only. Returns the ids."""
    ids = update_returning(places, Q(confirmed_at__isnull=False), confirmed_at=None)
    if ids:
        _journal("enrolment.unconfirmed", ids, actor)
        _tell("unconfirmed", ids, actor, clock.today())
    return ids


@transaction.atomic
def close_places(*, places: QuerySet[Enrolment], last_day: date, actor: Any) -> list[int]:
    """These people are in their classes up to `last_day`, and not after it. Returns the ids of those it changed.

    A place that would begin after its last day never was one: it goes, and the journal tells of it.
    """
    ids = update_returning(places, outlasts_q(last_day) & Q(valid_from__lte=last_day), valid_to=last_day)
    if ids:
        _journal("enrolment.closed", ids, actor, valid_to=last_day)
        _tell("closed", ids, actor, last_day)
    return ids + _drop_unbegun(places, last_day, actor)


def _drop_unbegun(places: QuerySet[Enrolment], last_day: date, actor: Any) -> list[int]:
    rows = list(places.filter(valid_from__gt=last_day).select_related("person", "school_class"))
    if not rows:
        return []
    _journal("enrolment.closed", [row.pk for row in rows], actor, valid_to=last_day)
    enrolments_changed.send(Enrolment, change="closed", enrolments=rows, actor=actor, day=last_day)
    ids = [row.pk for row in rows]
    Enrolment.objects.filter(pk__in=ids).delete()
    return ids


def _journal(verb: str, ids: list[int], actor: Any, **details: Any) -> None:
    rows = Enrolment.objects.filter(pk__in=among(ids))
    record_set(verb, rows, actor=actor, label=Enrolment.label_in_sql(), details=details)


def _rows(ids: list[int]) -> QuerySet[Enrolment]:
    rows: QuerySet[Enrolment] = Enrolment.objects.filter(pk__in=among(ids))
    return rows.select_related("person", "school_class").order_by("pk")


def _tell(change: str, ids: list[int], actor: Any, day: date) -> None:
    """Tell the upper rooms; the rows are read only if somebody answers."""
    enrolments_changed.send(Enrolment, change=change, enrolments=_rows(ids), actor=actor, day=day)
