"""Reads of structure and people, as far as an actor may see them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import structlog
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django_scopes import scope

from core import clock
from core.access import Access
from core.dated import is_in_force, is_over
from core.links import shown_link
from core.names import search_form
from core.prepared import Prepared
from core.sealing import Unreadable, unseal
from orgstructure.models import (
    AcademicYear,
    Employment,
    Enrolment,
    Guardianship,
    Organization,
    Person,
    PersonQuerySet,
    PlatformLink,
    SchoolClass,
)
from orgstructure.pasted import Known, PersonLine, Pupil, Settled, settle_parents, settle_people
from orgstructure.rules import invited_roles, linked_roles

COUNTED = 5_000
NOBODY_HERE = "в школе не числится"

logger = structlog.get_logger()


def current_year() -> AcademicYear | None:
    """The school year in which the school is today, or None before one has begun."""
    return AcademicYear.objects.begun(clock.today()).first()


def next_year() -> AcademicYear | None:
    """The school year that is prepared and has not begun, None where there is none."""
    return AcademicYear.objects.filter(starts_on__gt=clock.today()).order_by("starts_on").first()


def year_to_fill(number: int | None) -> tuple[AcademicYear | None, bool]:
    """The current school year, or the prepared one where `number` names it; and whether it is that one."""
    coming = next_year() if number is not None else None
    if coming is not None and coming.pk == number:
        return coming, True
    return current_year(), False


def study_classes_of(year: AcademicYear | None) -> QuerySet[SchoolClass]:
    """The study classes of a year that are not archived, in their order."""
    rows = SchoolClass.objects.filter(kind=SchoolClass.Kind.STUDY, year=year, archived_at=None)
    return rows.select_related("year", "continues")


def staff_room() -> SchoolClass:
    """«Учительская» of the school in scope."""
    return SchoolClass.objects.get(kind=SchoolClass.Kind.STAFF_ROOM)


def classes_for(access: Access) -> QuerySet[SchoolClass]:
    """The classes of today that the actor may see: «Учительская» and the current year's."""
    return classes_where(access, "classes.view")


def classes_where(access: Access, action: str) -> QuerySet[SchoolClass]:
    """The classes of today to which the actor may do `action`."""
    return access.rows(action, SchoolClass).of_today(clock.today()).select_related("year")  # type: ignore[attr-defined]


def archived_classes_for(access: Access) -> QuerySet[SchoolClass]:
    """The classes in the archive that the actor may see, the last first."""
    rows = access.rows("classes.view", SchoolClass).filter(archived_at__isnull=False)
    return rows.select_related("year").order_by("-archived_at", "-pk")


def class_titles_of(year: AcademicYear | None) -> set[str]:
    """The titles of a year's study classes that are not archived, in the form in which titles are compared."""
    return set(study_classes_of(year).values_list("search_title", flat=True))


def current_links(school_class: Any, role: Any, platform: Any) -> QuerySet[PlatformLink]:
    """The link that serves a role of a class on a platform, as a queryset; each of the three may be an OuterRef."""
    return PlatformLink.objects.current().filter(school_class=school_class, role=role, platform=platform)


def with_platform_links(rows: QuerySet[SchoolClass]) -> QuerySet[SchoolClass]:
    """Classes that bring their links along, for `platform_links_of`: no query more."""
    return rows.annotate(
        **{
            f"sealed_{role}": Subquery(
                current_links(OuterRef("pk"), role, OuterRef("platform")).values("sealed")[:1]
            )
            for role in Enrolment.Role.values
        }
    )


def platform_links_of(school_class: SchoolClass) -> dict[str, str]:
    """{role: link on the class's platform or ''} of a class that `with_platform_links` gave."""
    roles = linked_roles(school_class.is_staff_room)
    return {role: opened(getattr(school_class, f"sealed_{role}")) for role in roles}


def without_link(rows: Iterable[SchoolClass]) -> list[SchoolClass]:
    """Those of `rows` (which `with_platform_links` gave) where somebody whom the portal leads there has no link."""
    return [row for row in rows if not all(map(platform_links_of(row).get, invited_roles(row.is_staff_room)))]


def opened(sealed: bytes | memoryview | None) -> str:
    """A sealed link in plain words. One that no key opens, or that is none of the platform's by today's rules, counts as
    not written, so that somebody writes it anew."""
    try:
        return shown_link(unseal(sealed).decode()) if sealed else ""
    except Unreadable:
        logger.error("platform_link.unreadable")
        return ""


def people_for(access: Access) -> PersonQuerySet:
    """The people that the actor may see: all, or those of the own classes."""
    return access.rows("people.view", Person)  # type: ignore[return-value]


