"""Who represents whom: the only writer of guardianships, but for the word that follows the sex (relations.py).

A guardian's place in a class follows from the child's.
"""

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
from orgstructure.models import Enrolment, Guardianship, Person
from orgstructure.services.enrolments import close_parents, lock_people, open_parents
from orgstructure.services.people import add_person, edit_person
from undo.models import Run
from undo.services import keep_changing, keep_deleting, keep_made, undoable

Role = Enrolment.Role
CONTACTS = {"phone": "телефон", "email": "почта", "birth_date": "дата рождения"}
MEANWHILE = "Этих представителей только что записал кто-то другой. Обновите страницу и повторите."


@transaction.atomic
def add_guardian(
    *, pupil: Person, relation: str, actor: ActorLike, guardian: Person | None = None, **fields: Any
) -> Person:
    """A parent of a pupil: somebody of the school (`guardian`), or a new person, typed in (`fields`).

    Linked to the child and enrolled where the child is. Invalid if the child is no pupil, or if a phone, e-mail or birthday typed
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
            shown = f"{wanted:%d.%m.%Y}" if isinstance(wanted, date) else wanted
            raise Invalid(
                f"{person.full_name}: {word} в карточке уже есть, и не «{shown}». "
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
        raise Conflict(texts.GUARDIAN_ALREADY.format(pupil=pupil.full_name, guardian=guardian.full_name))
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
    keep_made(Guardianship, [row.pk for row in made])
    record_many("guardian.linked", made, actor=actor)
    emit_each(What.OPENS, made, texts.guardianship_opened)
    open_parents(links=made, children=_places_of({pupil.pk for _, pupil, _ in links}, today), actor=actor)
    return made


def _places_of(pupils: set[int], day: date) -> list[Enrolment]:
    """Where these pupils are on `day` or will be. Locked with the pupils: nobody moves them until this is done."""
    lock_people(pupils)
    places = Enrolment.objects.lasting(day).filter(person__in=pupils, role=Role.PUPIL)
    return list(places.select_related("school_class").order_by("pk").select_for_update(of=("self",)))


def end_guardianship(*, guardianship: Guardianship, last_day: date, actor: ActorLike) -> Run | None:
    """Somebody represents a pupil up to `last_day`; their places that only this child gave them end with it.

    Returns the run by which it can be undone. Conflict where it has ended already.
    """
    with undoable(
        organization=guardianship.organization,
        kind="representatives.removed",
        actor=actor,
        title=texts.GUARDIAN_REMOVED,
    ) as keeping:
        _end(guardianship, last_day, actor)
    return keeping.run


def _end(asked: Guardianship, last_day: date, actor: ActorLike) -> None:
    rows = Guardianship.objects.filter(pk=asked.pk)
    row = rows.select_related("guardian", "pupil").select_for_update(of=("self",)).first()
    if row is None or not outlasts(row, last_day):
        raise Conflict("Это представительство уже закончено. Обновите страницу.")
    record("guardian.unlinked", row, actor=actor, valid_to=last_day)
    emit(What.CLOSES, row, partial(texts.guardianship_ended, row, last_day))
    if row.valid_from > last_day:
        keep_deleting(rows)
        rows.delete()  # it never was in force: only the journal tells of it
    else:
        keep_changing(rows, "valid_to")
        rows.update(valid_to=last_day)
    places = _places_of({row.pupil_id}, last_day)
    pairs = {(row.guardian_id, place.school_class_id) for place in places}
    close_parents(pairs=pairs, last_day=last_day, actor=actor)


def _must_be_pupil(person: Person) -> None:
    places = Enrolment.objects.lasting(clock.today()).filter(person=person, role=Role.PUPIL)
    if not places.exists():
        raise Invalid(f"{person.full_name} — не обучающийся: родителя записывают к ученику.")
