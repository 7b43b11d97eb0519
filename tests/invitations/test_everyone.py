"""Everybody without a link, at one press: who is invited, who is passed over, the job of many, the sheets of all."""

import io

import pypdf
import pytest
from django.urls import reverse

from consents.models import Answer
from core import clock
from core.errors import Conflict, Invalid
from files import running
from files.models import Job
from invitations.models import Invitation
from invitations.selectors.everyone import enrolments_to_invite, groups_to_invite
from invitations.services import everyone, printing
from outbox.models import Message
from tests import factories as f
from tests.undo.tables import all_tables, differences
from undo.models import Run
from undo.services import undo_run

URL = reverse("invitations:everyone")
LINK, TEXT = "invitations.invitation", "consents.consenttext"


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def school(organization, school_class, staff_room):
    """A class with three pupils (one has refused, one has a link), and a class without a link on the platform."""
    f.PlatformLinkFactory(school_class=school_class, role="pupil")
    free, refused, invited = [f.EnrolmentFactory(school_class=school_class) for _ in range(3)]
    f.DecisionFactory(
        text=f.ConsentTextFactory(organization=organization), subject=refused.person, decision=Answer.REFUSED
    )
    f.InvitationFactory(school_class=school_class, person=invited.person)
    other = f.SchoolClassFactory(year=school_class.year, grade=6)
    unserved = f.EnrolmentFactory(school_class=other)
    return {"free": free, "refused": refused, "invited": invited, "unserved": unserved}


def test_the_preview_says_who_is_invited_and_who_is_passed_over(school, client_of, administrator):
    groups = groups_to_invite(f.actor_of(administrator), clock.now())
    first, second = groups
    assert (first.number, first.refused, first.invited, first.joined) == (1, 1, 1, 0)
    assert (second.number, second.free, second.has_platform_link) == (0, 1, False)
    shown = text(client_of(administrator).get(URL))
    assert "больше не приглашаем" in shown
    assert "не вписана" in shown


def test_one_press_invites_those_and_nobody_else_and_is_undone(
    school, client_of, administrator, organization
):
    client = client_of(administrator)
    before = all_tables()
    place = school["free"].school_class
    unserved = school["unserved"].school_class
    shown = client.get(URL).context["mark"]
    other_page = client.post(URL, {"group": [f"{place.pk}-pupil"], "shown": "of another page"})
    assert (other_page.status_code, "ничего не сделано" in text(other_page)) == (409, True)
    assert not Run.objects.exists()
    done = client.post(
        URL, {"group": [f"{place.pk}-pupil", f"{unserved.pk}-pupil"], "shown": shown}, follow=True
    )
    run = Run.objects.get()
    assert run.title == "Приглашения: 1 ссылка. Пропущено 2: нет ссылки класса 1, отказались 1"
    assert f"/actions/{run.pk}/undo/" in text(done)
    made = Invitation.objects.get(created_by=administrator)
    assert made.person == school["free"].person
    assert client.post(URL, {"group": [f"{place.pk}-pupil"]}).status_code == 400
    assert "Приглашать некого" in text(client.post(URL, {}))
    client.post(reverse("undo:undo", args=[run.pk]))
    assert differences(before, all_tables(), without=[LINK, TEXT]) == []
    made.refresh_from_db()
    assert made.status == "annulled"


def test_lesson_c12_with_nobody_to_invite_there_is_no_button_and_the_reason_is_true(
    school, client_of, administrator
):
    """A press that could do nothing is not offered; who waits for the class's link is told so, with the way to it."""
    client, unserved = client_of(administrator), school["unserved"].school_class
    assert "Сделать ссылки" in text(client.get(URL))
    client.post(URL, {"group": [f"{school['free'].school_class.pk}-pupil"]})
    shown = text(client.get(URL))
    assert "Сделать ссылки" not in shown
    assert "1 человек ждёт ссылки своего класса на платформе" in shown
    assert f'href="{reverse("orgstructure:class_edit", args=[unserved.pk])}"' in shown
    refused = client.post(URL, {"group": [f"{unserved.pk}-pupil"]})
    assert refused.status_code == 400
    assert "у всех есть ссылка" not in text(refused)


def test_somebody_who_left_or_refuses_meanwhile_is_not_invited(organization, staff_room, administrator):
    f.PlatformLinkFactory(school_class=staff_room, role="teacher")
    left = f.PersonFactory(organization=organization, kind="staff", left_on=f.YEAR_START)
    f.EnrolmentFactory(school_class=staff_room, person=left, role="teacher")
    stays = f.PersonFactory(organization=organization, kind="staff")
    place = f.EnrolmentFactory(school_class=staff_room, person=stays, role="teacher")
    access = f.actor_of(administrator)
    groups = groups_to_invite(access, clock.now())
    assert [(group.number, group.left) for group in groups] == [(1, 1)]
    ids = enrolments_to_invite(access, groups)
    assert ids == [place.pk]
    f.DecisionFactory(
        text=f.ConsentTextFactory(organization=organization, role="teacher"),
        subject=stays,
        decision=Answer.REFUSED,
    )
    run, _ = everyone.invite_everyone(organization=organization, enrolment_ids=ids, actor=administrator)
    assert not run.written.exists()
    assert not Invitation.objects.exists()


