"""«Where is this person» has one answer, whoever asks: home, coverage, the class, the links, the chats."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chats.models import Chat
from chats.selectors import class_slots, members_of
from dashboard.selectors.attention import attention
from invitations.selectors import links, presence
from invitations.selectors.coverage import by_group, coverage
from invitations.selectors.notes import family_notes
from invitations.services.expiry import expire_due
from orgstructure.models import Enrolment
from orgstructure.selectors import classes_for
from roles.selectors import actor_for
from tests import factories as f
from tests.standings import places_of_each_presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupils(school_class):
    """A pupil's place in each state."""
    return places_of_each_presence(school_class)


@pytest.fixture
def wanted(pupils):
    return {place.pk: state for state, place in pupils.items()}


def test_who_has_refused_is_not_asked_again_for_another_class(pupils, year):
    other = f.EnrolmentFactory(
        school_class=f.SchoolClassFactory(year=year), person=pupils["refused"].person, role="parent"
    )
    assert presence.presence_by_place([other], timezone.now()) == {other.pk: "refused"}


def test_the_class_the_links_and_the_chats_say_the_same(pupils, wanted, organization, school_class):
    now = timezone.now()
    assert {place.pk: place.presence for place in presence.people_of(school_class, now)} == wanted
    assert presence.presence_by_place(pupils.values(), now) == wanted
    offered = links.candidates(Enrolment.objects.filter(school_class=school_class), now)
    assert {one.enrolment.pk: one.presence for one in offered} == wanted
    chat = Chat(organization=organization, kind="class_pupils", school_class=school_class)
    by_person = {place.person: state for state, place in pupils.items()}
    assert {member.person: member.presence for member in members_of(chat)} == by_person
    slot = class_slots(school_class)[0]
    assert (slot.should, slot.joined) == (5, 2)
    one = coverage(now)[school_class.pk, "pupil"]
    assert (one.should, one.confirmed, one.joined, one.invited, one.refused, one.missing) == (
        5,
        1,
        1,
        1,
        1,
        1,
    )


def lines_of(user, organization):
    now, access = timezone.now(), actor_for(user, organization, user.memberships.get().person)
    classes = list(classes_for(access))
    figures = coverage(now, classes)
    return {line.title: line for line in attention(access, classes, figures, now)}, figures


def test_home_counts_those_without_a_link_as_coverage_does(
    pupils, organization, administrator, school_class, staff_room
):
    """It used to count the teachers of study classes, and those who had refused."""
    teacher = f.PersonFactory(organization=organization, kind="staff")
    f.EnrolmentFactory(school_class=staff_room, person=teacher, role="teacher")
    f.EnrolmentFactory(school_class=school_class, person=teacher, role="teacher")
    f.PlatformLinkFactory(school_class=staff_room, role="teacher")
    f.PlatformLinkFactory(school_class=school_class, role="pupil")
    lines, figures = lines_of(administrator, organization)
    missing = sum(one.missing for _, _, one in by_group(figures, staff_room.pk))
    assert lines["Человека можно пригласить"].number == missing == 2


def test_the_line_of_a_class_teacher_reaches_zero(pupils, organization, class_teacher, school_class):
    """Whoever teaches the class is not the class teacher's to invite."""
    f.PlatformLinkFactory(school_class=school_class, role="pupil")
    f.EnrolmentFactory(
        school_class=school_class,
        person=f.PersonFactory(organization=organization, kind="staff"),
        role="teacher",
    )
    lines, _ = lines_of(class_teacher, organization)
    assert lines["Человека можно пригласить"].number == 1
    expire_due(timezone.now())
    f.InvitationFactory(school_class=school_class, person=pupils["not_invited"].person)
    lines, _ = lines_of(class_teacher, organization)
    assert "Человека можно пригласить" not in lines


def test_a_teacher_who_joined_the_staff_room_is_present_in_every_class(
    organization, school_class, staff_room
):
    teacher = f.PersonFactory(organization=organization, kind="staff")
    here = f.EnrolmentFactory(school_class=school_class, person=teacher, role="teacher")
    there = f.EnrolmentFactory(school_class=staff_room, person=teacher, role="teacher")
    now = timezone.now()
    assert presence.presence_by_place([here, there], now) == {here.pk: "not_invited", there.pk: "not_invited"}
    f.InvitationFactory(school_class=staff_room, person=teacher, role="teacher")
    assert presence.presence_by_place([here], now) == {here.pk: "invited"}
    Enrolment.objects.filter(pk=there.pk).update(joined_at=now)
    assert presence.presence_by_place([here, there], now) == {here.pk: "joined", there.pk: "joined"}


def test_a_place_that_has_ended_is_nowhere(school_class):
    yesterday = timezone.localdate() - timedelta(days=1)
    gone = f.EnrolmentFactory(school_class=school_class, valid_to=yesterday)
    assert presence.presence_by_place([gone], timezone.now()) == {}
    assert coverage(timezone.now()) == {}


def test_whose_way_is_longest_counts_once(organization, school_class):
    """One person in a class in two roles: as far as the further of them."""
    parent = f.EnrolmentFactory(school_class=school_class, role="parent", joined_at=timezone.now())
    f.EnrolmentFactory(school_class=school_class, role="teacher", person=parent.person)
    found = presence.presence_by_person([parent.person], school_class, timezone.now())
    assert found == {parent.person_id: "joined"}


def test_whose_parent_somebody_was_is_not_said_of_who_is_one_no_more(organization, school_class):
    parent = f.EnrolmentFactory(school_class=school_class, role="parent").person
    child = f.EnrolmentFactory(school_class=school_class).person
    ward = f.GuardianshipFactory(guardian=parent, pupil=child)
    link = f.InvitationFactory(school_class=school_class, role="parent", person=parent)
    note = f"мать · {child.last_name} {child.first_name}"
    assert family_notes([link]) == {(parent.pk, school_class.pk): note}
    ward.valid_to = timezone.localdate() - timedelta(days=1)
    ward.save()
    assert family_notes([link]) == {}