def count_kinds(
    organization: Organization, day: date, among: PersonQuerySet | None = None
) -> dict[str, int] | None:
    """How many people of the school are of each kind on `day`, and how many are «nobody»; of `among`, some of these.

    None past COUNTED people, whatever is `among` them: a page of a list is not to wait for everybody. Two queries.
    """
    if _more_than_counted.first(day, organization.pk):
        return None
    alike = _by_kinds.all(day, organization.pk) if among is None else among.by_kinds(day)
    kinds = Person.Kind.values
    counts = dict.fromkeys([*kinds, "nobody"], 0)
    for *found, number in alike:
        for kind in [kind for kind, is_one in zip(kinds, found, strict=True) if is_one] or ["nobody"]:
            counts[kind] += number
    return counts


def _kinds_of_school(day: date, school: int) -> Any:
    with scope(organization=school):
        return Person.objects.by_kinds(day)  # type: ignore[attr-defined]


_by_kinds: Prepared[tuple[Any, ...]] = Prepared(1, _kinds_of_school, limit=2 ** len(Person.Kind.values))


def more_than(number: int) -> Prepared[Person]:
    """Anybody past `number` people of a school."""

    def build(day: date, school: int) -> QuerySet[Person]:
        return Person.objects.filter(organization=school).only("pk").order_by()[number : number + 1]

    return Prepared(1, build)


_more_than_counted = more_than(COUNTED)


def enrolments_of(person: Person, access: Access) -> QuerySet[Enrolment]:
    """Where a person is enrolled, as far as the actor may see it, open ones first."""
    return (
        access.rows("people.view", Enrolment)
        .latest_first()  # type: ignore[attr-defined]
        .filter(person=person)
        .select_related("school_class", "school_class__year")
    )


def family_of(person: Person) -> QuerySet[Guardianship]:
    """Today: who represents this pupil, and whom this person represents."""
    rows = Guardianship.objects.in_force(clock.today()).select_related("guardian", "pupil")
    return rows.filter(Q(pupil=person) | Q(guardian=person)).order_by("pk")


def works(person: Person, day: date) -> bool:
    """Whether the person works in the school on `day`."""
    return Person.objects.staff(day).filter(pk=person.pk).exists()


def has_worked(person: Person) -> bool:
    """Whether the person has ever worked in the school."""
    return Employment.objects.filter(person=person).exists()


def starts_work_on(person: Person, day: date) -> date | None:
    """The first day of work that lies after `day`, None if there is none."""
    rows = Employment.objects.beginning_after(day).filter(person=person)
    return rows.order_by("valid_from").values_list("valid_from", flat=True).first()


def posts_on(person: Person, day: date) -> list[str]:
    """The posts that the person holds on `day`, the oldest first."""
    rows = Employment.objects.in_force(day).filter(person=person).exclude(post="")
    return list(rows.order_by("valid_from", "pk").values_list("post", flat=True))


def post_of(person: Person, day: date) -> str:
    """What the person works as on `day`, for a paper of that day.

    Where nothing was written down of that day: what they became next, else what they were last.
    """
    rows = list(Employment.objects.filter(person=person).order_by("valid_from", "pk"))
    then = [row for row in rows if is_in_force(row, day)]
    later = [row for row in rows if row.valid_from > day]
    return ", ".join(row.post for row in then or later[:1] or rows[-1:] if row.post)


def namesakes(last_name: str, first_name: str, patronymic: str) -> list[Person]:
    """Staff and parents whom a typed name may mean, each with what they are here; an empty patronymic fits any."""
    day, name = clock.today(), search_form(last_name, first_name, patronymic)
    same = Q(search_name=name) | (Q() if patronymic else Q(search_name__startswith=f"{name} "))
    rows = Person.objects.filter(same).present(day).exclude(pk__in=Person.objects.pupils(day).values("pk"))
    return list(rows.with_kinds(day).with_posts(day)[:10])


def pupil_called(person: Person) -> tuple[Person, str] | None:
    """Whom of the school a new card of a pupil may double, and their class: of the name, unless two birthdays are known.

    A pupil of today before one who is nobody here any more, whose place is NOBODY_HERE.
    """
    today = clock.today()
    rows = Enrolment.objects.in_force(today).filter(
        role=Enrolment.Role.PUPIL, person__search_name=person.search_name
    )
    if person.birth_date:
        rows = rows.filter(Q(person__birth_date=person.birth_date) | Q(person__birth_date=None))
    place = rows.select_related("person", "school_class").order_by("pk").first()
    if place:
        return place.person, str(place.school_class)
    gone = Person.objects.filter(search_name=person.search_name).of_no_kind(today)
    if person.birth_date:
        gone = gone.filter(Q(birth_date=person.birth_date) | Q(birth_date=None))
    found = gone.order_by("pk").first()
    return (found, NOBODY_HERE) if found else None


def known_in(school_class: SchoolClass, role: str) -> list[Known]:
    """Who is in the class in the role: of parents with the children they represent, of staff with their posts."""
    places = Enrolment.objects.unended().filter(school_class=school_class, role=role).order_by("pk")
    people = list(dict.fromkeys(place.person for place in places.select_related("person")))
    children = _wards_of(people if role == Enrolment.Role.PARENT else [])
    posts: dict[int, list[str]] = defaultdict(list)
    if role == Enrolment.Role.TEACHER and people:
        for person, post in Employment.objects.in_force(clock.today()).values_list("person", "post"):
            posts[person].append(post)
    return [
        _known(person, children=frozenset(children[person.pk]), posts=tuple(posts[person.pk]))
        for person in people
    ]


