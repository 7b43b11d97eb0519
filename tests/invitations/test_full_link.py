"""A class's link that is full: a request that is withdrawn makes room again; who comes and who made it are told."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.errors import Conflict
from invitations.codes import link_url
from invitations.marks import mark_of
from invitations.models import Invitation, JoinRequest
from invitations.services.acceptance import ask_to_join, withdraw_request
from invitations.services.requests import accept_requests, reject_requests
from tests import factories as f
from undo.services import undo_run


@pytest.fixture
def link(school_class):
    return f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=2)


@pytest.fixture
def ask(link):
    consent = f.ConsentTextFactory(organization=link.organization)

    def ask(name, mark=""):
        return ask_to_join(invitation=link, consent_text=consent, agreed=True, full_name=name, mark=mark)

    return ask


def test_a_withdrawn_request_gives_its_place_back(link, ask):
    first, _ = ask("Волкова Оксана"), ask("Волкова Оксана Игоревна")
    link.refresh_from_db()
    assert (link.uses, link.status) == (2, "accepted")
    with pytest.raises(Conflict):
        ask("Третья Анна")
    withdraw_request(request=first)
    link.refresh_from_db()
    assert (link.uses, link.status, link.accepted_at, link.reported_at) == (1, "active", None, None)
    with pytest.raises(Conflict):  # decided: it takes nothing back twice
        withdraw_request(request=JoinRequest.objects.get(pk=first.pk))
    ask("Третья Анна")
    link.refresh_from_db()
    assert (link.uses, link.status) == (2, "accepted")


def test_a_link_that_was_annulled_meanwhile_stays_so(link, ask):
    first = ask("Волкова Оксана")
    Invitation.objects.filter(pk=link.pk).update(
        status="annulled", annulled_at=link.created_at, annul_reason="ошибка"
    )
    withdraw_request(request=first)
    link.refresh_from_db()
    assert (link.uses, link.status) == (0, "annulled")


def test_whoever_comes_late_and_whoever_made_it_are_told(link, ask, client_of, administrator):
    rows = [ask("Волкова Оксана"), ask("Волкова Инна")]
    link.refresh_from_db()
    address = link_url(link).partition("/i/")[2]
    late = " ".join(Client().get(f"/i/{address}").content.decode().split())
    assert "По этой ссылке уже попросились 2 человека" in late
    assert "вступили все" not in late
    browser = client_of(administrator)
    page = " ".join(browser.get(f"/links/{link.pk}/").content.decode().split())
    assert "Мест по ссылке больше нет" in page
    assert "Ждут решения: 2 заявки." in page
    assert f"/links/new/?class={link.school_class_id}&amp;role=parent" in page
    for shown in (page, browser.get("/links/?state=accepted").content.decode()):
        assert "заполнена" in shown
        assert "принята" not in shown.partition("Как передана")[2].partition("Что было")[0]
    accept_requests(decisions=[(row, None) for row in rows], actor=administrator)
    late = " ".join(Client().get(f"/i/{address}").content.decode().split())
    assert "Мест по этой ссылке больше нет" in late
    assert "Мест по ней было 2." in late


def test_rejected_requests_give_their_places_back_and_an_undo_takes_them_again(link, ask, administrator):
    rows = [ask("Волкова Оксана"), ask("Волкова Инна")]
    run = reject_requests(requests=rows, reason="не из этого класса", actor=administrator).run
    link.refresh_from_db()
    assert (link.uses, link.status, link.accepted_at, link.reported_at) == (0, "active", None, None)
    undo_run(run=run, actor=administrator)
    link.refresh_from_db()
    assert (link.uses, link.status) == (2, "accepted")
    assert link.accepted_at is not None


def test_an_undo_takes_no_place_that_was_given_away_meanwhile(link, ask, administrator):
    rows = [ask("Волкова Оксана"), ask("Волкова Инна")]
    run = reject_requests(requests=rows, reason="не из этого класса", actor=administrator).run
    ask("Третья Анна")
    undo_run(run=run, actor=administrator)
    link.refresh_from_db()
    assert (link.uses, link.status) == (2, "accepted")
    assert list(JoinRequest.objects.values_list("status", flat=True)) == ["new"] * 3


def test_what_does_not_reject_leaves_the_places_alone(link, ask, administrator):
    row = ask("Волкова Оксана")
    run = accept_requests(decisions=[(row, None)], actor=administrator).run
    undo_run(run=run, actor=administrator)
    link.refresh_from_db()
    assert link.uses == 1


def test_many_requests_of_many_links_are_rejected_by_as_many_statements_as_one(administrator, school_class):
    def asked(links, each):
        return [
            f.JoinRequestFactory(invitation=row)
            for row in f.InvitationFactory.create_batch(
                links, school_class=school_class, kind="class", max_uses=9, uses=each
            )
            for _ in range(each)
        ]

    counts = []
    for rows in (asked(1, 1), asked(4, 5)):
        with CaptureQueriesContext(connection) as told:
            reject_requests(requests=rows, reason="не из этого класса", actor=administrator)
        counts.append(len(told))
    assert counts[0] == counts[1]
    assert set(Invitation.objects.values_list("uses", flat=True)) == {0}


def test_lesson_b09_whoever_was_turned_down_is_told_why_there_is_no_asking_again(link):
    holder = Client()
    f.ConsentTextFactory(organization=link.organization)
    Invitation.objects.filter(pk=link.pk).update(max_uses=1)
    address = f"/i/{link_url(link).partition('/i/')[2]}"
    holder.get(address)
    mark = mark_of(holder.cookies["gate"].value, link.pk)
    typed = {"agreed": "yes", "full_name": "Волкова Оксана", "child_name": "Волков Илья", "mark": mark}
    place = holder.post(address, typed).url
    JoinRequest.objects.update(status="rejected", reason="не тот класс")
    page = " ".join(holder.get(place).content.decode().split())
    assert "Мест по этой ссылке больше нет" in page
    assert "Новую ссылку попросите у того, кто вас пригласил" in page
    assert "Попроситься ещё раз" not in page
    Invitation.objects.filter(pk=link.pk).update(status="active", accepted_at=None, uses=0)
    assert "Попроситься ещё раз" in holder.get(place).content.decode()


def test_the_personal_link_of_who_came_in_by_the_class_s_lets_nobody_else_in(
    link, ask, administrator, client_of
):
    place = f.EnrolmentFactory(school_class=link.school_class, role="parent", person__kind="parent")
    own, another = (
        f.InvitationFactory(school_class=link.school_class, person=person, role="parent")
        for person in (
            place.person,
            f.EnrolmentFactory(school_class=link.school_class, role="parent").person,
        )
    )
    row = ask(place.person.full_name)
    run = accept_requests(decisions=[(row, place.person)], actor=administrator).run
    own.refresh_from_db()
    another.refresh_from_db()
    assert (own.status, another.status) == ("annulled", "active")
    page = " ".join(Client().get(f"/i/{link_url(own).partition('/i/')[2]}").content.decode().split())
    assert "Вы уже в классе: по его ссылке" in page
    assert ("Если не открывается, спросите" in page, "Новую ссылку попросите" in page) == (True, False)
    seen = client_of(administrator).get(f"/links/{own.pk}/").content.decode()
    assert ("Ссылка больше не нужна" in seen, "Выпустить новую" in seen) == (True, False)
    undo_run(run=run, actor=administrator)
    own.refresh_from_db()
    assert own.status == "active"
