"""«Назад» in a browser that keeps whole pages, as phones do."""

import re
import sqlite3

import pytest

from tests.browser.driver import PHONE, go_back

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PHONE_NUMBER = re.compile(r"\+7\s9\d\d")


def used_twice(school):
    with sqlite3.connect(f"file:{school.portal.var}/portal.sqlite3?mode=ro", uri=True) as database:
        return database.execute(
            "select count(*) from invitations_invitation where kind = 'personal' and uses > 1"
        ).fetchone()[0]


def is_kept(page):
    """Whether the page at hand came out of the page cache, its scripts as they were left."""
    return page.evaluate("window.leftHere === true")


def test_lesson_b06_back_after_acceptance_leads_on_and_accepts_nothing_again(school, visits):
    page = visits.page(school.url, **PHONE)
    page.goto(f"/i/{school.facts['spent_teacher']}")
    page.check("[name=agreed]")
    page.get_by_role("button", name="Принять приглашение").click()
    page.get_by_text("Приглашение принято").wait_for()
    go_back(page)
    page.get_by_text("Вы уже приняли приглашение").wait_for()
    assert used_twice(school) == 0


def test_lesson_b06_back_over_a_refused_press_asks_for_the_page_and_sends_nothing_again(school, visits):
    page = visits.page(school.url, **PHONE)
    page.goto(f"/i/{school.facts['refused_parent']}")
    page.get_by_role("button", name="Принять приглашение").click()
    page.get_by_text("согласие").first.wait_for()
    page.check("[name=agreed]")
    page.get_by_role("button", name="Принять приглашение").click()
    page.get_by_text("Приглашение принято").wait_for()
    go_back(page)
    page.get_by_text("приняли приглашение").wait_for()
    page.reload()
    page.get_by_text("приняли приглашение").wait_for()
    assert used_twice(school) == 0


def test_lesson_f44_back_after_signing_out_shows_nobody(school, chromium, visits):
    school.sessions.pop("admin", None)
    page = visits.page(school.url, storage_state=school.session(chromium, "admin"))
    school.sessions.pop("admin")
    page.goto("/people/?kind=staff")
    assert page.get_by_text(PHONE_NUMBER).count() > 0
    page.evaluate("window.leftHere = true")
    page.locator("header .menu summary, .top .menu summary").last.click()
    page.get_by_role("button", name="Выйти").click()
    page.wait_for_url(lambda url: "/people/" not in url)
    go_back(page)
    assert not is_kept(page)
    assert page.get_by_text(PHONE_NUMBER).count() == 0
    page.locator("[name=login]").wait_for()
