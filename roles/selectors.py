"""Reads about accounts, roles and the status «учитель»."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django_scopes import scopes_disabled

from audit.selectors import last_of
from core import clock
from core.access import Access
from core.names import search_form
from core.prepared import Prepared
from core.rows import TimeZone
from core.sets import among
from orgstructure.models import (
    AcademicYear,
    Enrolment,
    FormerName,
    Organization,
    Person,
    SchoolClass,
    Subject,
    works_q,
)
from roles.models import Assignment, Membership, User, Verification
from roles.policy import MANAGERS, Actor, Role
from roles.signatory import signatory

__all__ = [
    "Column",
    "accounts_by_email",
    "actor_for",
    "administrations",
    "administrator_of",
    "class_teachers_of",
    "confirmed_teachers",
    "employed_today",
    "former_addresses",
    "holding_links",
    "joined_staff",
    "may_be_additional_administrator",
    "may_be_administrator",
    "outlived_letters",
    "post_to_ask",
    "memberships_of",
    "names_borne",
    "signatory",
    "verification_board",
    "whom_to_ask",
    "year_of",
]

MAX_SCHOOLS = 200  # of one account


def memberships_of(user: Any) -> list[Membership]:
    """Every school in which the person of an account works today, by name, with `year_of` and `verification_state`; one query.

    At midnight Russia has two dates: each school is looked at on its own.
    """
    dates = sorted(clock.dates_of(TimeZone.values).items())
    return _memberships(tuple(tuple(zones) for _, zones in dates)).all(dates[0][0], user.pk)


@lru_cache
def _memberships(zones: tuple[tuple[str, ...], ...]) -> Prepared[Membership]:
    """The query of every page: `zones` that have the day, then those that have the day after already."""

    def build(day: date, user: int) -> QuerySet[Membership]:
        dates = [(day + timedelta(days=later), names) for later, names in enumerate(zones)]
        today = [When(organization__time_zone__in=names, then=Value(on)) for on, names in dates]
        years = AcademicYear.objects.filter(organization=OuterRef("organization"))
        year = years.filter(starts_on__lte=OuterRef("today")).order_by("-starts_on")
        return (
            Membership.objects.filter(_employed(dates), user=user)
            .annotate(today=Case(*today))
            .annotate(
                year_from=Subquery(year.values("starts_on")[:1]), year_to=Subquery(year.values("ends_on")[:1])
            )
            .select_related("organization", "person__verification")
            .order_by("organization__short_name")
        )

    return Prepared(1, build, limit=MAX_SCHOOLS)


def employed_today() -> Q:
    """The memberships of those who work in their school on the date that it has there now: at midnight Russia has two dates."""
    return _employed(clock.dates_of(TimeZone.values).items())


def _employed(dates: Iterable[tuple[date, Iterable[str]]]) -> Q:
    found = Q(pk=None)
    for day, zones in dates:
        found |= Q(organization__time_zone__in=zones) & works_q("person", day)
    return found


def year_of(membership: Any) -> AcademicYear | None:
    """The current year of the school of a membership that `memberships_of` gave, to be shown; no query."""
    if membership.year_from is None:
        return None
    return AcademicYear(starts_on=membership.year_from, ends_on=membership.year_to)


def actor_for(user: Any, organization: Organization, person: Any) -> Actor:
    """What `user`, who is `person` in `organization`, may be asked about; one query."""
    with clock.in_school(organization):
        rows = list(
            Assignment.objects.in_force(clock.today())
            .filter(person=person)
            .values_list("role", "school_class_id", "subject_id")
        )
    return Actor(
        user=user,
        organization=organization,
        person=person,
        roles=frozenset(role for role, _, _ in rows),
        class_ids=frozenset(class_id for role, class_id, _ in rows if role == Assignment.Role.CLASS_TEACHER),
        subjects=frozenset(
            (class_id, subject_id)
            for role, class_id, subject_id in rows
            if role == Assignment.Role.SUBJECT_TEACHER
        ),
    )


def administrator_of(organization: Organization) -> Any:
    """The acting administrator's assignment with person and order, or None."""
    with clock.in_school(organization):
        return (
            Assignment.objects.in_force(clock.today())
            .filter(role=Assignment.Role.ADMINISTRATOR)
            .select_related("person__membership__user", "order")
            .first()
        )


def holding_links(day: date) -> QuerySet[Assignment]:
    """By which roles of `day` somebody makes links and answers for them: administrators, class teachers; they sign in."""
    return Assignment.objects.in_force(day).filter(
        works_q("person", day),
        role__in=(*MANAGERS, Role.CLASS_TEACHER),
        person__membership__user__is_active=True,
    )


