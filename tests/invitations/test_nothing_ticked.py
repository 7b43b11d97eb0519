"""What is ticked decides what a press does: nothing, or nothing that works, is told."""

import re

import pytest
from django.utils import timezone

from invitations.models import Invitation
from tests import factories as f


@pytest.mark.parametrize(
    "address", ["/links/annul/", "/links/annul/?link=abc", "/links/reassign/", "/links/share/"]
)
def test_nothing_ticked_is_a_sentence(client_of, administrator, address):
    page = client_of(administrator).get(address)
    assert page.status_code == 400
    assert "Не выбрано ни одной ссылки" in page.content.decode()


def test_no_class_ticked_is_another_sentence_than_no_link(client_of, administrator, school_class):
    f.InvitationFactory(school_class=school_class)
    page = client_of(administrator).post("/links/sheets/", {"layout": "cards"})
    assert page.status_code == 400
    assert "Не выбрано ни одного класса" in page.content.decode()
    assert "Печатать нечего" not in page.content.decode()


def test_a_sheet_tells_how_many_of_the_ticked_do_not_work(client_of, administrator, school_class):
    working, used = (f.InvitationFactory(school_class=school_class) for _ in range(2))
    Invitation.objects.filter(pk=used.pk).update(status="accepted", accepted_at=timezone.now(), uses=1)
    page = client_of(administrator).get(f"/links/sheets/?link={working.pk}&link={used.pk}").content.decode()
    assert "1 отмеченная ссылка не действует" in page
    assert (
        "не действует"
        not in client_of(administrator).get(f"/links/sheets/?link={working.pk}").content.decode()
    )


def test_lesson_b11_a_reminder_names_who_said_no(client_of, administrator, school_class):
    asked, silent = (
        f.InvitationFactory(
            school_class=school_class,
            person=f.EnrolmentFactory(school_class=school_class, person__email=f"{name}@example.ru").person,
        )
        for name in ("a", "b")
    )
    f.DecisionFactory(
        text=f.ConsentTextFactory(organization=school_class.organization),
        subject=silent.person,
        decision="refused",
    )
    data = {"action": "remind", "link": [asked.pk, silent.pk]}
    page = client_of(administrator).post("/links/act/", data, follow=True).content.decode()
    assert f"Отказались, им не напоминают: {silent.person.full_name}." in page
    page = client_of(administrator).post("/links/act/", data | {"link": [silent.pk]}, follow=True)
    assert (
        f"Отправить некому: отказались, им не напоминают: {silent.person.full_name}." in page.content.decode()
    )


def test_only_links_that_work_are_handed_to_somebody_else(client_of, administrator, school_class):
    working, used = (
        f.InvitationFactory(
            school_class=school_class, person=f.EnrolmentFactory(school_class=school_class).person
        )
        for _ in range(2)
    )
    Invitation.objects.filter(pk=used.pk).update(status="accepted", accepted_at=timezone.now(), uses=1)
    browser = client_of(administrator)
    page = browser.get(f"/links/reassign/?link={working.pk}&link={used.pk}")
    assert [row.pk for row in page.context["chosen"]] == [working.pk]
    refused = browser.get(f"/links/reassign/?link={used.pk}")
    assert (refused.status_code, "Передавать нечего" in refused.content.decode()) == (409, True)


def test_lesson_b11_ticking_all_leaves_who_refused_and_a_tick_by_hand_is_asked_about(
    client_of, administrator, school_class
):
    web = client_of(administrator)
    place = f.EnrolmentFactory(school_class=school_class, role="parent")
    text = f.ConsentTextFactory(organization=school_class.organization)
    f.DecisionFactory(text=text, subject=place.person, decision="refused")
    address = f"/links/new/?class={school_class.pk}&role=parent"
    page = web.get(address).content.decode()
    assert re.search(rf'value="{place.pk}"\s+data-pick data-pick-alone', page)
    sent = {"kind": "personal", "days": "14", "enrolment": [place.pk]}
    asked = web.post(address, sent)
    assert asked.status_code == 400
    assert f"те, кто отказался: {place.person.full_name}" in asked.content.decode()
    assert 'name="at_own_wish"' in asked.content.decode()
    assert web.post(address, sent | {"at_own_wish": "yes"}).status_code == 302
