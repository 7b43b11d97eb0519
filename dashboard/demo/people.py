"""The people of the demo school: staff, classes, pupils, parents. Made by the services, as a school would."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dashboard.demo.names import Name, Namer
from orgstructure.models import AcademicYear, Organization, Person, SchoolClass, Subject
from orgstructure.pasted import PersonLine
from orgstructure.rules import nomenclature
from orgstructure.services.employment import set_posts
from orgstructure.services.lists import write_list
from orgstructure.services.school import create_subjects, generate_classes
from roles.models import Assignment
from roles.services.assignments import assign_deputy, assign_many

SUBJECTS = ["Математика", "Русский язык", "Английский язык", "История", "Биология", "Физика"]
FIRST_SUBJECT_GRADE = 5
STAFF = 30
PUPILS = (20, 24)


@dataclass
class Cast:
    """Who is who in the demo school."""

    organization: Organization
    director: Any
    namer: Namer
    year_began: date
    staff: list[Person] = field(default_factory=list)
    classes: list[SchoolClass] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    pupils: dict[int, list[Person]] = field(default_factory=dict)
    parents: dict[int, list[Person]] = field(default_factory=dict)


def gather(cast: Cast) -> None:
    """Fill the school: 30 members of staff, 18 classes, about 400 pupils and their parents."""
    _staff(cast)
    cast.classes, _ = generate_classes(
        organization=cast.organization,
        year=AcademicYear.objects.get(),
        wanted=nomenclature(1, 9, "АБ"),
        actor=cast.director,
    )
    for school_class in cast.classes:
        _families(cast, school_class)
    _teaching(cast)


def _line(number: int, name: Name, phone: str = "", email: str = "") -> PersonLine:
    return PersonLine(number, name.last, name.first, name.patronymic, phone, email)


def _staff(cast: Cast) -> None:
    namer = cast.namer
    lines = [
        _line(n, namer.adult(namer.chance(0.85)), namer.phone(), f"teacher{n:02d}@school.example")
        for n in range(1, STAFF)
    ]
    cast.staff = write_list(
        organization=cast.organization,
        rows=[(line, None, "") for line in lines],
        role="teacher",
        actor=cast.director,
    ).people
    for n, person in enumerate(cast.staff):
        post = "учитель начальных классов" if n < 8 else f"учитель: {SUBJECTS[n % len(SUBJECTS)].lower()}"
        if n >= 8:
            post = {"Математика": "учитель математики", "Русский язык": "учитель русского языка",
                    "Английский язык": "учитель английского языка", "История": "учитель истории",
                    "Биология": "учитель биологии", "Физика": "учитель физики"}[SUBJECTS[n % len(SUBJECTS)]]  # fmt: skip
        set_posts(person=person, posts=[post], actor=cast.director)
    for person in cast.staff[20:22]:
        assign_deputy(person=person, actor=cast.director)


def _families(cast: Cast, school_class: SchoolClass) -> None:
    namer = cast.namer
    surnames = [namer.surname() for _ in range(namer.random.randint(*PUPILS))]
    children = [namer.child(surname) for surname in surnames]
    cast.pupils[school_class.pk] = write_list(
        organization=cast.organization,
        rows=[(_line(n, child), None, "") for n, child in enumerate(children, 1)],
        role="pupil",
        school_class=school_class,
        actor=cast.director,
    ).people
    rows = []
    for pupil, surname in zip(cast.pupils[school_class.pk], surnames, strict=True):
        for relation, female in (("mother", True), ("father", False)):
            if female or namer.chance(0.45):
                mail = f"family{pupil.pk}{relation[0]}@family.example" if namer.chance(0.7) else ""
                rows.append(
                    (
                        _line(len(rows) + 1, namer.adult(female, surname), namer.phone(), mail),
                        pupil.pk,
                        relation,
                    )
                )
    cast.parents[school_class.pk] = write_list(
        organization=cast.organization,
        school_class=school_class,
        role="parent",
        rows=rows,
        actor=cast.director,
    ).people


def _teaching(cast: Cast) -> None:
    cast.subjects = create_subjects(organization=cast.organization, names=SUBJECTS, actor=cast.director)
    role = Assignment.Role
    rows: list[tuple[Person, str, SchoolClass | None, Subject | None]] = []
    for n, school_class in enumerate(cast.classes[:-1]):  # one class waits for its class teacher
        rows.append((cast.staff[n], role.CLASS_TEACHER, school_class, None))
    for school_class in cast.classes:
        if (school_class.grade or 0) < FIRST_SUBJECT_GRADE:
            continue
        for n, subject in enumerate(cast.subjects[:4]):
            teachers = [p for m, p in enumerate(cast.staff) if m >= 8 and m % len(SUBJECTS) == n]
            rows.append(
                (
                    teachers[(school_class.grade or 0) % len(teachers)],
                    role.SUBJECT_TEACHER,
                    school_class,
                    subject,
                )
            )
    assign_many(rows=rows, since=cast.year_began, actor=cast.director)
