"""«Убрать» beside a tie: who said that somebody represents a pupil can take it back, and so can an undo."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import Event
from core import clock
from invitations.services.requests import accept_requests, confirm_child
from orgstructure.models import Enrolment, Guardianship, Person
from orgstructure.services.guardians import end_guardianship, link_guardian
from tests import factories as f
from tests.undo.tables import all_tables, differences
from undo.models import Run
from undo.services import rehearse_undo, undo_run


@pytest.fixture
def child(school_class):
    return f.EnrolmentFactory(
        school_class=school_class, person__last_name="Алексеев", person__first_name="Степан"
    ).person


@pytest.fixture
def tie(organization, child, administrator):
    stranger = f.PersonFactory(organization=organization, last_name="Незнамова", first_name="Ольга")
    return link_guardian(guardian=stranger, pupil=child, relation="guardian", actor=administrator)


@pytest.fixture
def asked(administrator, school_class, child):
    """A request of somebody nobody knows, who names the child and is accepted as a new person: (request, run)."""
    link = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=5)
    row = f.JoinRequestFactory(invitation=link, full_name="Незнамова Ольга", child_name="Алексеев Степан")
    done = accept_requests(decisions=[(row, None)], actor=administrator)
    row.refresh_from_db()
    return row, done.run


def url(tie):
    return f"/people/guardians/{tie.pk}/end/"


def test_both_pages_offer_to_take_a_tie_away_and_it_is_asked_first(client_of, administrator, tie):
    browser = client_of(administrator)
    for person in (tie.pupil, tie.guardian):
        assert url(tie) in browser.get(f"/people/{person.pk}/").content.decode()
    question = browser.post(url(tie), {"next": f"/people/{tie.guardian_id}/"}).content.decode()
    assert "Убрать законного представителя?" in question
    assert "Незнамова Ольга" in question
    assert "После нажатия это можно будет отменить." in question
    assert Guardianship.objects.exists()
    done = browser.post(url(tie), {"confirmed": "1", "next": f"/people/{tie.guardian_id}/"}, follow=True)
    assert done.redirect_chain[-1][0] == f"/people/{tie.guardian_id}/"
    assert "Отменить" in done.content.decode()
    assert not Guardianship.objects.exists()  # written today by mistake: it never was in force
    assert not Enrolment.objects.filter(person=tie.guardian, role="parent").exists()
    assert Event.objects.filter(verb="guardian.unlinked", subject_id=tie.guardian_id).exists()
    for press in ({}, {"confirmed": "1"}):  # the second tab
        again = browser.post(url(tie), {**press, "next": f"/people/{tie.guardian_id}/"}, follow=True)
        assert again.redirect_chain[-1][0] == f"/people/{tie.guardian_id}/"
        assert "Убирать нечего: этой связи уже нет." in again.content.decode()
    aside = browser.post(url(tie), {"confirmed": "1"}, follow=True)
    assert aside.redirect_chain[-1][0] == "/people/"


def test_one_of_before_ends_with_yesterday(client_of, administrator, tie):
    began = clock.today() - timedelta(days=9)
    Guardianship.objects.update(valid_from=began)
    Enrolment.objects.filter(person=tie.guardian).update(valid_from=began)
    client_of(administrator).post(url(tie), {"confirmed": "1"})
    yesterday = clock.today() - timedelta(days=1)
    assert Guardianship.objects.get().valid_to == yesterday
    assert Enrolment.objects.get(person=tie.guardian).valid_to == yesterday


@pytest.mark.parametrize("days", [0, 9])
def test_it_is_undone_without_a_trace(administrator, tie, days):
    began = clock.today() - timedelta(days=days)
    Guardianship.objects.update(valid_from=began)
    Enrolment.objects.filter(person=tie.guardian).update(valid_from=began)
    before = all_tables()
    run = end_guardianship(guardianship=tie, last_day=clock.today() - timedelta(days=1), actor=administrator)
    undo_run(run=run, actor=administrator)
    assert differences(before, all_tables()) == []


def test_who_leads_the_class_may_and_another_may_not(
    client_of, class_teacher, subject_teacher, deputy, tie, year
):
    stranger = f.user_with_role(
        tie.organization, "class_teacher", school_class=f.SchoolClassFactory(year=year, grade=9)
    )
    for user in (subject_teacher, deputy):
        assert client_of(user).post(url(tie), {"confirmed": "1"}).status_code == 403
        assert url(tie) not in client_of(user).get(f"/people/{tie.pupil_id}/").content.decode()
    assert client_of(stranger).post(url(tie), {"confirmed": "1"}).status_code == 404
    client_of(class_teacher).post(url(tie), {"confirmed": "1"})
    assert not Guardianship.objects.exists()


def test_a_child_written_by_a_press_is_undone_by_a_press_and_the_acceptance_after_it(
    client_of, administrator, asked, child
):
    row, accepted = asked
    person = row.person_id
    page = client_of(administrator).post(f"/requests/{row.pk}/child/", follow=True).content.decode()
    assert "Записано: ребёнок — Алексеев Степан" in page
    assert "законный представитель — Незнамова Ольга." in page
    run = Run.objects.get(kind="child.confirmed")
    assert reverse("undo:undo", args=[run.pk]) in page
    [obstacle] = [
        one
        for one in rehearse_undo(run=accepted, actor=administrator).obstacles
        if one.label == "orgstructure.guardianship"
    ]
    assert (obstacle.runs, obstacle.lasting) == ([run], 0)
    undo_run(run=run, actor=administrator)
    row.refresh_from_db()
    assert row.likely_child == child  # it is asked anew
    outcome = undo_run(run=accepted, actor=administrator)
    assert outcome.kept_number == 0
    assert not Person.objects.filter(pk=person).exists()


def test_the_acceptance_is_undone_once_the_tie_is_taken_away(administrator, asked):
    row, accepted = asked
    [tie] = confirm_child(request=row, actor=administrator)
    end_guardianship(guardianship=tie, last_day=clock.today() - timedelta(days=1), actor=administrator)
    told = rehearse_undo(run=accepted, actor=administrator)
    assert [one.label for one in told.obstacles] == []


def test_a_tie_written_today_is_told_to_vanish_and_the_card_keeps_its_links(
    client_of, administrator, tie, school_class
):
    f.InvitationFactory(
        school_class=school_class,
        role="parent",
        person=tie.guardian,
        status="annulled",
        annulled_at=clock.now(),
        annul_reason="в этом классе больше не состоит",
    )
    browser = client_of(administrator)
    question = " ".join(browser.post(url(tie), {}).content.decode().split())
    assert "поэтому исчезнет, как будто записи не было" in question
    assert "не успевает" not in question
    browser.post(url(tie), {"confirmed": "1"})
    card = " ".join(browser.get(f"/people/{tie.guardian_id}/").content.decode().split())
    assert "Ссылок не было" not in card
    assert "аннулирована" in card.split("Ссылки</h2>")[1]
