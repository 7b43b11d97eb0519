"""A class's link that is full: a request that is withdrawn makes room again; who comes and who made it are told."""

import pytest
from django.test import Client

from core.errors import Conflict
from invitations.codes import link_url
from invitations.models import Invitation, JoinRequest
from invitations.services.acceptance import ask_to_join, withdraw_request
from invitations.services.requests import accept_requests
from tests import factories as f


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
    assert "По этой ссылке уже вступили все, кто мог" in late
