"""A press that comes twice is one press, and whoever pressed finds the way on; without cookies too (lessons B6, B7)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from consents.models import Decision
from invitations.codes import link_code, link_url
from invitations.marks import digest
from invitations.models import Invitation, JoinRequest
from public.texts import STALE, STALE_AGAIN
from tests import factories as f
from tests.public.browser import mark_on, press

ACCEPT = {"do": "accept", "agreed": "yes"}
ASK = {**ACCEPT, "full_name": "Петрова Анна", "child_name": "Петров Илья", "phone": ""}


@pytest.fixture
def link(school_class, organization, administrator):
    f.ConsentTextFactory(organization=organization, role="parent")
    f.PlatformLinkFactory(school_class=school_class, role="parent", link="https://max.ru/join/class")
    parent = f.EnrolmentFactory(school_class=school_class, role="parent", person__kind="parent").person
    return f.InvitationFactory(
        school_class=school_class, role="parent", person=parent, created_by=administrator
    )


@pytest.fixture
def class_link(link, school_class):
    return f.InvitationFactory(school_class=school_class, role="parent", kind="class", max_uses=2)


def url(link, tail=""):
    return f"/i/{link_code(link)}{tail}"


class NoCookies(Client):
    """A messenger's own browser: whatever it is told to keep, it forgets."""

    def request(self, **request):
        self.cookies.clear()
        return super().request(**request)


@pytest.fixture(params=[Client, NoCookies])
def holder(request):
    return request.param()


def test_lesson_b06_a_double_tap_accepts_once_and_both_end_on_the_way_on(holder, link):
    answer = {**ACCEPT, "mark": mark_on(holder, url(link))}
    first, second = holder.post(url(link), answer), holder.post(url(link), answer)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert "https://max.ru/join/class" in holder.get(second.url).content.decode()
    assert Decision.objects.count() == 1


def test_lesson_b06_a_double_tap_by_a_class_link_makes_one_request(holder, class_link):
    answer = {**ASK, "mark": mark_on(holder, url(class_link))}
    places = [holder.post(url(class_link), answer).url for _ in range(3)]
    assert len(set(places)) == 1
    assert "Заявка отправлена" in holder.get(places[0]).content.decode()
    assert JoinRequest.objects.count() == 1
    assert Invitation.objects.get(pk=class_link.pk).uses == 1


def test_lesson_b06_a_double_tap_on_the_last_place_of_a_class_link_is_one_request(holder, class_link):
    Invitation.objects.filter(pk=class_link.pk).update(max_uses=1)
    answer = {**ASK, "mark": mark_on(holder, url(class_link))}
    for _ in range(2):
        assert "Заявка отправлена" in holder.get(holder.post(url(class_link), answer).url).content.decode()
    other = Client()
    assert other.get(url(class_link)).status_code == 410


def test_lesson_b06_after_a_lost_answer_the_link_itself_leads_on(link):
    """The cookie comes with the page, not with the answer to the press."""
    browser = Client()
    mark = mark_on(browser, url(link))
    Client().post(url(link), {**ACCEPT, "mark": mark})  # the press got through, its answer did not come back
    again = browser.get(url(link))
    assert again.status_code == 302
    assert "всё в порядке" in browser.get(again.url).content.decode()


def test_lesson_b06_another_browser_is_told_that_it_was_accepted_and_sees_no_name_and_no_way_on(link):
    press(Client(), url(link), ACCEPT)
    link.refresh_from_db()
    stranger = Client()
    for mark in ("", "A" * 24, link.mark, link.mark[:24]):
        page = stranger.get(url(link), {"mark": mark}).content.decode()
        assert "Приглашение уже принято" in page
        assert "max.ru/join" not in page
        assert link.person.masked_name not in page
        assert stranger.get(url(link, "/next"), {"mark": mark}).status_code == 302
    assert stranger.post(url(link), {**ACCEPT, "mark": "A" * 24}).status_code == 410