def test_the_figures_cost_the_same_whatever_the_school(
    school, administrator, organization, django_assert_max_num_queries
):
    access = f.actor_of(administrator)
    for grade in (7, 8, 9):
        place = f.SchoolClassFactory(year=school["free"].school_class.year, grade=grade)
        f.EnrolmentFactory(school_class=place)
    with django_assert_max_num_queries(3):
        groups_to_invite(access, clock.now())


def test_many_are_a_job_in_pieces_and_one_run(organization, school_class, administrator, monkeypatch):
    monkeypatch.setattr(everyone, "AT_ONCE", 2)
    ids = [f.EnrolmentFactory(school_class=school_class).pk for _ in range(5)]
    before = all_tables()
    run, job = everyone.invite_everyone(organization=organization, enrolment_ids=ids, actor=administrator)
    assert not Invitation.objects.exists()
    running.run_waiting(job.pk)
    job.refresh_from_db()
    run.refresh_from_db()
    assert (job.status, job.done, job.total) == ("done", 5, 5)
    assert run.title == "Приглашены все без ссылки: 5 ссылок"
    assert run.written.filter(row_model=LINK).count() == 5
    undo_run(run=run, actor=administrator)
    assert differences(before, all_tables(), without=[LINK, TEXT, "files.job"]) == []
    assert set(Invitation.objects.values_list("status", flat=True)) == {"annulled"}


def test_an_undo_stops_the_pieces_that_have_not_come(organization, school_class, administrator, monkeypatch):
    monkeypatch.setattr(everyone, "AT_ONCE", 2)
    ids = [f.EnrolmentFactory(school_class=school_class).pk for _ in range(5)]
    run, job = everyone.invite_everyone(organization=organization, enrolment_ids=ids, actor=administrator)
    everyone.make_piece(run=run, enrolment_ids=ids[:2], actor=administrator)
    undo_run(run=Run.objects.get(), actor=administrator)
    with pytest.raises(Conflict, match="пока оно выполнялось"):
        everyone.make_piece(run=run, enrolment_ids=ids[2:], actor=administrator)
    assert not Invitation.objects.working(clock.now()).exists()


def test_what_was_made_is_mailed_from_its_page(school, client_of, administrator, settings):
    settings.SMTP_HOST = "mail.school.example"
    person = school["free"].person
    person.email = "mama@example.ru"
    person.save()
    client = client_of(administrator)
    client.post(URL, {"group": [f"{school['free'].school_class.pk}-pupil"]})
    run = Run.objects.get()
    assert "Отправить почтой (1)" in text(client.get(reverse("invitations:made_by_run", args=[run.pk])))
    told = text(client.post(reverse("invitations:mail_run", args=[run.pk]), follow=True))
    assert "В очереди на отправку: 1 письмо" in told and "Отправлено" not in told
    assert Message.objects.get().to == "mama@example.ru"
    assert "Отправить почтой" not in text(client.get(reverse("invitations:made_by_run", args=[run.pk])))


def test_letters_that_nobody_will_receive_are_not_told_as_sent_and_are_cancelled_once(
    school, client_of, administrator, settings
):
    settings.SMTP_HOST = ""
    person = school["free"].person
    person.email = "mama@example.ru"
    person.save()
    client = client_of(administrator)
    client.post(URL, {"group": [f"{school['free'].school_class.pk}-pupil"]})
    made = Run.objects.get()
    told = text(client.post(reverse("invitations:mail_run", args=[made.pk]), follow=True))
    assert "Сложено в папку: 1 письмо. Почтовый сервер не настроен: никто их не получит." in told
    mailed = Run.objects.exclude(pk=made.pk).get()
    place = reverse("undo:run", args=[mailed.pk])
    assert "Письма не уйдут" in text(client.get(place))
    undo_run(run=made, actor=administrator)
    assert "Письма не уйдут" not in text(client.get(place)), "they were cancelled with their links"


def pages_of(content):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_the_sheets_of_the_whole_school_are_one_file_sorted_by_class(
    organization, school_class, administrator, client_of, monkeypatch
):
    monkeypatch.setattr(printing, "AT_ONCE", 2)
    monkeypatch.setattr(printing, "PIECE", 3)
    other = f.SchoolClassFactory(year=school_class.year, grade=6, letter="Я")
    for place in (other, school_class, other, school_class, school_class, school_class):
        f.InvitationFactory(school_class=place)
    client = client_of(administrator)
    done = client.post(reverse("invitations:sheets"), {"everybody": "1", "layout": "cards", "role": ""})
    job = Job.objects.get()
    assert done["Location"] == reverse("files:job", args=[job.pk])
    running.run_waiting(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == ("done", 6, 6)
    assert job.result.sealed
    assert (job.result.expires_on - clock.today()).days == 3
    shown = pages_of(client.get(reverse("files:job_result", args=[job.pk])).content)
    places = ["6Я" if "6Я" in page else "5" for page in shown]
    assert places == sorted(places)
    assert Invitation.objects.filter(printed_at=None).count() == 0


def test_a_sheet_of_links_that_died_meanwhile_says_so(organization, school_class, administrator):
    link = f.InvitationFactory(school_class=school_class)
    job = printing.print_later(organization=organization, links=[link], layout="cards", actor=administrator)
    Invitation.objects.update(status="annulled", annulled_at=clock.now(), annul_reason="x")
    running.run_waiting(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "Печатать нечего: все выбранные ссылки уже не действуют.")


def test_nobody_to_invite_is_said(organization, administrator):
    with pytest.raises(Invalid, match="Приглашать некого"):
        everyone.invite_everyone(organization=organization, enrolment_ids=[], actor=administrator)
