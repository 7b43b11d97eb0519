"""Who leads and teaches which class, and who is a deputy (clauses 2.1 i, 2.2, 2.4)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from core import clock
from core.access import ActorLike
from core.dated import eve_of, is_unended
from core.errors import Conflict, Invalid
from orgstructure.models import Enrolment, Organization, Person, SchoolClass, Subject
from orgstructure.selectors import has_worked, starts_work_on, works
from orgstructure.services.enrolments import Place, open_place, open_places
from orgstructure.services.school import create_subjects
from roles.models import Assignment
from roles.services.changes import tell_ended, tell_opened, tell_opened_many
from undo.services import keep_made

Role = Assignment.Role
BY_ORDER = "Администратора освобождает приказ: подготовьте новый."
# The roles that no press ends, each with what does.
NOT_BY_HAND = {
    Role.ADMINISTRATOR: BY_ORDER,
    Role.ADDITIONAL_ADMINISTRATOR: BY_ORDER,
    Role.DIRECTOR: "Директора меняет оператор установки.",
    Role.ACTING_DIRECTOR: "Обязанности директора исполняют до назначенного дня; раньше их снимает директор.",
}


@transaction.atomic
def assign_class_teacher(*, person: Person, school_class: SchoolClass, actor: ActorLike) -> Assignment:
    """Make a member of staff the class teacher from today; the former one's assignment closes with yesterday."""
    _must_be_staff(person)
    if school_class.is_staff_room:
        raise Invalid("У «Учительской» нет классного руководителя.")
    # The class's row is the queue: two assignments at once follow each other.
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    former = (
        Assignment.objects.unended()
        .filter(school_class=school_class, role=Role.CLASS_TEACHER)
        .select_related("person")
        .first()
    )
    if former and former.person_id == person.pk:
        return former
    if former:
        end_assignment(assignment=former, actor=actor)
    return _open(person, Role.CLASS_TEACHER, actor, school_class=school_class)


@transaction.atomic
def assign_subject_teacher(
    *, person: Person, school_class: SchoolClass, subject: Subject, actor: ActorLike
) -> Assignment:
    """A member of staff teaches a subject in a class from today. Conflict if they do already."""
    _must_be_staff(person)
    if school_class.is_staff_room:
        raise Invalid("В «Учительской» предметов не ведут. Выберите учебный класс.")
    held = Assignment.objects.unended().filter(
        person=person, school_class=school_class, subject=subject, role=Role.SUBJECT_TEACHER
    )
    if held.exists():
        raise Conflict(f"{person.full_name} уже ведёт «{subject}» в {school_class}.")
    return _open(person, Role.SUBJECT_TEACHER, actor, school_class=school_class, subject=subject)


@transaction.atomic
def assign_deputy(*, person: Person, actor: ActorLike) -> Assignment:
    """A deputy of the director from today. Conflict if already one."""
    _must_be_staff(person)
    if Assignment.objects.unended().filter(person=person, role=Role.DEPUTY).exists():
        raise Conflict(f"{person.full_name} уже заместитель директора.")
    return _open(person, Role.DEPUTY, actor)


@transaction.atomic
def end_assignment(*, assignment: Assignment, actor: ActorLike) -> None:
    """Close an assignment with yesterday (or today, if it began today). An administrator's ends only by an order."""
    if assignment.role in NOT_BY_HAND:
        raise Invalid(NOT_BY_HAND[Role(assignment.role)])
    if not is_unended(assignment):
        raise Conflict("Назначение уже закончено. Обновите страницу.")
    close_assignment(assignment=assignment, actor=actor)


def close_assignment(*, assignment: Assignment, actor: ActorLike) -> None:
    """The last day of an assignment of whatever role is yesterday; one begun today is as if it had never been."""
    yesterday = eve_of(clock.today())
    if assignment.valid_from > yesterday:
        # Begun today and over today: it never was in force on a whole day, and the journal tells of it.
        tell_ended(assignment=assignment, actor=actor)
        assignment.delete()
        return
    assignment.valid_to = yesterday
    assignment.save(update_fields=["valid_to"])
    tell_ended(assignment=assignment, actor=actor, valid_to=yesterday)


@transaction.atomic
def assign_many(
    *, rows: Sequence[tuple[Person, str, SchoolClass | None, Subject | None]], since: date, actor: ActorLike
) -> list[Assignment]:
    """Many class and subject teachers at once, for a school that begins: (person, role, class, subject).

    Set-based; those assigned are enrolled in their classes as teachers.
    """
    if not rows:
        return []
    made = Assignment.objects.bulk_create(
        [
            Assignment(
                organization_id=person.organization_id,
                person=person,
                role=role,
                school_class=school_class,
                subject=subject,
                valid_from=since,
            )
            for person, role, school_class, subject in rows
        ]
    )
    keep_made(Assignment, [one.pk for one in made])
    tell_opened_many(assignments=made, actor=actor)
    places = [Place(person, c, Enrolment.Role.TEACHER) for person, _, c, _ in rows if c is not None]
    open_places(places=places, since=since, actor=actor)
    return made


def _open(person: Person, role: str, actor: ActorLike, **where: Any) -> Assignment:
    assignment = Assignment.objects.create(
        organization_id=person.organization_id,
        person=person,
        role=role,
        valid_from=clock.today(),
        **where,
    )
    tell_opened(assignment=assignment, actor=actor)
    school_class = where.get("school_class")
    if school_class is not None:
        open_place(person=person, school_class=school_class, role=Enrolment.Role.TEACHER, actor=actor)
    return assignment


def _must_be_staff(person: Person) -> None:
    today = clock.today()
    if works(person, today):
        return
    check_starts(person, today)
    if has_worked(person):
        raise Conflict(f"{person.full_name} больше не работает в школе.")
    raise Invalid(f"{person.full_name} — не сотрудник школы.")


def check_starts(person: Person, day: date) -> None:
    """Raises Conflict with the day when the person begins to work after `day`."""
    if starts := starts_work_on(person, day):
        raise Conflict(
            f"{person.full_name} начинает работать {starts:%d.%m.%Y}. Назначить можно с этого дня."
        )


@transaction.atomic
def assign(
    *,
    organization: Organization,
    person: Person,
    role: str,
    school_class: SchoolClass | None,
    subject: str,
    actor: ActorLike,
) -> Assignment:
    """Give one of the roles that need no order; a subject named for the first time is made."""
    if role == Role.DEPUTY:
        return assign_deputy(person=person, actor=actor)
    if school_class is None:
        raise Invalid("Выберите класс: без него роль не назначить.", field="school_class")
    if role == Role.CLASS_TEACHER:
        return assign_class_teacher(person=person, school_class=school_class, actor=actor)
    [row] = create_subjects(organization=organization, names=[subject], actor=actor)
    return assign_subject_teacher(person=person, school_class=school_class, subject=row, actor=actor)
