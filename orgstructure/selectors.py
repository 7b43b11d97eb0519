"""Reads of structure and people, as far as an actor may see them."""

from typing import Any

from django.db.models import QuerySet

from core import clock
from orgstructure.models import AcademicYear, Enrolment, Guardianship, Person, SchoolClass


def current_year() -> AcademicYear | None:
    """The school year in which the school is today, or None before one has begun."""
    return AcademicYear.objects.begun(clock.today()).first()


def staff_room() -> SchoolClass:
    """«Учительская» of the school in scope."""
    return SchoolClass.objects.get(kind=SchoolClass.Kind.STAFF_ROOM)


def classes_for(access: Any) -> QuerySet[SchoolClass]:
    """The classes that the actor may see: «Учительская» and the current year's, a teacher only the own ones."""
    rows = SchoolClass.objects.of_today(clock.today()).select_related("year")
    if access.sees_whole_school:
        return rows
    return rows.filter(pk__in=access.class_ids | access.subject_class_ids)


def class_titles_of(year: AcademicYear | None) -> set[str]:
    """The titles of a year's study classes that are not archived, in the form in which titles are compared."""
    rows = SchoolClass.objects.filter(kind=SchoolClass.Kind.STUDY, year=year, archived_at=None)
    return set(rows.values_list("search_title", flat=True))


def people_for(access: Any) -> QuerySet[Person]:
    """The people that the actor may see: all, or those of the own classes."""
    rows = Person.objects.all()
    if access.sees_whole_school:
        return rows
    mine = access.class_ids | access.subject_class_ids
    places = Enrolment.objects.in_force(clock.today()).filter(school_class__in=mine)
    return rows.filter(pk__in=places.values("person"))


def enrolments_for(access: Any) -> QuerySet[Enrolment]:
    """The enrolments that the actor may see."""
    rows = Enrolment.objects.select_related("person", "school_class")
    if access.sees_whole_school:
        return rows
    return rows.filter(school_class__in=access.class_ids | access.subject_class_ids)


def enrolments_of(person: Person) -> QuerySet[Enrolment]:
    """Where a person is enrolled, open ones first."""
    return (
        Enrolment.objects.latest_first()
        .filter(person=person)
        .select_related("school_class", "school_class__year")
    )


def family_of(person: Person) -> QuerySet[Guardianship]:
    """Who represents a pupil, or whom a parent represents."""
    rows = Guardianship.objects.select_related("guardian", "pupil")
    return rows.filter(pupil=person) if person.kind == Person.Kind.PUPIL else rows.filter(guardian=person)


def pupils_of(school_class: SchoolClass) -> list[tuple[int, str]]:
    """(number, name as search_form) of the pupils of a class."""
    return list(
        Enrolment.objects.in_force(clock.today())
        .filter(school_class=school_class, role=Enrolment.Role.PUPIL)
        .values_list("person_id", "person__search_name")
    )