def whom_to_ask(school_class: SchoolClass, *, maker: Any = None) -> str:
    """Whom of those who are there today a stranger asks about a class; one query (lesson E32).

    «классный руководитель Сафина Регина Рашидовна»: `maker` (an account) as long as they lead it or administer the school,
    else who leads it, else an administrator, by name.
    """
    held = Assignment.objects.in_force(clock.today()).filter(works_q("person", clock.today()))
    rows = held.filter(
        Q(role=Role.CLASS_TEACHER, school_class=school_class) | Q(role__in=MANAGERS)
    ).select_related("person__membership")
    ranks = [Role.CLASS_TEACHER, Role.ADMINISTRATOR, Role.ADDITIONAL_ADMINISTRATOR]

    def rank(row: Any) -> tuple[bool, int, int]:
        account = getattr(row.person, "membership", None)
        is_maker = maker is not None and account is not None and account.user_id == maker.pk
        return not is_maker, ranks.index(row.role), row.pk

    first = min(rows, key=rank, default=None)
    if first is None:
        return post_to_ask("")
    return f"{post_to_ask(first.role)} {first.person.full_name if rank(first)[0] else maker}"


def post_to_ask(role: str) -> str:
    """As a stranger is told of whoever holds `role`."""
    return "классный руководитель" if role == Role.CLASS_TEACHER else "администратор школы"


def may_be_administrator(day: date) -> QuerySet[Person]:
    """Whom an order may appoint the administrator: those who work here (clause 2.1 a)."""
    return Person.objects.staff(day).with_posts(day)


def may_be_additional_administrator(day: date) -> QuerySet[Person]:
    """Of them those who have joined and are confirmed, and are no administrators yet (clause 2.1 h)."""
    return (
        may_be_administrator(day)
        .filter(pk__in=joined_staff(day).values("person"))
        .filter(pk__in=confirmed_teachers().values("person"))
        .exclude(pk__in=administrations(day).values("person"))
    )


def left_out_of_additional(day: date) -> dict[str, int]:
    """How many work here (`total`), and why others than those above are left out: one reason each; one query."""
    admins = Q(pk__in=administrations(day).values("person"))
    joined = Q(pk__in=joined_staff(day).values("person"))
    confirmed = Q(pk__in=confirmed_teachers().values("person"))
    return Person.objects.staff(day).aggregate(
        total=Count("pk"),
        admins=Count("pk", filter=admins),
        outside=Count("pk", filter=~admins & ~joined),
        unconfirmed=Count("pk", filter=~admins & joined & ~confirmed),
    )


def joined_staff(day: date) -> QuerySet[Enrolment]:
    """The places in «Учительская» of those who have joined, there or anywhere as a teacher."""
    places = Enrolment.objects.in_force(day).filter(school_class__kind=SchoolClass.Kind.STAFF_ROOM)
    return places.with_joined(day).filter(has_joined=True)


def confirmed_teachers() -> QuerySet[Verification]:
    return Verification.objects.filter(status=Verification.Status.CONFIRMED)


def awaiting_confirmation(day: date) -> QuerySet[Verification]:
    """Who waits for the confirmation of the status, of those in «Учительская» on `day`, longest first."""
    there = Enrolment.objects.in_force(day).filter(school_class__kind=SchoolClass.Kind.STAFF_ROOM)
    waiting = Verification.objects.filter(
        status=Verification.Status.PENDING, person__in=there.values("person")
    )
    return waiting.select_related("person").order_by("changed_at", "id")


def verification_state(person: Person) -> str:
    """How far a teacher's status «учитель» is: one of Verification.Status; no query for who signed in."""
    known = getattr(person, "verification", None)
    return known.status if known else Verification.Status.NOT_STARTED


def administrations(day: date) -> QuerySet[Assignment]:
    """Who is an administrator on `day`, or is appointed one from a later day."""
    return Assignment.objects.lasting(day).filter(role__in=MANAGERS)


def teachers_by_class(
    access: Access, classes: Iterable[Any], subject: Subject | None
) -> dict[int, list[Assignment]]:
    """{class: the assignments without a last day} of those who lead these classes, or teach `subject` there; one query."""
    role = Role.SUBJECT_TEACHER if subject else Role.CLASS_TEACHER
    rows: Any = access.rows("roles.assign", Assignment)
    held: dict[int, list[Assignment]] = {}
    for row in (
        rows.unended()
        .filter(school_class__in=list(classes), role=role, subject=subject)
        .select_related("person")
        .order_by("person__search_name", "pk")
    ):
        held.setdefault(row.school_class_id, []).append(row)
    return held


def without_order(access: Access, classes: Iterable[Any]) -> list[tuple[str, int]]:
    """[(subject, in how many of `classes` somebody teaches it without an order)], '' for leading a class; one query."""
    rows: Any = access.rows("roles.assign", Assignment)
    counted = (
        rows.unended()
        .filter(
            school_class__in=list(classes), order=None, role__in=(Role.CLASS_TEACHER, Role.SUBJECT_TEACHER)
        )
        .order_by("subject__name")
        .values_list("role", "subject__name")
        .annotate(n=Count("school_class", distinct=True))
    )
    return sorted(("" if role == Role.CLASS_TEACHER else name, n) for role, name, n in counted)


