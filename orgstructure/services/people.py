"""People and where they belong."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from audit.services import record, record_many
from core.errors import Conflict, Invalid
from core.names import clean_name, search_form
from orgstructure.models import Enrolment, Guardianship, Organization, Person, SchoolClass
from orgstructure.rules import PersonLine, gender_by_patronymic
from orgstructure.selectors import staff_room
from orgstructure.services.enrolments import Place, open_place, open_places

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
        open_place(
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
def set_accusative_name(*, person: Person, typed: str, actor: Any) -> None:
    """Keep the form «назначить кого» that the school typed; an emptied field gives the declining back to the portal."""
    typed = clean_name(typed, what="ФИО в винительном падеже", field="accusative_name", required=False)
    if typed != person.accusative_name:
        Person.objects.filter(pk=person.pk).update(accusative_name=typed)
        record("person.accusative_name_set", person, actor=actor, before=person.accusative_name, after=typed)
        person.accusative_name = typed


@transaction.atomic
def add_newcomers(
    *, organization_id: int, lines: Sequence[tuple[PersonLine, str]], actor: Any
) -> list[Person]:
    """New people, each with the role they come in; nobody is looked for among those known. In the order of `lines`."""
    people = _new_people(organization_id, [(KIND_OF_ROLE[Role(role)], line) for line, role in lines])
    record_many("person.added", people, actor=actor)
    return people


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
    people = _new_people(organization.pk, [(KIND_OF_ROLE[Role(role)], row) for row in fresh])
    record_many("person.added", people, actor=actor, school_class=target)
    open_places(places=[Place(person, target, role) for person in people], actor=actor)
    return people, [row.full_name for row in rows if row.search_name in there]


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
    open_places(
        places=[
            Place(guardian, row.school_class, Role.PARENT) for row in places.select_related("school_class")
        ],
        actor=actor,
    )
    return link


@transaction.atomic
def link_guardians(*, links: Sequence[tuple[Person, Person, str]], actor: Any) -> list[Guardianship]:
    """Many (guardian, pupil, who they are to the child) at once; pairs that are linked already stay as they are."""
    known = set(
        Guardianship.objects.filter(guardian__in=[guardian for guardian, _, _ in links]).values_list(
            "guardian_id", "pupil_id"
        )
    )
    made = Guardianship.objects.bulk_create(
        [
            Guardianship(
                organization_id=pupil.organization_id,
                guardian=guardian,
                pupil=pupil,
                relation=relation or Guardianship.Relation.GUARDIAN,
            )
            for guardian, pupil, relation in links
            if (guardian.pk, pupil.pk) not in known
        ]
    )
    record_many("guardian.linked", made, actor=actor)
    return made


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
        organization.pk, [(Person.Kind.PARENT, lines[name]) for name in lines if name not in by_name]
    )
    record_many("person.added", people, actor=actor, school_class=school_class)
    open_places(places=[Place(person, school_class, Role.PARENT) for person in people], actor=actor)
    by_name |= {person.search_name: person for person in people}
    pupils = Person.objects.in_bulk([pupil for _, pupil, _ in rows if pupil])
    wanted = {(by_name[row.search_name], pupils[pupil]): relation for row, pupil, relation in rows if pupil}
    links = [(guardian, pupil, relation) for (guardian, pupil), relation in wanted.items()]
    link_guardians(links=links, actor=actor)
    return people


def _new_people(organization_id: int, rows: list[tuple[str, PersonLine]]) -> list[Person]:
    return Person.objects.bulk_create(
        [
            Person(
                organization_id=organization_id,
                kind=kind,
                last_name=row.last_name,
                first_name=row.first_name,
                patronymic=row.patronymic,
                gender=gender_by_patronymic(row.patronymic),
                phone=row.phone,
                email=row.email,
                search_name=row.search_name,
            )
            for kind, row in rows
        ]
    )


def _there(school_class: SchoolClass, role: str, names: list[str]) -> set[str]:
    """Which of `names` (search forms) are enrolled in the class in the role."""
    return set(
        Enrolment.objects.unended()
        .filter(school_class=school_class, role=role, person__search_name__in=names)
        .values_list("person__search_name", flat=True)
    )