def names_in(school_class: SchoolClass, role: str) -> frozenset[str]:
    """How those who are in the class in the role are called, as search_form."""
    places = Enrolment.objects.unended().filter(school_class=school_class, role=role)
    return frozenset(places.values_list("person__search_name", flat=True))


def _wards_of(people: Sequence[Person]) -> dict[int, set[int]]:
    """{representative: the pupils}."""
    found: dict[int, set[int]] = defaultdict(set)
    if people:
        wards = Guardianship.objects.unended().filter(guardian__in=[person.pk for person in people])
        for guardian, pupil in wards.values_list("guardian", "pupil"):
            found[guardian].add(pupil)
    return found


def _known(person: Person, **more: Any) -> Known:
    return Known(
        person.pk,
        person.search_name,
        person.phone,
        person.email,
        full_name=person.full_name,
        birth_date=person.birth_date,
        **more,
    )


def known_elsewhere(school_class: SchoolClass, role: str, rows: Sequence[PersonLine]) -> list[Known]:
    """Whom `rows` may mean among those whom the school knows, and who are not in the class in the role."""
    today, inside = clock.today(), Enrolment.objects.unended().filter(school_class=school_class, role=role)
    named = Q(search_name__in={row.search_name for row in rows})
    if role == Enrolment.Role.PUPIL:
        born = {row.birth_date for row in rows if row.birth_date}
        named |= Q(birth_date__in=born) if born else Q()
        named |= _called_more_shortly([row.search_name for row in rows])
    people = Person.objects.filter(named).exclude(pk__in=inside.values("person"))
    if role == Enrolment.Role.PUPIL:
        return _pupils_elsewhere(people, today)
    others = [one for one in people.with_kinds(today).order_by("pk") if Person.Kind.PUPIL not in one.kinds]
    wards = _wards_of(others)
    return [_known(one, place=one.kind_words, children=frozenset(wards[one.pk])) for one in others]


def _called_more_shortly(names: Sequence[str]) -> Q:
    """The pupils, of today or before, whom a name (search_form) without a patronymic may mean, whether there or here."""
    begun = {" ".join(name.split()[:2]) for name in names}
    short = begun & set(names)
    pupils = Enrolment.objects.filter(role=Enrolment.Role.PUPIL).values_list("person", "person__search_name")
    longer = [pk for pk, name in pupils.distinct() if " ".join(name.split()[:2]) in short] if short else []
    return Q(search_name__in=begun) | Q(pk__in=longer)


def _pupils_elsewhere(people: PersonQuerySet, today: date) -> list[Known]:
    """Those of `people` who are pupils, or were, each with the last class; who is in one now cannot be in another.

    Besides them who is nobody here: a place that was closed on its first day is gone, the child is not.
    """
    places = Enrolment.objects.filter(role=Enrolment.Role.PUPIL, person__in=people).order_by(
        "valid_from", "pk"
    )
    last = {place.person: place for place in places.select_related("person", "school_class")}
    found = []
    for person, place in last.items():
        until = f" по {place.valid_to:%d.%m.%Y}" if place.valid_to else ""
        found.append(_known(person, place=f"{place.school_class}{until}", held=not is_over(place, today)))
    nobody = people.of_no_kind(today).exclude(pk__in=[person.pk for person in last]).order_by("pk")
    return [*found, *(_known(person, place=NOBODY_HERE) for person in nobody)]


def settle_list(
    school_class: SchoolClass, role: str, rows: Sequence[tuple[PersonLine, int | None]]
) -> list[Settled]:
    """What becomes of each row (a person and, of a parent, the child's number) when the list is written into the class."""
    people = [row for row, _ in rows]
    known, elsewhere = known_in(school_class, role), known_elsewhere(school_class, role, people)
    if role == Enrolment.Role.PARENT:
        return settle_parents(rows, known, elsewhere)
    return settle_people(people, known, elsewhere)


def pupils_of(school_class: SchoolClass) -> list[Pupil]:
    """The pupils of a class, by name."""
    rows = (
        Enrolment.objects.in_force(clock.today())
        .filter(school_class=school_class, role=Enrolment.Role.PUPIL)
        .order_by("person__search_name", "person_id")
        .values_list(
            *(
                f"person__{name}"
                for name in ("id", "search_name", "birth_date", "last_name", "first_name", "patronymic")
            )
        )
    )
    return [
        Pupil(pk, search_name, " ".join(filter(None, parts)), born) for pk, search_name, born, *parts in rows
    ]


def place_is_gone(pk: int) -> bool:
    """Whether nobody has this place in a class any more, or ever had: whoever pressed second is told so."""
    return not Enrolment.objects.unended().filter(pk=pk).exists()
