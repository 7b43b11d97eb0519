"""People and where they belong."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from audit.services import record, record_many
from core import clock
from core.errors import Conflict, Invalid
from core.names import search_form
from orgstructure.models import Enrolment, Guardianship, Organization, Person, SchoolClass
from orgstructure.rules import PersonLine, gender_by_patronymic
from orgstructure.selectors import staff_room

Role = Enrolment.Role
ROLE_OF_KIND = {
    Person.Kind.STAFF: Role.TEACHER,
    Person.Kind.PUPIL: Role.PUPIL,
    Person.Kind.PARENT: Role.PARENT,
}
KIND_OF_ROLE = {role: kind for kind, role in ROLE_OF_KIND.items()}
EDITABLE = (
    "last_name", "first_name", "patronymic", "gender", "post", "phone", "email", "accusative_name",
)  # fmt: skip


@transaction.atomic
def add_person(
    *,
    organization: Organization,
    kind: str,
    actor: Any,
    school_class: SchoolClass | None = None,
    **fields: Any,
) -> Person:
    """One person, typed in. Staff go into «Учительская»; others into `school_class` where one is given.

    `fields` are of EDITABLE, cleaned by the form. Conflict if the same person stands in that class already.
    """
    if kind == Person.Kind.STAFF:
        school_class = staff_room()
    person = Person(organization=organization, kind=kind, **fields)
    person.gender = person.gender or gender_by_patronymic(person.patronymic)
    person.search_name = search_form(person.last_name, person.first_name, person.patronymic)
    if school_class and _there(school_class, ROLE_OF_KIND[Person.Kind(kind)], [person.search_name]):
        raise Conflict(f"{person.full_name} в классе «{school_class}» уже есть.", field="last_name")
    person.save(force_insert=True)
    record("person.added", person, actor=actor)
    if school_class:
        enrol_person(
            person=person, school_class=school_class, role=ROLE_OF_KIND[Person.Kind(kind)], actor=actor
        )
    return person


@transaction.atomic
def edit_person(*, person: Person, actor: Any, **fields: Any) -> Person:
    """Change what is known of a person; the journal keeps what it was, phones veiled by their last digits only."""
    changes = {}
    for name, value in fields.items():
        old = getattr(person, name)
        if old != value:
            setattr(person, name, value)
            changes[name] = [f"…{old[-4:]}", f"…{value[-4:]}"] if name == "phone" else [old, value]
    if not changes:
        return person
    person.search_name = search_form(person.last_name, person.first_name, person.patronymic)
    person.save(update_fields=[*changes, "search_name"])
    record("person.edited", person, actor=actor, changes=changes)
    return person


@transaction.atomic
def add_people(
    *,
    organization: Organization,
    rows: Iterable[PersonLine],
    role: str,
    actor: Any,
    school_class: SchoolClass | None = None,
) -> tuple[list[Person], list[str]]:
    """Many people at once into a class (staff: «Учительская») in `role`. A fixed number of statements.

    Returns those added and the names of those who were in the class already: sending a list twice adds nobody twice.
    """
    rows = list(rows)
    target = staff_room() if role == Role.TEACHER else school_class
    if target is None:
        raise Invalid("Выберите класс, в который записать людей.", field="school_class")
    # One at a time for a class, so that two presses of the button cannot both find it empty.
    SchoolClass.objects.select_for_update().get(pk=target.pk)
    there = _there(target, role, [row.search_name for row in rows])
    fresh = [row for row in rows if row.search_name not in there]
    people = _new_people(organization, KIND_OF_ROLE[Role(role)], fresh)
    _enrol_many(people, target, role)
    record_many("person.added", people, actor=actor, school_class=target)
    return people, [row.full_name for row in rows if row.search_name in there]


@transaction.atomic
def enrol_person(
    *, person: Person, school_class: SchoolClass, role: str, actor: Any, since: date | None = None
) -> Enrolment:
    """Enrol a person in a class in a role from `since` (today). One who is there already stays as they are."""
    enrolment = (
        Enrolment.objects.unended().filter(person=person, school_class=school_class, role=role).first()
    )
    if enrolment:
        return enrolment
    enrolment = Enrolment.objects.create(
        organization_id=person.organization_id,
        person=person,
        school_class=school_class,
        role=role,
        valid_from=since or clock.today(),
    )
    record("enrolment.opened", enrolment, actor=actor)
    return enrolment


@transaction.atomic
def add_guardian(*, pupil: Person, relation: str, actor: Any, **fields: Any) -> Person:
    """A parent of a pupil, typed in: a new person, linked to the child and enrolled where the child is."""
    if pupil.kind != Person.Kind.PUPIL:
        raise Invalid(f"{pupil.full_name} — не обучающийся: родителя записывают к ученику.")
    guardian = add_person(organization=pupil.organization, kind=Person.Kind.PARENT, actor=actor, **fields)
    link_guardian(guardian=guardian, pupil=pupil, relation=relation, actor=actor)
    return guardian


@transaction.atomic
def link_guardian(*, guardian: Person, pupil: Person, relation: str, actor: Any) -> Guardianship:
    """Say that `guardian` represents `pupil`, and enrol the parent in the child's classes. Conflict on a repeat."""
    try:
        with transaction.atomic():
            link = Guardianship.objects.create(
                organization_id=pupil.organization_id, guardian=guardian, pupil=pupil, relation=relation
            )
    except IntegrityError:
        raise Conflict(f"{guardian.full_name} уже записан представителем: {pupil.full_name}.") from None
    record("guardian.linked", link, actor=actor)
    places = Enrolment.objects.unended().filter(person=pupil, role=Role.PUPIL)
    for enrolment in places.select_related("school_class"):
        enrol_person(person=guardian, school_class=enrolment.school_class, role=Role.PARENT, actor=actor)
    return link


