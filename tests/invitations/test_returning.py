"""Coming back in another browser, closed links that work again, who said no is left alone (lessons B6, B9, B11)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from audit.models import Event
from core import clock
from core.errors import Conflict, Invalid
from invitations.codes import link_code, return_code, return_url
from invitations.models import Invitation, JoinRequest, ReturnLink
from invitations.services import returning
from invitations.services.links import create_for_enrolments, reissue_invitations
from invitations.services.mailing import remind_due, remind_invitations, send_invitations
from invitations.services.restoring import restore_invitation
from orgstructure.models import Enrolment
from outbox.models import Message
from roles.services.accounts import create_api_token
from tests import factories as f
from tests.public.browser import mark_on, press

ACCEPT = {"do": "accept", "agreed": "yes"}


@pytest.fixture
def link(school_class, organization, administrator):
    f.ConsentTextFactory(organization=organization, role="parent")
    f.PlatformLinkFactory(school_class=school_class, role="parent", link="https://max.ru/join/class")
    person = f.PersonFactory(organization=organization, first_name="Анна", email="anna@home.example")
    f.EnrolmentFactory(school_class=school_class, role="parent", person=person)
    return f.InvitationFactory(
        school_class=school_class, role="parent", person=person, created_by=administrator
    )


@pytest.fixture
def accepted(link):
    """A link that was accepted in a browser which is gone."""
    press(Client(), url(link), ACCEPT)
    link.refresh_from_db()
    return link


@pytest.fixture
def teacher(client_of, class_teacher):
    return client_of(class_teacher)


def url(link, tail=""):
    return f"/i/{link_code(link)}{tail}"


def back(row):
    return f"/i/{return_code(row)}/return"


def ask(browser, link):
    return browser.post(url(link, "/ask"), {"mark": mark_on(browser, url(link))}, follow=True)


def test_lesson_b06_asked_for_granted_in_two_taps_and_opened_once(accepted, teacher, class_teacher):
    parent = Client()
    assert "Просьба отправлена" in ask(parent, accepted).content.decode()
    assert ReturnLink.objects.get().status == "asked"
    assert "Попросить ссылку" not in parent.get(url(accepted)).content.decode(), "it is asked for"

    place = f"/links/{accepted.pk}/return/"
    assert place in teacher.get(f"/structure/classes/{accepted.school_class_id}/").content.decode()
    page = teacher.get(place).content.decode()
    assert "Просят вернуться" in page
    assert "позвоните или спросите лично" in page
    given = teacher.post(place, {"do": "grant"}, follow=True).content.decode()
    row = ReturnLink.objects.get()
    assert return_url(row) in given
    assert (row.status, row.granted_by) == ("open", class_teacher)

    opened = press(parent, back(row), {})
    assert "https://max.ru/join/class" in parent.get(opened.url).content.decode()
    assert "всё в порядке" in parent.get(parent.get(url(accepted)).url).content.decode()
    assert ReturnLink.objects.get().status == "used"

    stranger = Client()
    assert stranger.get(back(row)).status_code == 410
    assert stranger.post(back(row), {"mark": "A" * 24}).status_code == 410
    verbs = ["return.asked", "return.granted", "return.used"]
    told = Event.objects.filter(object_id=accepted.pk, verb__startswith="return.").order_by("id")
    assert list(told.values_list("verb", flat=True)) == verbs
    assert "дана ссылка для возвращения" in teacher.get(f"/links/{accepted.pk}/").content.decode().lower()


def test_lesson_b06_a_link_for_coming_back_is_sent_by_the_devices_own_sheet(accepted, teacher):
    assert "data-share=" not in teacher.get(f"/links/{accepted.pk}/return/").content.decode()
    teacher.post(f"/links/{accepted.pk}/return/", {"do": "grant"})
    page = teacher.get(f"/links/{accepted.pk}/return/").content.decode()
    assert 'data-share="said-return"' in page
    assert f'id="said-return">{return_url(ReturnLink.objects.get())}<' in page
    assert "js/share.js" in page


def test_lesson_b06_a_double_tap_on_the_link_for_coming_back_is_one(accepted, administrator):
    row = returning.grant_return(invitation=accepted, actor=administrator)
    browser = Client()
    mark = mark_on(browser, back(row))
    places = {browser.post(back(row), {"mark": mark}).url for _ in range(3)}
    assert len(places) == 1
    assert "max.ru/join" in browser.get(places.pop()).content.decode()


def test_lesson_b06_opening_a_link_for_coming_back_changes_nothing(accepted, administrator):
    row = returning.grant_return(invitation=accepted, actor=administrator)
    for _ in range(5):
        assert Client().get(back(row)).status_code == 200
    row.refresh_from_db()
    assert row.status == "open"


def test_lesson_b06_the_way_on_goes_over_to_the_new_browser(link, administrator):
    old, new = Client(), Client()
    way_on = press(old, url(link), ACCEPT).url
    link.refresh_from_db()
    press(new, back(returning.grant_return(invitation=link, actor=administrator)), {})
    assert old.get(way_on).status_code == 302
    assert old.get(url(link)).status_code == 410
    assert new.get(url(link)).status_code == 302


def test_lesson_b06_a_link_for_coming_back_lives_a_day(accepted, administrator):
    row = returning.grant_return(invitation=accepted, actor=administrator)
    assert returning.grant_return(invitation=accepted, actor=administrator) == row
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        browser = Client()
        assert browser.get(back(row)).status_code == 410
        with pytest.raises(Conflict, match="Попросите новую"):
            returning.use_return(row=row, mark="A" * 24)
        again = returning.grant_return(invitation=accepted, actor=administrator)
        assert again != row
        assert browser.get(back(again)).status_code == 200


def test_lesson_b06_asking_is_limited_and_what_was_not_recorded_is_not_told_as_sent(accepted):
    browser = Client()
    for _ in range(3):
        assert "Просьба отправлена" in ask(browser, accepted).content.decode()
    assert ReturnLink.objects.count() == 1
    ReturnLink.objects.update(status="closed")
    page = " ".join(ask(browser, accepted).content.decode().split())
    assert "Просьба не передана" in page and "Попробуйте завтра или спросите классного руководителя" in page
    assert "Просьба отправлена" not in page
    assert not ReturnLink.objects.filter(status="asked").exists()


def test_lesson_b06_a_school_asks_from_one_address(school_class, organization):
    """The Wi-Fi of a school is one address: its eleventh family is heard, too."""
    for number in range(12):
        link = f.InvitationFactory(
            school_class=school_class,
            person=f.PersonFactory(organization=organization),
            status="accepted",
            accepted_at=timezone.now(),
        )
        assert "Просьба отправлена" in ask(Client(), link).content.decode()
        assert ReturnLink.objects.count() == number + 1


def test_lesson_b06_nobody_asks_to_come_back_where_nobody_has_accepted(link):
    browser = Client()
    browser.post(url(link, "/ask"), {"mark": mark_on(browser, url(link))})
    assert not ReturnLink.objects.exists()
    with pytest.raises(Conflict, match="приглашение принято"):
        returning.grant_return(invitation=link, actor=None)


def test_lesson_b06_it_is_not_her(accepted, teacher):
    ask(Client(), accepted)
    place = f"/links/{accepted.pk}/return/"
    teacher.post(place, {"do": "close", "row": ReturnLink.objects.get().pk})
    assert ReturnLink.objects.get().status == "closed"
    assert (
        "Просят вернуться"
        not in teacher.get(f"/structure/classes/{accepted.school_class_id}/").content.decode()
    )


def test_lesson_b06_a_request_by_a_class_link_is_let_back_too(school_class, link, teacher):
    shared = f.InvitationFactory(school_class=school_class, role="parent", kind="class", max_uses=5)
    answer = {**ACCEPT, "full_name": "Петрова Анна", "child_name": "Петров Илья"}
    press(Client(), url(shared), answer)
    request = JoinRequest.objects.get()
    JoinRequest.objects.update(status="accepted", person=link.person)
    teacher.post(f"/requests/{request.pk}/return/", {"do": "grant"})
    row = ReturnLink.objects.get()
    browser = Client()
    press(browser, url(shared), {**answer, "full_name": "Петрова Инна"})  # asked a second time, by mistake
    opened = press(browser, back(row), {})
    assert "max.ru/join" in browser.get(opened.url).content.decode()


def test_lesson_b06_the_home_page_says_who_asks_and_leads_to_the_answer(accepted, teacher):
    ask(Client(), accepted)
    assert "Просит вернуться" in teacher.get("/").content.decode()
    assert f"/links/{accepted.pk}/return/" in teacher.get("/links/returns/").content.decode()


def test_lesson_b06_a_subject_teacher_lets_nobody_back(accepted, client_of, subject_teacher):
    assert client_of(subject_teacher).get(f"/links/{accepted.pk}/return/").status_code == 403


def test_lesson_b08_a_link_for_coming_back_with_a_tail_opens(client, accepted, administrator):
    row = returning.grant_return(invitation=accepted, actor=administrator)
    for broken in (f"/i/{return_code(row)}.", f"/i/{return_code(row)}/return.", f"/i/{return_code(row)}&a=1"):
        assert client.get(broken).url == back(row)


def test_lesson_b09_a_disowned_link_works_again_by_one_tap_of_the_class_teacher(link, teacher):
    press(Client(), url(link), {"do": "not_me"})
    assert "Вернуть эту ссылку" in teacher.get(f"/links/{link.pk}/").content.decode()
    said = teacher.post(f"/links/{link.pk}/restore/", follow=True).content.decode()
    assert "Ссылка Анны" in said
    browser = Client()
    assert browser.get(url(link)).status_code == 200
    assert press(browser, url(link), ACCEPT).status_code == 302
    assert Event.objects.filter(verb="invitation.restored", object_id=link.pk).count() == 1


def test_lesson_b09_a_refused_link_works_again_only_at_the_persons_own_wish(link, teacher, administrator):
    press(Client(), url(link), {"do": "refuse", "contact_note": "звоните"})
    link.refresh_from_db()
    with pytest.raises(Invalid, match="сам об этом попросил"):
        restore_invitation(invitation=link, actor=administrator)
    teacher.post(f"/links/{link.pk}/restore/", {"at_own_wish": "yes"})
    link.refresh_from_db()
    assert (link.status, link.consent, link.mark) == ("active", None, None)


def test_lesson_b09_a_link_accepted_since_is_not_made_new_by_a_second_press(link, administrator):
    press(Client(), url(link), {"do": "not_me"})
    link.refresh_from_db()
    stale = Invitation.objects.get(pk=link.pk)
    restore_invitation(invitation=link, actor=administrator)
    press(Client(), url(link), ACCEPT)
    with pytest.raises(Conflict):
        restore_invitation(invitation=stale, actor=administrator)
    now = Invitation.objects.get(pk=link.pk)
    assert now.status == "accepted"
    assert now.consent is not None


def test_lesson_b09_a_closed_link_stays_closed_once_the_person_has_left_the_class(link, teacher):
    press(Client(), url(link), {"do": "not_me"})
    Enrolment.objects.filter(person=link.person).update(valid_to=clock.today() - timedelta(days=1))
    said = teacher.post(f"/links/{link.pk}/restore/", follow=True).content.decode()
    assert f"{link.person.short_name} больше не числится в {link.school_class}" in said.replace("\xa0", " ")
    assert Invitation.objects.get(pk=link.pk).status == "annulled"


@pytest.mark.parametrize("harm", ["past", "another", "replaced"])
def test_lesson_b09_a_closed_link_stays_closed_where_harm_would_follow(link, administrator, harm):
    press(Client(), url(link), {"do": "not_me"})
    link.refresh_from_db()
    at = timezone.now()
    if harm == "past":
        at = link.expires_at
    elif harm == "another":
        f.InvitationFactory(school_class=link.school_class, role=link.role, person=link.person)
    else:
        reissue_invitations(invitations=[link], actor=administrator)
    with time_machine.travel(at, tick=False), pytest.raises(Conflict, match="уже нельзя"):
        restore_invitation(invitation=link, actor=administrator)
    assert Invitation.objects.get(pk=link.pk).status == "annulled"


def test_lesson_b09_a_letter_speaks_to_a_pupil_as_to_a_pupil(school_class, organization, administrator):
    letters = {}
    for role in ("pupil", "parent"):
        who = f.PersonFactory(organization=organization, first_name="Илья", email=f"{role}@home.example")
        f.EnrolmentFactory(school_class=school_class, role=role, person=who)
        link = f.InvitationFactory(school_class=school_class, role=role, person=who, created_by=administrator)
        send_invitations(invitations=[link], actor=administrator)
        letters[role] = Message.objects.latest("pk").body
    assert "Здравствуй, Илья!" in letters["pupil"]
    assert "приглашает тебя" in letters["pupil"]
    assert "не пересылай её" in letters["pupil"]
    assert "приглашает вас" in letters["parent"]


def test_lesson_b09_reissue_and_annul_say_whose_link_ends(link, teacher):
    page = teacher.get(f"/links/{link.pk}/").content.decode()
    assert "Ссылка Анны" in page
    assert "перестанет работать" in page
    assert "перестанет работать" in teacher.get(f"/links/annul/?link={link.pk}").content.decode()


@pytest.fixture
def refuser(link):
    press(Client(), url(link), {"do": "refuse", "contact_note": "пишите на почту"})
    link.refresh_from_db()
    return link


def test_lesson_b11_who_refused_is_never_ticked_again_and_is_marked(refuser, teacher):
    place = Enrolment.objects.get(person=refuser.person)
    for page in (
        f"/links/new/?class={refuser.school_class_id}&role=parent",
        f"/links/new/?people={refuser.person_id}",
    ):
        words = teacher.get(page).content.decode()
        tick = words.split(f'value="{place.pk}"')[1].split(">")[0]
        assert "checked" not in tick
        assert "отказ" in words
    assert "отказ" in teacher.get("/links/?state=annulled").content.decode()
    assert "отказ" in teacher.get(f"/structure/classes/{refuser.school_class_id}/").content.decode()


def test_lesson_b11_the_class_teacher_sees_how_to_keep_in_touch(refuser, teacher, client_of, subject_teacher):
    place = f"/structure/classes/{refuser.school_class_id}/"
    assert "держать связь: пишите на почту" in teacher.get(place).content.decode()
    assert "пишите на почту" not in client_of(subject_teacher).get(place).content.decode()


def test_lesson_b11_no_reminder_goes_to_who_refused(refuser, school_class, administrator):
    """Another link of theirs works still: nobody is pressed by it."""
    other = f.SchoolClassFactory(year=school_class.year)
    f.EnrolmentFactory(school_class=other, role="parent", person=refuser.person)
    now = timezone.now()
    held = f.InvitationFactory(
        school_class=other, role="parent", person=refuser.person, created_by=administrator,
        created_at=now - timedelta(days=9), expires_at=now + timedelta(days=1),
    )  # fmt: skip
    remind_due(now)
    assert not Message.objects.exists()
    with pytest.raises(Invalid):
        remind_invitations(invitations=[held], actor=administrator)
    assert not Message.objects.exists()


def test_lesson_b11_a_closed_link_of_who_refused_is_reissued_only_at_their_own_wish(refuser, administrator):
    with pytest.raises(Conflict, match="отказались"):
        reissue_invitations(invitations=[refuser], actor=administrator)
    [fresh] = reissue_invitations(invitations=[refuser], actor=administrator, at_own_wish=True)
    assert fresh.person == refuser.person


def test_lesson_b11_a_link_is_made_for_who_refused_when_somebody_ticks_them(
    refuser, organization, administrator
):
    rows = Enrolment.objects.filter(person=refuser.person)
    of = {"organization": organization, "enrolments": rows, "actor": administrator}
    pytest.raises(Invalid, create_for_enrolments, **of)
    assert len(create_for_enrolments(**of, at_own_wish=True).links) == 1


def test_lesson_b06_a_link_for_coming_back_is_given_by_the_api_too(accepted, administrator, school_class):
    _, key = create_api_token(
        user=administrator, organization=accepted.organization, name="тест", actor=administrator
    )
    api = Client(headers={"Authorization": f"Bearer {key}"})
    given = api.post(f"/api/v1/links/{accepted.pk}/return/")
    assert (given.status_code, given.json()["url"]) == (200, return_url(ReturnLink.objects.get()))
    fresh = f.InvitationFactory(school_class=school_class)
    assert api.post(f"/api/v1/links/{fresh.pk}/return/").status_code == 409


def test_who_is_to_be_called_has_a_phone_and_a_card_for_those_who_may_see_them(
    client_of, administrator, teacher, accepted, school_class
):
    accepted.person.phone = "+79184000012"
    accepted.person.save(update_fields=["phone"])
    place, card = f"/links/{accepted.pk}/return/", f'href="/people/{accepted.person_id}/"'
    page = client_of(administrator).get(place).content.decode()
    assert 'href="tel:+79184000012"' in page
    assert card in page
    page = teacher.get(place).content.decode()
    assert "tel:" not in page
    assert card in page
    link = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=30)
    asked = f.JoinRequestFactory(invitation=link, phone="+79184000013")
    assert (
        'href="tel:+79184000013"'
        in client_of(administrator).get(f"/requests/{asked.pk}/return/").content.decode()
    )
    assert "tel:" not in teacher.get(f"/requests/{asked.pk}/return/").content.decode()


def test_lesson_a04_a_link_that_reached_somebody_else_waits_on_the_home_page(
    link, teacher, administrator, client_of
):
    """Counted are the rows of the list it leads to, until its person has a link again."""
    press(Client(), url(link), {"do": "not_me"})
    for page in (teacher, client_of(administrator)):
        assert "Ссылка попала не тому" in page.get("/").content.decode()
        listed = page.get("/links/?state=disowned").content.decode()
        assert link.person.full_name in listed
        assert "Попали не тому" in listed
    reissued = f.InvitationFactory(school_class=link.school_class, role=link.role, person=link.person)
    assert reissued.status == "active"
    assert "Ссылка попала не тому" not in teacher.get("/").content.decode()
    assert "Попали не тому" not in teacher.get("/links/").content.decode()
