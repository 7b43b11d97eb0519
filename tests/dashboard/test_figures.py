"""A number on a page is the number of rows behind it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from dashboard.navigation import FIGURES
from dashboard.selectors.attention import papers, roles
from dashboard.selectors.counts import room_counts
from tests import factories as f


@pytest.fixture
def much(organization, school_class, staff_room):
    """More than one of each thing that has a figure, and beside each something that does not count."""
    now = timezone.now()
    for _ in range(2):
        f.InvitationFactory(school_class=school_class)
    f.InvitationFactory(school_class=school_class, created_at=now - timedelta(days=30))  # past its time
    f.InvitationFactory(school_class=school_class, status="accepted")
    link = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=9)
    for status in ("new", "new", "rejected"):
        f.JoinRequestFactory(invitation=link, status=status)
    for status in ("uncertain", "uncertain", "failed", "sent", "queued"):
        f.MessageFactory(organization=organization, status=status)
    person = f.PersonFactory(organization=organization, kind="staff")
    f.OrderFactory(person=person, status="draft")
    f.OrderFactory(
        person=f.PersonFactory(organization=organization, kind="staff"), status="pending", submitted_at=now
    )


def lines(web, address):
    """How many lines a list has."""
    page = web.get(address).content.decode()
    return len(re.findall(r"<tr\b", page.split("<tbody", 1)[1])) if "<tbody" in page else 0


def figure(page, address):
    """The number beside a room of the navigation."""
    found = re.search(rf'href="{address}".*?</a>', page, re.DOTALL)
    number = re.search(r'class="count[^"]*">(\d+)<', found.group())
    return int(number.group(1)) if number else 0


def test_the_figure_of_a_room_is_the_number_of_its_rows(much, client_of, administrator):
    web = client_of(administrator)
    page = web.get("/").content.decode()
    assert figure(page, "/links/") == lines(web, "/links/?state=active") == 3
    assert (
        figure(page, "/mail/")
        == lines(web, "/mail/?status=uncertain") + lines(web, "/mail/?status=failed")
        == 3
    )
    assert figure(page, "/documents/") == lines(web, "/documents/?status=pending") == 1
    requests = web.get("/requests/").content.decode()
    assert figure(page, "/requests/") == requests.count("Петрова Анна Ивановна</") == 2


def test_every_figure_is_shown_somewhere(organization):
    assert set(room_counts(organization)) == {figure for figure, _ in FIGURES.values()}


def test_home_and_the_navigation_count_the_same_letters(much, organization):
    assert papers.letters()[0].number == room_counts(organization)["mail"] == 3


@pytest.mark.parametrize("number", [1, 5])
def test_a_line_counts_all_and_names_the_first(organization, number):
    for status in ("pending", "returned"):
        for _ in range(number):
            person = f.PersonFactory(organization=organization, kind="staff")
            f.OrderFactory(person=person, status=status, return_reason="опечатка")
    for line in (papers.orders_to_sign(), papers.returned_orders()):
        assert line.number == number
        assert ("и ещё 2" in line.detail) is (number == 5)


def test_administrators_without_access_are_all_counted(organization):
    for _ in range(5):
        person = f.PersonFactory(organization=organization, kind="staff")
        order = f.OrderFactory(person=person, kind="additional_administrator", signed=True)
        f.AssignmentFactory(person=person, role="additional_administrator", order=order)
    line = roles.administrator_without_access()
    assert (line.number, line.detail.endswith("и ещё 2")) == (5, True)


def test_who_has_left_waits_for_no_confirmation(organization, staff_room, client_of, administrator):
    yesterday = timezone.localdate() - timedelta(days=1)
    for last_day in (None, yesterday):
        person = f.PersonFactory(organization=organization, kind="staff")
        f.EnrolmentFactory(school_class=staff_room, person=person, role="teacher", valid_to=last_day)
        f.VerificationFactory(person=person, status="pending")
    assert roles.unverified().number == 1
