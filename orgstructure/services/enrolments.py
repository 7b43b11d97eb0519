"""Who should be where, and is there: the only writer of enrolments, one or many at a time, set-based.

Each verb journals what it did to each row and sends `enrolments_changed`, in the caller's transaction. A parent's place
in a class follows from the child's: it is opened and closed with it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from audit.services import record_set
from core import clock
from core.access import ActorLike
from core.dated import in_force_q, outlasts_q
from core.effects import What, emit_each
from core.errors import Conflict, Invalid
from core.sets import among, update_returning
from orgstructure import texts
from orgstructure.models import Enrolment, Guardianship, Person, SchoolClass
from orgstructure.rules import linked_roles
from orgstructure.signals import enrolments_changed
from undo.services import keep_changing, keep_deleting, keep_made

Role = Enrolment.Role
ELSEWHERE = "Ученик учится в одном классе, а место уже есть: {names}. Записать и сюда нельзя."
WHAT = {"opened": What.OPENS, "closed": What.CLOSES}
MEANWHILE = "Этих людей только что записал в класс кто-то другой. Обновите страницу и повторите."


class Place(NamedTuple):
    """Where somebody should be: a person in a class in a role."""

    person: Person
    school_class: SchoolClass
    role: str

    @property
    def key(self) -> tuple[int, int, str]:
        return self.person.pk, self.school_class.pk, str(self.role)


def open_places(*, places: Iterable[Place], actor: ActorLike, since: date | None = None) -> list[Enrolment]:
    """Enrol people from `since` (today) where they are not enrolled yet. Returns the new enrolments.

    Whoever is there already stays as they are. Invalid for a role that a class has not;
    Conflict if somebody else opens the same place at this moment.
    """
    wanted = {place.key: place for place in places}
    if not wanted:
        return []
    for place in wanted.values():
        check_role(place.school_class, place.role)
    day = since or clock.today()
    try:
        return _open(wanted, day, actor)
    except IntegrityError:
        raise Conflict(_elsewhere(wanted, day) or MEANWHILE) from None


def check_role(school_class: SchoolClass, role: str, *, field: str = "role") -> None:
    """Invalid, at `field`, for a pupil or a parent in «Учительская»."""
    if role not in linked_roles(school_class.is_staff_room):
        raise Invalid(
            f"{Role(role).label.capitalize()} в «{school_class}» не состоит. Выберите класс.", field=field
        )


@transaction.atomic
def _open(wanted: dict[tuple[int, int, str], Place], since: date, actor: ActorLike) -> list[Enrolment]:
    lock_people([key[0] for key in wanted if key[2] == Role.PUPIL])
    there = Enrolment.objects.unended().filter(
        person__in={key[0] for key in wanted}, school_class__in={key[1] for key in wanted}
    )
    # Locked, so that nobody closes at this moment a place that counts as opened here.
    locked = there.order_by("pk").select_for_update()
    known = set(locked.values_list("person_id", "school_class_id", "role"))
    fresh = [place for key, place in wanted.items() if key not in known]
    return _insert(fresh, since, actor) if fresh else []


def lock_people(ids: Collection[int]) -> None:
    """Whoever moves pupils or writes their representatives queues here: of two at once the second sees what is done."""
    if ids:
        rows = Person.objects.filter(pk__in=among(ids)).order_by("pk").select_for_update(no_key=True)
        list(rows.values_list("pk"))


def _insert(places: list[Place], since: date, actor: ActorLike) -> list[Enrolment]:
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
    keep_made(Enrolment, [row.pk for row in rows])
    _journal("enrolment.opened", [row.pk for row in rows], actor, valid_from=since)
    _tell("opened", [row.pk for row in rows], actor, since)
    children = [row for row in rows if row.role == Role.PUPIL]
    if children:
        links = Guardianship.objects.lasting(since).filter(pupil__in=[row.person_id for row in children])
        open_parents(links=list(links.select_related("guardian")), children=children, actor=actor)
    return rows


def _elsewhere(wanted: dict[tuple[int, int, str], Place], day: date) -> str:
    """«Белов Илья: с 01.09.2026 место в 5А…», for pupils who have a place of another class from `day` on; or «»."""
    pupils = [key[0] for key in wanted if key[2] == Role.PUPIL]
    held = Enrolment.objects.lasting(day).filter(person__in=pupils, role=Role.PUPIL)
    rows = held.select_related("person", "school_class").order_by("person__search_name", "pk")[:10]
    names = [f"{row.person.full_name} — {row.school_class} с {row.valid_from:%d.%m.%Y}" for row in rows]
    return ELSEWHERE.format(names="; ".join(names)) if names else ""


def open_place(
    *, person: Person, school_class: SchoolClass, role: str, actor: ActorLike, since: date | None = None
) -> Enrolment:
    """The same for one: the enrolment of this person in this class and role, new or as it stands."""
    open_places(places=[Place(person, school_class, role)], actor=actor, since=since)
    return Enrolment.objects.unended().get(person=person, school_class=school_class, role=role)


@transaction.atomic
def mark_joined(*, places: QuerySet[Enrolment], at: datetime, actor: ActorLike) -> list[int]:
    """These people have come into their classes at `at`. Returns the ids of those who had not been there yet."""
    keep_changing(places.filter(joined_at=None), "joined_at")
    ids = update_returning(places, Q(joined_at=None), joined_at=at)
    if ids:
        _journal("enrolment.joined", ids, actor)
        _tell("joined", ids, actor, clock.day_of(at))
    return ids


@transaction.atomic
def confirm_places(*, places: QuerySet[Enrolment], at: datetime, actor: ActorLike) -> list[int]:
    """Somebody has seen these people in their classes on the platform, so they have joined too. Returns the new ids."""
    keep_changing(places.filter(confirmed_at=None), "joined_at", "confirmed_at")
    ids = update_returning(
        places, Q(confirmed_at=None), joined_at=Coalesce(F("joined_at"), at), confirmed_at=at
    )
    if ids:
        _journal("enrolment.confirmed", ids, actor)
        _tell("confirmed", ids, actor, clock.day_of(at))
    return ids


@transaction.atomic
def unconfirm_places(*, places: QuerySet[Enrolment], actor: ActorLike) -> list[int]:
    """What was confirmed turned out to be wrong: these people count as joined only. Returns the ids."""
    keep_changing(places.filter(confirmed_at__isnull=False), "confirmed_at")
    ids = update_returning(places, Q(confirmed_at__isnull=False), confirmed_at=None)
    if ids:
        _journal("enrolment.unconfirmed", ids, actor)
        _tell("unconfirmed", ids, actor, clock.today())
    return ids


@transaction.atomic
def close_places(*, places: QuerySet[Enrolment], last_day: date, actor: ActorLike) -> list[int]:
    """These people are in their classes up to `last_day`, and not after it. Returns the ids of those it changed.

    A place that would begin after its last day never was one: it goes, and the journal tells of it.
    """
    gone = _drop_unbegun(places, last_day, actor)
    keep_changing(places.filter(outlasts_q(last_day)), "valid_to")
    ids = update_returning(places, outlasts_q(last_day), valid_to=last_day)
    if ids:
        rows = list(_rows(ids))
        _journal("enrolment.closed", ids, actor, valid_to=last_day)
        _tell("closed", ids, actor, last_day)
        gone += rows
    children = [row for row in gone if row.role == Role.PUPIL]
    if children:
        wards = Guardianship.objects.lasting(last_day).filter(pupil__in={row.person_id for row in children})
        classes = _classes_of(children)
        close_parents(
            pairs={
                (guardian, school_class)
                for guardian, pupil in wards.values_list("guardian_id", "pupil_id")
                for school_class in classes[pupil]
            },
            last_day=last_day,
            actor=actor,
        )
    return [row.pk for row in gone]


def _drop_unbegun(places: QuerySet[Enrolment], last_day: date, actor: ActorLike) -> list[Enrolment]:
    unbegun = places.beginning_after(last_day)  # type: ignore[attr-defined]  # an EnrolmentQuerySet
    rows = list(unbegun.select_related("person", "school_class"))
    if not rows:
        return []
    _journal("enrolment.closed", [row.pk for row in rows], actor, valid_to=last_day)
    enrolments_changed.send(Enrolment, change="closed", enrolments=rows, actor=actor, day=last_day)
    emit_each(What.CLOSES, rows, texts.place_dropped)
    unbegun_rows = Enrolment.objects.filter(pk__in=[row.pk for row in rows])
    keep_deleting(unbegun_rows)
    unbegun_rows.delete()
    return rows


# --- A parent's place follows from the child's -------------------------------------------------------------


def open_parents(*, links: Sequence[Guardianship], children: Sequence[Enrolment], actor: ActorLike) -> None:
    """Where a child of `links` has one of the places `children`, the representative belongs too, as long as both hold.

    `links` carry their guardian, `children` their class. Whoever is in the class already stays as they are.
    """
    wanted: dict[date, list[Place]] = defaultdict(list)
    ending: dict[date, set[tuple[int, int]]] = defaultdict(set)
    by_pupil: dict[int, list[Guardianship]] = defaultdict(list)
    for link in links:
        by_pupil[link.pupil_id].append(link)
    for child in children:
        for link in by_pupil[child.person_id]:
            since = max(child.valid_from, link.valid_from)
            wanted[since].append(Place(link.guardian, child.school_class, Role.PARENT))
            last_days = [day for day in (child.valid_to, link.valid_to) if day]
            if last_days:
                ending[min(last_days)].add((link.guardian_id, child.school_class_id))
    for since in sorted(wanted):
        open_places(places=wanted[since], since=since, actor=actor)
    for last_day, pairs in sorted(ending.items()):
        close_parents(pairs=pairs, last_day=last_day, actor=actor)


def close_parents(*, pairs: Collection[tuple[int, int]], last_day: date, actor: ActorLike) -> None:
    """(representative, class): the places of those whom no child keeps in the class after `last_day` end with it."""
    people, classes = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    places = Enrolment.objects.filter(
        outlasts_q(last_day), person__in=people, school_class__in=classes, role=Role.PARENT
    )
    # Locked before it is asked who remains: two children who leave at once do not each count on the other.
    locked = places.order_by("pk").select_for_update()
    held = {
        pk: pair
        for pk, *pair in locked.values_list("pk", "person_id", "school_class_id")
        if tuple(pair) in pairs
    }
    if not held:
        return
    after = last_day + timedelta(days=1)
    remaining = set(
        Enrolment.objects.lasting(after)
        .filter(in_force_q(after, "person__guardians__"), person__guardians__guardian__in=people)
        .filter(school_class__in=classes, role=Role.PUPIL)
        .values_list("person__guardians__guardian_id", "school_class_id")
    )
    ids = [pk for pk, pair in held.items() if tuple(pair) not in remaining]
    if ids:
        close_places(places=Enrolment.objects.filter(pk__in=ids), last_day=last_day, actor=actor)


def _classes_of(children: Iterable[Enrolment]) -> dict[int, set[int]]:
    """{pupil: the classes}."""
    found: dict[int, set[int]] = defaultdict(set)
    for child in children:
        found[child.person_id].add(child.school_class_id)
    return found


def _journal(verb: str, ids: list[int], actor: ActorLike, **details: Any) -> None:
    rows = Enrolment.objects.filter(pk__in=among(ids))
    record_set(verb, rows, actor=actor, label=Enrolment.label_in_sql(), details=details)


def _rows(ids: list[int]) -> QuerySet[Enrolment]:
    rows: QuerySet[Enrolment] = Enrolment.objects.filter(pk__in=among(ids))
    return rows.select_related("person", "school_class").order_by("pk")


def _tell(change: str, ids: list[int], actor: ActorLike, day: date) -> None:
    """Tell whoever previews, and the upper rooms; the rows are read only if somebody listens or answers."""
    emit_each(WHAT.get(change, What.CHANGES), _rows(ids), partial(texts.place_changes, change))
    enrolments_changed.send(Enrolment, change=change, enrolments=_rows(ids), actor=actor, day=day)