def test_lesson_b06_the_mark_is_given_to_one_browser_and_kept_as_a_digest(link):
    mine, theirs = mark_on(Client(), url(link)), mark_on(Client(), url(link))
    assert mine != theirs
    Client().post(url(link), {**ACCEPT, "mark": mine})
    link.refresh_from_db()
    assert link.mark == digest(mine)
    with connection.cursor() as cursor:
        cursor.execute("select * from invitations_invitation")
        assert mine not in str(cursor.fetchall())


def test_lesson_b06_one_browser_has_another_mark_at_each_link(class_link, link):
    browser = Client()
    assert mark_on(browser, url(link)) != mark_on(browser, url(class_link))
    press(browser, url(link), ACCEPT)
    assert browser.get(url(class_link)).status_code == 200


def test_lesson_b06_the_first_answer_stands_whatever_is_pressed_after_it(link):
    browser = Client()
    mark = mark_on(browser, url(link))
    way_on = browser.post(url(link), {**ACCEPT, "mark": mark}).url
    for what in ("refuse", "not_me"):
        assert browser.post(url(link), {"do": what, "mark": mark}).url == way_on
    assert Invitation.objects.get(pk=link.pk).status == "accepted"


def test_lesson_b06_the_way_on_is_open_for_a_month_and_then_the_school_is_asked(link):
    browser = Client()
    way_on = press(browser, url(link), ACCEPT).url
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        assert browser.get(way_on).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert browser.get(way_on).status_code == 302
        assert browser.get(url(link)).status_code == 410


def test_lesson_b06_a_rejected_request_is_made_anew_once(holder, class_link):
    place = press(holder, url(class_link), ASK).url
    JoinRequest.objects.update(status="rejected", reason="не тот класс")
    page = holder.get(place).content.decode()
    anew = re.search(r'href="([^"]+again=1[^"]*)"', page)[1].replace("&amp;", "&")
    answer = {**ASK, "mark": mark_on(holder, anew)}
    for _ in range(2):
        assert "Заявка отправлена" in holder.get(holder.post(anew, answer).url).content.decode()
    assert sorted(JoinRequest.objects.values_list("status", flat=True)) == ["new", "rejected"]


def test_lesson_b06_a_request_is_withdrawn_without_a_cookie(holder, class_link):
    place = press(holder, url(class_link), ASK).url
    mark = re.search(r'name="mark" value="([^"]+)"', holder.get(place).content.decode())[1]
    assert Client().post(url(class_link, "/withdraw"), {"mark": "A" * 24}).status_code == 302
    assert JoinRequest.objects.get().status == "new"
    holder.post(url(class_link, "/withdraw"), {"mark": mark})
    assert JoinRequest.objects.get().status == "withdrawn"


def test_lesson_b07_a_form_without_its_mark_is_told_once_and_then_sent_to_another_browser(holder, link):
    first = holder.post(url(link), ACCEPT)
    page = first.content.decode()
    assert (first.status_code, STALE in page) == (403, True)
    assert 'name="agreed" value="yes" checked' in page
    second = holder.post(url(link), {**ACCEPT, "stale": "1"}).content.decode()
    assert STALE_AGAIN in second
    assert f'data-copy="{link_url(link)}"' in second
    assert Invitation.objects.get(pk=link.pk).status == "active"
    mark = re.search(r'name="mark" value="([^"]+)"', page)[1]
    assert holder.post(url(link), {**ACCEPT, "mark": mark}).status_code == 302


def test_lesson_b07_nothing_on_these_pages_asks_for_a_cookie(link, class_link):
    browser = NoCookies(enforce_csrf_checks=True)
    assert browser.get(press(browser, url(link), ACCEPT).url).status_code == 200
    assert browser.get(press(browser, url(class_link), ASK).url).status_code == 200
    assert browser.post("/i/", {"code": "000000000000"}).status_code == 400


def test_lesson_b07_a_short_code_from_another_site_is_told_the_same_way(db):
    browser = Client()
    headers = {"HTTP_ORIGIN": "https://evil.example"}
    assert STALE in browser.post("/i/", {"code": "1"}, **headers).content.decode()
    assert STALE_AGAIN in browser.post("/i/", {"code": "1", "stale": "1"}, **headers).content.decode()
