"""«May you on this row» and «which rows may you» agree: every action × kind of row × actor × row."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django_scopes import scope, scopes_disabled

from audit.models import Event
from chats.models import Chat
from consents.models import Decision
from core import clock
from core.rights import Condition, Is, Leads, Rights, Who, may
from documents.models import Order
from files.models import Job
from invitations.models import Invitation, JoinRequest, ReturnLink
from orgstructure.models import (
    AcademicYear,
    Enrolment,
    Guardianship,
    Organization,
    Person,
    SchoolClass,
    Subject,
)
from outbox.models import Message
from registration.models import RegistrationCase
from roles.models import ApiToken, Assignment, Membership, User, Verification
from roles.policy import NOBODY, RIGHTS, Actor, Role
from tests import factories as f
from tests.returning import ReturnLinkFactory
from undo.models import Run

YESTERDAY = timedelta(days=1)


def places_of(organization):
    """The classes and the two subjects of a school: led and taught by its teachers, only taught, of nobody of them."""
    year = f.AcademicYearFactory(organization=organization)
    places = [f.SchoolClassFactory(year=year, grade=grade) for grade in (5, 6, 7, 8)]
    subjects = [f.SubjectFactory(organization=organization) for _ in range(2)]
    return [*places, f.StaffRoomFactory(organization=organization)], subjects


def fill(organization, places, subjects, keepers):
    """Rows of every kind in each place: of every role and every kind of chat, those that ended among them."""
    today = clock.today()
    leader = f.PersonFactory(organization=organization, kind="staff", post="учитель")
    left = f.PersonFactory(organization=organization, left_on=today)
    f.EnrolmentFactory(school_class=places[0], person=left, valid_to=today - YESTERDAY)
    gone = f.PersonFactory(organization=organization)
    f.EnrolmentFactory(school_class=places[0], person=gone, valid_to=today - YESTERDAY)
    f.EnrolmentFactory(school_class=places[2], person=gone, valid_from=today)
    for place in places:
        f.GuardianshipFactory(
            guardian=f.PersonFactory(organization=organization),
            pupil=f.EnrolmentFactory(school_class=place).person,
        )
        for role in Enrolment.Role.values:
            f.EnrolmentFactory(school_class=place, role=role)
            link = f.InvitationFactory(school_class=place, role=role)
            shared = f.InvitationFactory(school_class=place, role=role, kind="class", max_uses=5)
            f.InvitationFactory(
                school_class=place, role=role, status="annulled", annulled_at=clock.now(), annul_reason="x"
            )
            f.JoinRequestFactory(invitation=shared)
            ReturnLinkFactory(invitation=link)
            Event.objects.create(organization=organization, verb="x", object_label=str(link))
    f.DecisionFactory(text=f.ConsentTextFactory(organization=organization), subject=gone)
    fill_chats(organization, places, subjects, keepers)
    order = f.OrderFactory(person=leader, signed=True)
    f.OrderFactory(person=leader, kind="additional_administrator")
    f.RegistrationCaseFactory(order=order)
    f.MessageFactory(organization=organization)
    f.JobFactory(organization=organization)
    f.RunFactory(organization=organization)
    f.VerificationFactory(person=leader)
    f.AssignmentFactory(person=leader, role="deputy", valid_to=today)
    membership = f.MembershipFactory(person=leader)
    ApiToken.objects.create(user=membership.user, organization=organization, name="чужой")


def fill_chats(organization, places, subjects, keepers):
    for place in places[:4]:
        for kind in ("class_pupils", "class_parents", "class_teachers", "other"):
            f.ChatFactory(organization=organization, school_class=place, kind=kind)
        for subject in subjects:
            f.ChatFactory(organization=organization, school_class=place, kind="subject", subject=subject)
        for keeper in keepers:
            f.ChatFactory(organization=organization, school_class=place, kind="other", owner=keeper)
    for kind in ("head_deputies", "head_teachers", "management", "other"):
        f.ChatFactory(organization=organization, kind=kind)
    for keeper in keepers:
        f.ChatFactory(organization=organization, kind="management", second_admin=keeper)


def people_of(organization, places, subjects):
    """{who: account}: one of every role, with what it leads and teaches."""
    led, taught = places[:2]
    terms = {Role.ACTING_DIRECTOR: {"valid_to": clock.today() + timedelta(days=30)}}
    users = {
        role: f.user_with_role(organization, role, **terms.get(role, {}))
        for role in Role
        if role not in OF_CLASS
    }
    users["class_teacher"] = f.user_with_role(organization, "class_teacher", school_class=led)
    users["subject_teacher"] = f.user_with_role(
        organization, "subject_teacher", school_class=taught, subject=subjects[0]
    )
    both = f.user_with_role(organization, "class_teacher", school_class=taught)
    f.AssignmentFactory(
        person=both.memberships.get().person, role="subject_teacher", school_class=led, subject=subjects[1]
    )
    ended = f.user_with_role(
        organization, "class_teacher", school_class=places[2], valid_to=clock.today() - YESTERDAY
    )
    idle = f.UserFactory()
    f.MembershipFactory(user=idle, person=f.PersonFactory(organization=organization, kind="staff"))
    return users | {"teacher_of_two_classes": both, "ended": ended, "member_without_role": idle}


OF_CLASS = (Role.CLASS_TEACHER, Role.SUBJECT_TEACHER)
KINDS = [
    Organization, AcademicYear, Subject, SchoolClass, Person, Enrolment, Assignment, Membership, ApiToken, User,
    Verification, Order, RegistrationCase, Invitation, JoinRequest, ReturnLink, Chat, Event, Message, Job, Decision, Run,
    Guardianship,
]  # fmt: skip


@pytest.fixture
def actors(organization, other_organization):
    """{who: Actor} in a school full of rows, beside another one as full."""
    places, subjects = places_of(organization)
    users = people_of(organization, places, subjects)
    keepers = [user.memberships.get().person for user in users.values()]
    fill(organization, places, subjects, keepers)
    for user in users.values():
        ApiToken.objects.create(user=user, organization=organization, name="свой")
        f.JobFactory(organization=organization, created_by=user)
        for kind in ("links.made", "chats.planned"):
            f.RunFactory(organization=organization, created_by=user, kind=kind)
    with scope(organization=other_organization):
        theirs = places_of(other_organization)
        strangers = people_of(other_organization, *theirs)
        fill(other_organization, *theirs, [])
        stranger = f.actor_of(strangers["administrator"])
    return {who: f.actor_of(user) for who, user in users.items()} | {
        "operator": Actor(user=f.UserFactory(is_operator=True)),
        "nobody": NOBODY,
        "administrator_of_another_school": stranger,
    }


def all_rows(model):
    with scopes_disabled():
        return list(model._default_manager.all())


def disagreements(rights, actors, models):
    """Every (action, kind, who, row) where the two answers differ, and every list that has rows and does not open."""
    everything = {model: all_rows(model) for model in models}
    found = []
    for who, actor in actors.items():
        with scope(organization=actor.organization) if actor.organization else nullcontext():
            for action, line in rights.lines.items():
                for model in line.models:
                    found += [
                        (action, model.__name__, who, what)
                        for what in parted(rights, actor, action, everything[model], model)
                    ]
    return found


def parted(rights, actor, action, rows, model):
    listed = set(rights.rows(actor, action, model))
    if listed and not rights.allows(actor, action):
        yield "the list does not open"
    yield from (str(row) for row in rows if rights.allows(actor, action, row) != (row in listed))


def test_both_answers_agree_for_everybody_and_every_row(actors):
    assert disagreements(RIGHTS, actors, KINDS) == []


def test_every_kind_of_row_of_the_policy_is_tried(actors):
    named = {model for line in RIGHTS.lines.values() for model in line.models}
    assert named == set(KINDS)
    assert [model.__name__ for model in KINDS if len(all_rows(model)) < 2] == []


def test_a_right_is_tried_with_rows_that_have_it_and_rows_that_have_not(actors):
    """A line that lets in everybody, or nobody, would agree with itself."""
    for action, line in RIGHTS.lines.items():
        for model in line.models:
            numbers = {len(RIGHTS.rows(actor, action, model)) for actor in actors.values()}
            assert len(numbers) > 1, (action, model)
            assert 0 in numbers, (action, model)
    teacher = actors["class_teacher"]
    for action, model in [("people.view", Person), ("chats.view", Chat), ("invitations.view", Invitation)]:
        assert 0 < teacher.rows(action, model).count() < model.objects.count()


def test_who_has_left_a_class_is_no_longer_its_teachers_to_see(actors):
    teacher = actors["class_teacher"]
    left = Enrolment.objects.filter(valid_to__lt=clock.today()).values_list("person", flat=True)
    assert len(left) == 2
    assert not teacher.rows("people.view", Person).filter(pk__in=left).exists()


def test_a_row_of_another_school_is_nobodys_even_outside_its_scope(actors, other_organization):
    manager, guest = actors["administrator"], actors["administrator_of_another_school"]
    assert not guest.rows("chats.view", Chat).exists()
    assert not any(guest.can("chats.view", chat) for chat in Chat.objects.all())
    with scope(organization=other_organization):
        stranger = Chat.objects.first()
        assert not manager.rows("chats.view", Chat).exists()
    assert not manager.can("chats.view", stranger)
    assert not manager.can("chats.create", Chat(organization=other_organization, kind="management"))


def test_a_line_whose_answers_part_is_found(actors):
    class Parted(Condition):
        def test(self, actor, row, paths):
            return actor.is_manager

        def q(self, actor, paths):
            return Q(kind="other")

    rights = Rights()
    rights.register({"chats.burn": may(Parted(), Chat)})
    found = disagreements(rights, actors, [Chat])
    assert {who for _, _, who, _ in found} >= {"administrator", "director"}


@pytest.mark.parametrize("action", ["chats.burn", "", "chats"])
def test_an_unknown_action_is_a_mistake(actors, action):
    for actor in (actors["administrator"], NOBODY):
        with pytest.raises(KeyError):
            actor.can(action)
        with pytest.raises(KeyError):
            actor.rows(action, Chat)


def test_a_kind_of_row_of_which_the_action_says_nothing_is_a_mistake(actors):
    with pytest.raises(KeyError):
        actors["administrator"].rows("chats.view", Person)
    with pytest.raises(KeyError):
        actors["administrator"].can("chats.view", Person.objects.first())


def test_an_action_has_one_line_and_its_rows_have_the_paths():
    rights = Rights()
    rights.register({"chats.view": may(Who(bool), Chat)})
    for condition in (
        Who(bool),
        Leads("school_class", list),
        Is("grade", (1,)),
        ~(Who(bool) | Is("grade", (1,))),
    ):
        with pytest.raises(ImproperlyConfigured):
            rights.register(
                {"chats.view" if isinstance(condition, Who) else "chats.burn": may(condition, Chat)}
            )
    assert set(rights.lines) == {"chats.view"}


def test_a_right_without_a_row_asks_the_database_nothing(actors, django_assert_num_queries):
    with django_assert_num_queries(0):
        for actor in actors.values():
            for action in RIGHTS.lines:
                actor.can(action)


def test_a_row_costs_no_query_but_a_person_who_costs_one(actors, django_assert_num_queries):
    teacher = actors["class_teacher"]
    chat, person = Chat.objects.first(), Person.objects.first()
    with django_assert_num_queries(0):
        teacher.can("chats.view", chat)
        teacher.can("chats.edit", chat)
    with django_assert_num_queries(1):
        teacher.can("people.view", person)
