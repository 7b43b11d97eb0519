"""A school far from Moscow: its pages show its time and say so, and count its days."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from core import clock
from invitations.codes import link_code
from invitations.services.mailing import send_invitations
from outbox.models import Message
from tests import factories as f

WHOSE = "по времени школы (Камчатка, МСК+9)"
# Monday in Moscow, Tuesday morning in Kamchatka.
MONDAY_EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def kamchatka(organization):
    organization.time_zone = "Asia/Kamchatka"
    organization.save()
    return organization


@pytest.fixture
def link(organization, school_class, administrator):
    f.ConsentTextFactory(organization=organization)
    parent = f.EnrolmentFactory(school_class=school_class, role="parent", person__kind="parent").person
    return f.InvitationFactory(
        school_class=school_class,
        role="parent",
        person=parent,
        created_by=administrator,
        created_at=datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
        expires_at=datetime(2026, 11, 30, 6, 0, tzinfo=UTC),
    )


@pytest.fixture
def page(client, link):
    """What the page of the link shows on Monday evening of Moscow."""

    def show():
        with time_machine.travel(MONDAY_EVENING, tick=False):
            return " ".join(client.get(f"/i/{link_code(link)}").content.decode().split())

    return show


def test_lesson_d24_the_page_says_whose_time_it_is(kamchatka, page):
    assert f"приглашение до 30 ноября, 18:00 {WHOSE}" in page()


def test_a_school_of_moscows_time_says_nothing_of_it(page):
    assert "приглашение до 30 ноября, 09:00</div>" in page().replace(" </div>", "</div>")


def test_an_ended_link_says_whose_time_it_was(kamchatka, link, page):
    type(link).objects.update(expires_at=datetime(2026, 11, 23, 6, 0, tzinfo=UTC))
    assert f"Оно действовало до 23 ноября, 18:00 {WHOSE}." in page()


def test_lesson_d24_the_child_and_the_class_teacher_are_those_of_the_schools_day(
    kamchatka, link, school_class, page
):
    child = f.EnrolmentFactory(school_class=school_class, valid_from=TUESDAY).person
    f.GuardianshipFactory(guardian=link.person, pupil=child)
    leader = link.created_by.memberships.get().person
    f.AssignmentFactory(person=leader, role="class_teacher", school_class=school_class, valid_from=TUESDAY)
    shown = page()
    assert f"родитель ученика: {child.masked_name}" in shown
    assert f"классный руководитель {link.created_by}" in shown


def test_what_begins_tomorrow_is_not_shown_in_moscow(link, school_class, page):
    child = f.EnrolmentFactory(school_class=school_class, valid_from=TUESDAY).person
    f.GuardianshipFactory(guardian=link.person, pupil=child)
    leader = link.created_by.memberships.get().person
    f.AssignmentFactory(person=leader, role="class_teacher", school_class=school_class, valid_from=TUESDAY)
    shown = page()
    assert "родитель ученика" not in shown
    assert f"администратор школы {link.created_by}" in shown


def test_a_letter_says_whose_time_it_is(kamchatka, link, administrator):
    type(link.person).objects.filter(pk=link.person_id).update(email="parent@family.example")
    link = type(link).objects.select_related("person", "school_class", "organization").get()
    with time_machine.travel(MONDAY_EVENING, tick=False), clock.in_school(kamchatka):
        send_invitations(invitations=[link], actor=administrator)
    assert f"действует до 30 ноября, 18:00 {WHOSE}:" in Message.objects.get().body
