"""Reads of structure and people, as far as an actor may see them."""

from django.db.models import QuerySet

from core import clock
from core.access import Access
from orgstructure.models import AcademicYear, Enrolment, Guardianship, Person, SchoolClass


def current_year() -> AcademicYear | None:
    """The school year in which the school is today, or None before one has begun."""
    return AcademicYear.objects.begun(clock.today()).first()


def staff_room() -> SchoolClass:
    """«Учительская» of the school in scope."""
    return SchoolClass.objects.get(kind=SchoolClass.Kind.STAFF_ROOM)


def classes_for(access: Access) -> QuerySet[SchoolClass]:
    """The classes of today that the actor may see: «Учительская» and the current year's."""
    return classes_where(access, "classes.view")


def classes_where(access: Access, action: str) -> QuerySet[SchoolClass]:
    """The classes of today to which the actor may do `action`."""
    return access.rows(action, SchoolClass).of_today(clock.today()).select_related("year")  # type: ignore[attr-defined]


def class_titles_of(year: AcademicYear | None) -> set[str]:
    """The titles of a year's study classes that are not archived, in the form in which titles are compared."""
    rows = SchoolClass.objects.filter(kind=SchoolClass.Kind.STUDY, year=year, archived_at=None)
    return set(rows.values_list("search_title", flat=True))


def people_for(access: Access) -> QuerySet[Person]:
    """The people that the actor may see: all, or those of the own classes."""
    return access.rows("people.view", Person)


def enrolments_of(person: Person, access: Access) -> QuerySet[Enrolment]:
    """Where a person is enrolled, as far as the actor may see it, open ones first."""
    return (
        access.rows("people.view", Enrolment)
        .latest_first()  # type: ignore[attr-defined]
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
