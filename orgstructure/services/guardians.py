"""Who represents whom: the only writer of guardianships. A guardian's place in a class follows from the child's."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from audit.services import record, record_many
from core import clock
from core.access import ActorLike
from core.dated import outlasts
from core.effects import What, emit, emit_each
from core.errors import Conflict, Invalid
from orgstructure import texts
from orgstructure.models import Enrolment, Guardianship, Organization, Person, SchoolClass
from orgstructure.rules import PersonLine
from orgstructure.services.enrolments import Place, close_parents, lock_people, open_parents, open_places
from orgstructure.services.people import add_person, edit_person, new_people

Role = Enrolment.Role
CONTACTS = {"phone": "телефон", "email": "почта"}
MEANWHILE = "Этих представителей только что записал кто-то другой. Обновите страницу и повторите."


@transaction.atomic
def add_guardian(
    *, pupil: Person, relation: str, actor: ActorLike, guardian: Person | None = None, **fields: Any
) -> Person:
    """A parent of a pupil: somebody of the school (`guardian`), or a new person, typed in (`fields`).

    Linked to the child and enrolled where the child is. Invalid if the child is no pupil, or if a phone or e-mail typed
    for a known `guardian` is not the one of the card; Conflict on a repeat.
    """
    _must_be_pupil(pupil)
    if guardian is None:
        guardian = add_person(organization=pupil.organization, kind=Person.Kind.PARENT, actor=actor, **fields)
    else:
        _fill_contacts(guardian, fields, actor)
    link_guardian(guardian=guardian, pupil=pupil, relation=relation, actor=actor)
    return guardian


def _fill_contacts(person: Person, typed: Mapping[str, Any], actor: ActorLike) -> None:
    """What was typed of somebody who is known already goes where nothing stands; what differs is refused, not lost."""
    fresh = {}
    for name, word in CONTACTS.items():
        there, wanted = getattr(person, name), typed.get(name) or ""
        if wanted and there and there != wanted:
            raise Invalid(
                f"{person.full_name}: {word} в карточке уже есть, и не «{wanted}». "
                "Исправьте в карточке этого человека или оставьте поле пустым.",
                field=name,
            )
        if wanted and not there:
            fresh[name] = wanted
    edit_person(person=person, actor=actor, **fresh)


def link_guardian(*, guardian: Person, pupil: Person, relation: str, actor: ActorLike) -> Guardianship:
    """Say that `guardian` represents `pupil` from today, and enrol them in the child's classes. Conflict on a repeat."""
    _must_be_pupil(pupil)
    if guardian.pk == pupil.pk:
        raise Invalid(f"{pupil.full_name}: сам себя ученик не представляет. Выберите другого человека.")
    made = link_guardians(links=[(guardian, pupil, relation)], actor=actor)
    if not made:
        raise Conflict(f"{guardian.full_name} уже записан представителем: {pupil.full_name}.")
    return made[0]


def link_guardians(*, links: Sequence[tuple[Person, Person, str]], actor: ActorLike) -> list[Guardianship]:
    """Many (guardian, pupil, who they are to the child) at once, from today. Set-based. Returns the new ones.

    Pairs that are linked already stay as they are. Conflict if somebody else links the same pair at this moment.
    """
    known = set(
        Guardianship.objects.unended()
        .filter(guardian__in={guardian.pk for guardian, _, _ in links})
        .values_list("guardian_id", "pupil_id")
    )
    fresh = {
        (guardian.pk, pupil.pk): (guardian, pupil, relation)
        for guardian, pupil, relation in links
        if (guardian.pk, pupil.pk) not in known
    }
    try:
        return _insert(list(fresh.values()), actor) if fresh else []
    except IntegrityError:
        raise Conflict(MEANWHILE) from None


@transaction.atomic
def _insert(links: list[tuple[Person, Person, str]], actor: ActorLike) -> list[Guardianship]:
    today = clock.today()
    made = Guardianship.objects.bulk_create(
        [
            Guardianship(
                organization_id=pupil.organization_id,
                guardian=guardian,
                pupil=pupil,
                relation=relation or Guardianship.Relation.GUARDIAN,
                valid_from=today,
            )
            for guardian, pupil, relation in links
        ]
    )
    record_many("guardian.linked", made, actor=actor)
    emit_each(What.OPENS, made, texts.guardianship_opened)
    open_parents(links=made, children=_places_of({pupil.pk for _, pupil, _ in links}, today), actor=actor)
    return made


def _places_of(pupils: set[int], day: date) -> list[Enrolment]:
    """Where these pupils are on `day` or will be. Locked with the pupils: nobody moves them until this is done."""
    lock_people(pupils)
    places = Enrolment.objects.lasting(day).filter(person__in=pupils, role=Role.PUPIL)
    return list(places.select_related("school_class").order_by("pk").select_for_update(of=("self",)))


@transaction.atomic
def end_guardianship(*, guardianship: Guardianship, last_day: date, actor: ActorLike) -> None:
    """Somebody represents a pupil up to `last_day`; their places that only this child gave them end with it."""
    if not outlasts(guardianship, last_day):
        raise Conflict("Это представительство уже закончено. Обновите страницу.")
    record("guardian.unlinked", guardianship, actor=actor, valid_to=last_day)
    emit(What.CLOSES, guardianship, partial(texts.guardianship_ended, guardianship, last_day))
    if guardianship.valid_from > last_day:
        guardianship.delete()  # it never was in force: only the journal tells of it
    else:
        guardianship.valid_to = last_day
        guardianship.save(update_fields=["valid_to"])
    places = _places_of({guardianship.pupil_id}, last_day)
    pairs = {(guardianship.guardian_id, place.school_class_id) for place in places}
    close_parents(pairs=pairs, last_day=last_day, actor=actor)


def _must_be_pupil(person: Person) -> None:
    places = Enrolment.objects.lasting(clock.today()).filter(person=person, role=Role.PUPIL)
    if not places.exists():
        raise Invalid(f"{person.full_name} — не обучающийся: родителя записывают к ученику.")


@transaction.atomic
def add_families(
    *,
    organization: Organization,
    school_class: SchoolClass,
    rows: Sequence[tuple[PersonLine, int | None, str]],
    actor: ActorLike,
) -> list[Person]:
    """Many parents of a class at once: (the parent, the pupil's number or None, who they are to the child).

    A parent of several children stands in several rows and is one person; one who is in the class already gets only
    the missing links, so that a list sent twice changes nothing. A fixed number of statements. Returns those added.
    """
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    lines = {row.search_name: row for row, _, _ in rows}
    there = (
        Enrolment.objects.unended()
        .filter(school_class=school_class, role=Role.PARENT, person__search_name__in=lines)
        .select_related("person")
    )
    by_name = {enrolment.person.search_name: enrolment.person for enrolment in there}
    people = new_people(organization.pk, [lines[name] for name in lines if name not in by_name])
    record_many("person.added", people, actor=actor, school_class=school_class)
    emit_each(What.OPENS, people, texts.person_added)
    by_name |= {person.search_name: person for person in people}
    pupils = Person.objects.in_bulk([pupil for _, pupil, _ in rows if pupil])
    wanted = {(by_name[row.search_name], pupils[pupil]): relation for row, pupil, relation in rows if pupil}
    links = [(guardian, pupil, relation) for (guardian, pupil), relation in wanted.items()]
    link_guardians(links=links, actor=actor)  # a parent's place follows from the child's
    placed = {guardian.pk for guardian, _, _ in links}
    alone = [Place(person, school_class, Role.PARENT) for person in people if person.pk not in placed]
    open_places(places=alone, actor=actor)
    return people
