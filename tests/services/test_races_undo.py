"""Undo pressed twice at once, and beside other decisions about the same rows: one undo, and nothing half-done."""

from collections.abc import Iterator

import pytest
from django_scopes import scope

from audit.models import Event
from chats.models import Chat
from chats.services import plan_missing, set_chat_link
from consents.services import ensure_text
from core import clock
from invitations.models import Invitation
from invitations.services import links
from invitations.services.acceptance import accept_invitation
from orgstructure.models import Enrolment
from tests import factories as f
from tests.services.races import ROUNDS, at_once, won
from undo.models import Run
from undo.services import undo_run

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1800)]


@pytest.fixture
def school() -> Iterator:
    organization = f.OrganizationFactory()
    with scope(organization=organization):
        yield organization


@pytest.fixture
def school_class(school):
    return f.SchoolClassFactory(year=f.AcademicYearFactory(organization=school))


@pytest.fixture
def administrator(school):
    return f.user_with_role(school, "administrator")


def undo(pk: int, administrator):
    return lambda: undo_run(run=Run.objects.get(pk=pk), actor=administrator)


def invited(school, school_class, administrator):
    rows = [f.EnrolmentFactory(school_class=school_class).pk for _ in range(3)]
    places = Enrolment.objects.filter(pk__in=rows)
    return links.create_for_enrolments(organization=school, enrolments=places, actor=administrator)


def test_r5_four_who_undo_the_same_undo_it_once(servers, school, school_class, administrator):
    for _ in range(ROUNDS):
        made = invited(school, school_class, administrator)
        assert len(won(at_once(school, [undo(made.run.pk, administrator)] * 4))) == 1
        assert Event.objects.filter(verb="run.undone", object_id=made.run.pk).count() == 1


def test_r5_a_link_accepted_while_its_making_is_undone_has_one_fate(
    servers, school, school_class, administrator
):
    text = ensure_text(organization=school, role="pupil")
    for _ in range(ROUNDS):
        made = invited(school, school_class, administrator)
        link = made.links[0].pk

        def accept(link: int = link) -> None:
            accept_invitation(invitation=Invitation.objects.get(pk=link), consent_text=text, agreed=True)

        won(at_once(school, [accept, undo(made.run.pk, administrator)]))
        kept = Invitation.objects.get(pk=link)
        assert kept.status != "active"
        joined = Enrolment.objects.get(person=kept.person).joined_at
        assert bool(joined) is (kept.status == "accepted")


def test_r5_an_undo_of_annulled_links_beside_new_ones_leaves_one_open_link(
    servers, school, school_class, administrator
):
    for _ in range(ROUNDS):
        made = invited(school, school_class, administrator)
        done = links.annul_invitations(invitations=made.links, reason="утечка", actor=administrator)
        people = [link.person_id for link in made.links]

        def again(people: list = people) -> object:
            places = Enrolment.objects.filter(person__in=people).select_related("person")
            return links.create_for_enrolments(organization=school, enrolments=places, actor=administrator)

        won(at_once(school, [again, undo(done.run.pk, administrator)]))
        working = Invitation.objects.working(clock.now()).filter(person__in=people)
        assert sorted(working.values_list("person_id", flat=True)) == sorted(people)


def test_r5_a_chat_gets_its_link_while_the_plan_is_undone(servers, school, school_class, administrator):
    for number in range(ROUNDS):
        planned = plan_missing(organization=school, actor=administrator)
        chat = Chat.objects.filter(pk__in=planned.run.written.values("row_id")).order_by("pk").first()
        link = f"https://max.ru/join/R{number}"

        def write(pk: int = chat.pk, link: str = link) -> object:
            return set_chat_link(chat=Chat.objects.get(pk=pk), link=link, actor=administrator)

        results = at_once(school, [write, undo(planned.run.pk, administrator)])
        there = Chat.objects.filter(pk=chat.pk).first()
        written = not isinstance(results[0], Exception)
        assert (there is not None and there.link == link) is written
        assert not isinstance(results[1], Exception), results[1]
        Chat.objects.all().delete()
