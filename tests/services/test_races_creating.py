"""R5, lesson F36: every verb that makes something, by six at once: it is there once, and whoever lost is told in words."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django_scopes import scope

from chats import services as chats
from chats.models import Chat
from consents import services as consents
from consents.models import Decision, Purpose
from core import clock
from core.races import CHANGED_MEANWHILE, conflict_of
from orgstructure.models import (
    AcademicYear,
    Employment,
    Enrolment,
    Guardianship,
    Organization,
    SchoolClass,
    Subject,
)
from orgstructure.pasted.line import PersonLine
from orgstructure.services import guardians, lists, platform_links
from orgstructure.services import school as structure
from orgstructure.services.employment import set_posts
from orgstructure.services.enrolments import open_place
from registration import services as registration
from registration.models import RegistrationCase
from roles.models import Assignment, Membership
from roles.services import accounts, acting, assignments, teachers
from tests import factories as f
from tests.services.races import ROUNDS, at_once, won

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
SIX = 6
Verb = Callable[[], object]
Race = tuple[list[Verb], Callable[[], int]]


class Town:
    """What the races of one test stand on; `n` tells its rounds apart."""

    def __init__(self, n: int):
        self.n = n
        self.school = Organization.objects.get()
        self.year = AcademicYear.objects.order_by("pk").first()
        self.actor: Any = get_user_model().objects.order_by("pk").first()

    def staff(self, count: int = 1) -> Sequence[Any]:
        people = [
            f.PersonFactory(organization=self.school, kind="staff", post="учитель") for _ in range(count)
        ]
        room = SchoolClass.objects.get(kind="staff_room")
        for person in people:
            f.EnrolmentFactory(person=person, school_class=room, role="teacher")
        return people

    def a_class(self) -> Any:
        return f.SchoolClassFactory(year=self.year, grade=None, letter="", mark=f"группа {self.n}")


def same(verb: Verb) -> list[Verb]:
    return [verb] * SIX


def a_class(town: Town) -> Race:
    new = {"organization": town.school, "year": town.year, "grade": 1 + town.n % 11, "letter": "Щ"}
    SchoolClass.objects.filter(letter="Щ").delete()
    return same(lambda: structure.create_class(**new, actor=town.actor)), SchoolClass.objects.filter(
        letter="Щ"
    ).count


def generated_classes(town: Town) -> Race:
    SchoolClass.objects.filter(letter="Ю").delete()
    make: dict[str, Any] = {"organization": town.school, "year": town.year, "wanted": [(7, "Ю")]}
    rows = SchoolClass.objects.filter(letter="Ю")
    return same(lambda: structure.generate_classes(**make, actor=town.actor)), rows.count


def the_next_year(town: Town) -> Race:
    later = AcademicYear.objects.exclude(pk=town.year.pk)
    SchoolClass.objects.filter(year__in=later).delete()
    later.delete()
    verb = same(lambda: structure.prepare_year(organization=town.school, actor=town.actor))
    return verb, AcademicYear.objects.exclude(pk=town.year.pk).count


def a_subject(town: Town) -> Race:
    name = f"Предмет {town.n}"
    verb = same(lambda: structure.create_subjects(organization=town.school, names=[name], actor=town.actor))
    return verb, Subject.objects.filter(name=name).count


def a_post(town: Town) -> Race:
    [person] = town.staff()
    verb = same(lambda: set_posts(person=person, posts=["учитель", "методист"], actor=town.actor))
    return verb, Employment.objects.filter(person=person, post="методист", valid_to=None).count


def a_place(town: Town) -> Race:
    pupil, place = f.PersonFactory(organization=town.school, kind="pupil"), town.a_class()
    verb = same(lambda: open_place(person=pupil, school_class=place, role="pupil", actor=town.actor))
    return verb, Enrolment.objects.filter(person=pupil, valid_to=None).count


def a_guardian(town: Town) -> Race:
    pupil = f.EnrolmentFactory(school_class=town.a_class()).person
    mother = f.PersonFactory(organization=town.school)
    who: dict[str, Any] = {"guardian": mother, "pupil": pupil, "relation": "mother"}
    verb = same(lambda: guardians.link_guardian(**who, actor=town.actor))
    return verb, Guardianship.objects.filter(pupil=pupil).count


def a_list_of_people(town: Town) -> Race:
    place = town.a_class()
    surname = "Списков" + "".join("абвгдежзик"[int(digit)] for digit in str(town.n))
    rows = [(PersonLine(1, surname, "Анна"), None, "")]
    what: dict[str, Any] = {"organization": town.school, "role": "pupil", "school_class": place, "rows": rows}
    verb = same(lambda: lists.write_list(**what, actor=town.actor))
    return verb, Enrolment.objects.filter(school_class=place).count


def a_platform_link(town: Town) -> Race:
    place = town.a_class()
    links = [platform_links.Wanted(place, "pupil", f"https://max.ru/join/race-{town.n}")]
    verb = same(lambda: platform_links.set_platform_links(links=links, actor=town.actor))
    return verb, place.platform_links.filter(role="pupil").count


def an_account(town: Town) -> Race:
    [person] = town.staff()
    email = f"account{town.n}@school.example"
    verb = same(lambda: accounts.give_access(person=person, email=email, actor=town.actor))
    return verb, Membership.objects.filter(person=person).count


def one_address_for_six(town: Town) -> Race:
    email = f"shared{town.n}@school.example"
    people = town.staff(SIX)
    verbs = [
        lambda one=one: accounts.give_access(person=one, email=email, actor=town.actor) for one in people
    ]
    return verbs, get_user_model().objects.filter(email=email).count


def accounts_at_once(town: Town) -> Race:
    """One form for many, beside the form of one."""
    people = town.staff(2)
    entries = [accounts.Entry(one, f"many{town.n}-{at}@school.example") for at, one in enumerate(people)]
    many = same(
        lambda: accounts.give_access_to_many(organization=town.school, entries=entries, actor=town.actor)
    )
    one = same(lambda: accounts.give_access(person=people[0], email=entries[0].email, actor=town.actor))
    return [*many[:4], *one[:2]], Membership.objects.filter(person=people[0]).count


def a_class_teacher(town: Town) -> Race:
    place, people = town.a_class(), town.staff(SIX)
    verbs = [
        lambda one=one: assignments.assign_class_teacher(person=one, school_class=place, actor=town.actor)
        for one in people
    ]
    return verbs, Assignment.objects.filter(role="class_teacher", school_class=place, valid_to=None).count


def class_teachers_in_the_table(town: Town) -> Race:
    place, people = town.a_class(), town.staff(SIX)
    verbs = [
        lambda one=one: teachers.set_teachers(
            organization=town.school,
            rows=[teachers.Row(place, frozenset(), (one,))],
            subject="",
            actor=town.actor,
        )
        for one in people
    ]
    return verbs, Assignment.objects.filter(role="class_teacher", school_class=place, valid_to=None).count


def a_subject_teacher(town: Town) -> Race:
    place, [person] = town.a_class(), town.staff()
    what = {"person": person, "school_class": place, "subject": f.SubjectFactory(organization=town.school)}
    verb = same(lambda: assignments.assign_subject_teacher(**what, actor=town.actor))
    return verb, Assignment.objects.filter(role="subject_teacher", school_class=place, valid_to=None).count


def a_deputy(town: Town) -> Race:
    [person] = town.staff()
    verb = same(lambda: assignments.assign_deputy(person=person, actor=town.actor))
    return verb, Assignment.objects.filter(role="deputy", person=person, valid_to=None).count


def an_acting_director(town: Town) -> Race:
    people, first = town.staff(SIX), clock.today() + timedelta(days=3 * town.n)
    days = {"valid_from": first, "valid_to": first + timedelta(days=1)}
    verbs = [
        lambda one=one: acting.open_acting_director(person=one, **days, actor=town.actor) for one in people
    ]
    return verbs, Assignment.objects.filter(role="acting_director", valid_from=first).count


def a_chat_of_a_class(town: Town) -> Race:
    place = town.a_class()
    new: dict[str, Any] = {"organization": town.school, "kind": "class_parents", "school_class": place}
    return same(lambda: chats.plan_chat(**new, actor=town.actor)), Chat.objects.filter(
        school_class=place
    ).count


def a_chat_of_a_subject(town: Town) -> Race:
    place = town.a_class()
    new: dict[str, Any] = {"organization": town.school, "kind": "subject", "school_class": place}
    new["subject"] = f.SubjectFactory(organization=town.school)
    return same(lambda: chats.plan_chat(**new, actor=town.actor)), Chat.objects.filter(
        school_class=place
    ).count


def a_chat_of_the_leadership(town: Town) -> Race:
    Chat.objects.filter(kind="head_teachers").delete()
    new: dict[str, Any] = {"organization": town.school, "kind": "head_teachers"}
    return same(lambda: chats.plan_chat(**new, actor=town.actor)), Chat.objects.filter(
        kind="head_teachers"
    ).count


def an_own_consent(town: Town) -> Race:
    [person] = town.staff()
    what: dict[str, Any] = {"person": person, "purpose": Purpose.PLATFORM, "role": "teacher"}
    return same(lambda: consents.give_own(**what, actor=town.actor)), Decision.objects.filter(
        subject=person
    ).count


def a_withdrawal(town: Town) -> Race:
    [person] = town.staff()
    given = consents.give_own(person=person, purpose=Purpose.PLATFORM, role="teacher", actor=town.actor)
    verb = same(lambda: consents.withdraw(decision=Decision.objects.get(pk=given.pk), actor=town.actor))
    return verb, Decision.objects.filter(withdraws=given).count


def an_application(town: Town) -> Race:
    RegistrationCase.objects.all().delete()
    verb = same(lambda: registration.draft_case(organization=town.school, actor=town.actor))
    return verb, RegistrationCase.objects.count


RACES = [
    a_class, generated_classes, the_next_year, a_subject, a_post, a_place, a_guardian, a_list_of_people, a_platform_link,
    an_account, one_address_for_six, accounts_at_once, a_class_teacher, class_teachers_in_the_table, a_subject_teacher, a_deputy,
    an_acting_director, a_chat_of_a_class, a_chat_of_a_subject, a_chat_of_the_leadership, an_own_consent, a_withdrawal,
    an_application,
]  # fmt: skip


@pytest.fixture
def school() -> Iterator:
    organization = f.OrganizationFactory(inn="2600000013", ogrn="1022600000015")
    with scope(organization=organization):
        f.user_with_role(organization, "administrator")
        f.AcademicYearFactory(organization=organization)
        if not SchoolClass.objects.filter(kind="staff_room"):
            f.StaffRoomFactory(organization=organization)
        yield organization


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_lesson_f36_what_six_make_at_once_is_there_once(servers, school, race):
    for n in range(ROUNDS):
        verbs, count = race(Town(n))
        results = [told(result) for result in at_once(school, verbs)]
        assert won(results), results
        assert count() == 1


def told(result: object) -> object:
    """What the views make of a constraint that decided: a sentence that names it."""
    if not isinstance(result, IntegrityError):
        return result
    said = conflict_of(result)
    assert said is not None, result
    assert said.message != CHANGED_MEANWHILE, result
    return said