@transaction.atomic
def add_families(
    *,
    organization: Organization,
    school_class: SchoolClass,
    rows: Sequence[tuple[PersonLine, int | None, str]],
    actor: Any,
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
    people = _new_people(
        organization, Person.Kind.PARENT, [lines[name] for name in lines if name not in by_name]
    )
    _enrol_many(people, school_class, Role.PARENT)
    by_name |= {person.search_name: person for person in people}
    pupils = Person.objects.in_bulk([pupil for _, pupil, _ in rows if pupil])
    wanted = {(by_name[row.search_name], pupils[pupil]): relation for row, pupil, relation in rows if pupil}
    known = set(
        Guardianship.objects.filter(guardian__in=by_name.values()).values_list("guardian_id", "pupil_id")
    )
    links = Guardianship.objects.bulk_create(
        [
            Guardianship(
                organization=organization,
                guardian=guardian,
                pupil=pupil,
                relation=relation or Guardianship.Relation.GUARDIAN,
            )
            for (guardian, pupil), relation in wanted.items()
            if (guardian.pk, pupil.pk) not in known
        ]
    )
    record_many("person.added", people, actor=actor, school_class=school_class)
    record_many("guardian.linked", links, actor=actor)
    return people


def _new_people(organization: Organization, kind: str, rows: list[PersonLine]) -> list[Person]:
    return Person.objects.bulk_create(
        [
            Person(
                organization=organization,
                kind=kind,
                last_name=row.last_name,
                first_name=row.first_name,
                patronymic=row.patronymic,
                gender=gender_by_patronymic(row.patronymic),
                phone=row.phone,
                email=row.email,
                search_name=row.search_name,
            )
            for row in rows
        ]
    )


def _enrol_many(people: list[Person], school_class: SchoolClass, role: str) -> None:
    today = clock.today()
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                organization_id=person.organization_id,
                person=person,
                school_class=school_class,
                role=role,
                valid_from=today,
            )
            for person in people
        ]
    )


def _there(school_class: SchoolClass, role: str, names: list[str]) -> set[str]:
    """Which of `names` (search forms) are enrolled in the class in the role."""
    return set(
        Enrolment.objects.unended()
        .filter(school_class=school_class, role=role, person__search_name__in=names)
        .values_list("person__search_name", flat=True)
    )