def class_teachers_of(classes: Iterable[Any], day: date) -> dict[int, Person]:
    """{class: who leads it on `day`} of these classes, rows or numbers; one query."""
    rows = Assignment.objects.class_teachers(day).filter(school_class__in=classes)
    return {
        row.school_class_id: row.person for row in rows.select_related("person").order_by("valid_from", "pk")
    }


def leaders_without_access(day: date) -> QuerySet[Person]:
    """Who leads a class on `day` and has no way into the portal, by name."""
    leads = Assignment.objects.class_teachers(day).values("person")
    return Person.objects.staff(day).filter(membership=None, pk__in=leads).order_by("search_name", "pk")


def staff_without_access(access: Access) -> Any:
    """The staff of today (a PersonQuerySet) whom the actor may let in and nobody has yet, by name."""
    people: Any = access.rows("roles.give_access", Person)
    return people.staff(clock.today()).filter(membership=None).order_by("search_name", "pk")


def former_addresses(people: Iterable[Person]) -> dict[int, str]:
    """{person: the address by which they could sign in here last}, of an account that bears their name; three queries.

    An account of another name was a mistake, and is offered to nobody again.
    """
    people = list(people)
    given = last_of("access.given", [person.pk for person in people])
    if not given:
        return {}
    emails = {pk: str(event.all_details.get("email", "")) for pk, event in given.items()}
    accounts = accounts_by_email(set(emails.values()))
    names = names_borne(person for person in people if person.pk in emails)
    return {
        pk: email
        for pk, email in emails.items()
        if email in accounts and search_form(accounts[email].full_name) in names[pk]
    }


def accounts_by_email(emails: Collection[str]) -> dict[str, User]:
    """{address: its account} of the installation, whatever its schools."""
    with scopes_disabled():
        return {row.email: row for row in User.objects.filter(email__in=emails)}


def names_borne(people: Iterable[Person]) -> dict[int, set[str]]:
    """{person: what they are called and were called, as names are compared}."""
    names = {person.pk: {person.search_name} for person in people}
    for former in FormerName.objects.filter(person__in=among(list(names))):
        names[former.person_id].add(former.search_name)
    return names


def classes_of(access: Access, people: Iterable[Person]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """{person: the classes they lead today} and {person: those they teach in} of `people`; one query."""
    rows: Any = access.rows("assignments.view", Assignment)
    held = (
        rows.in_force(clock.today())
        .filter(
            person__in=among([person.pk for person in people]),
            role__in=(Role.CLASS_TEACHER, Role.SUBJECT_TEACHER),
        )
        .select_related("school_class")
        .order_by("school_class__grade", "school_class__letter", "pk")
    )
    led: dict[int, list[str]] = {}
    taught: dict[int, list[str]] = {}
    for row in held:
        there = (led if row.role == Role.CLASS_TEACHER else taught).setdefault(row.person_id, [])
        if str(row.school_class) not in there:
            there.append(str(row.school_class))
    return led, taught


@dataclass
class Column:
    """A state of the board and its teachers."""

    status: str
    label: str
    rows: list[dict[str, Any]] = field(default_factory=list)


def not_joined(people: Collection[Person]) -> list[Person]:
    """Those of `people` who have not joined «Учительская», by name; one query."""
    places = Enrolment.objects.in_force(clock.today()).filter(
        school_class__kind="staff_room", person__in=people
    )
    joined = {row.person_id for row in places.with_joined(clock.today()) if row.has_joined}
    return sorted((one for one in people if one.pk not in joined), key=lambda one: one.search_name)


def verification_board(access: Access) -> list[Column]:
    """Every teacher of «Учительская» by the state of the confirmation; two queries."""
    columns = {status: Column(status, label) for status, label in Verification.Status.choices}
    states = {v.person_id: v for v in access.rows("verification.view", Verification)}
    places: Any = access.rows("verification.view", Enrolment)
    staff = (
        places.in_force(clock.today())
        .filter(school_class__kind="staff_room")
        .with_joined(clock.today())
        .select_related("person")
        .order_by("person__search_name", "pk")
    )
    for enrolment in staff:
        state = states.get(enrolment.person_id)
        columns[state.status if state else Verification.Status.NOT_STARTED].rows.append(
            {
                "person": enrolment.person,
                "joined": enrolment.has_joined,
                "reason": state.reason if state else "",
                "changed_at": state.changed_at if state else None,
            }
        )
    return list(columns.values())


def outlived_letters(now: datetime) -> Q:
    """The letters that brought a way to a password to somebody who has signed in since."""
    owner = User.objects.filter(email=OuterRef("to"), last_login__gt=OuterRef("created_at"))
    return Q(Exists(owner), kind__in=("access", "password"))
