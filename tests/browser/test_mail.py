"""A slow mail server, one that is away, a folder that takes nothing: what whoever sends a letter sees, and the way out."""

import re
import sqlite3
from pathlib import Path

import pytest

from tests.services.harness import wait_until
from tests.services.smtp import ScriptedSmtp

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
SENDABLE = """
    select link.id from invitations_invitation link join orgstructure_person person on person.id = link.person_id
    where link.status = 'active' and link.kind = 'personal' and link.sent_at is null and person.email <> ''
    order by link.organization_id, link.id desc
"""


@pytest.fixture
def mail_server():
    """Its port is its own; nobody answers there before `start()`."""
    server = ScriptedSmtp()
    yield server
    server.stop()


@pytest.fixture
def open_copy(school, tmp_path, chromium, visits):
    """`open_copy(**env)`: the portal and a page of the administrator of a copy of the demo school, its worker at work."""
    portals = []

    def start(**env):
        signed_in = school.session(chromium, "admin")
        portal = school.copy(tmp_path / "copy", **{"BEAT_MAX_SECONDS": "1", **env})
        portals.append(portal)
        portal.web()
        portal.worker("--beat")
        return portal, visits.page(portal.url, storage_state=signed_in)

    yield start
    for portal in portals:
        portal.stop()


def send_a_link(portal, page):
    """«Отправить почтой» of a link that has not been sent. Returns the address of its letter's page."""
    with sqlite3.connect(portal.var / "portal.sqlite3") as database:
        link = database.execute(SENDABLE).fetchone()[0]
    page.goto(f"/links/{link}/")
    page.get_by_role("button", name="Отправить почтой").click()
    page.get_by_text(re.compile("В очереди на отправку|Сложено в папку")).first.wait_for()
    page.goto("/mail/")
    return page.locator("main table tbody tr a").first.get_attribute("href")


def sees(page, address, words):
    """The page says these words, at once or when the worker has come to it."""

    def read():
        page.goto(address)
        return words in page.inner_text("main")

    assert wait_until(read, what=f"«{words}» on {address}")


def test_lesson_e27_a_slow_server_holds_no_page(open_copy, mail_server):
    mail_server.script(["hold"] * 5)
    mail_server.start()
    portal, page = open_copy(**mail_server.env | {"SMTP_TIMEOUT": "35"})
    letter = send_a_link(portal, page)
    assert mail_server.holding.wait(30)
    sees(page, letter, "отправляется")
    page.goto("/")
    assert mail_server.letters == [], "the server has not answered, and every page has"
    mail_server.release()
    sees(page, letter, "отправлено")
    assert page.complaints == []


def test_lesson_e27_letters_wait_for_a_server_that_is_away_and_leave_when_it_is_back(open_copy, mail_server):
    portal, page = open_copy(**mail_server.env)
    letter = send_a_link(portal, page)
    sees(page, letter, "Письмо ждёт, и не по своей вине")
    sees(page, "/mail/", "Почта стоит")
    sees(page, "/", "почта стоит")
    mail_server.start()
    page.goto("/mail/")
    page.get_by_role("button", name="Отправить все снова").click()
    sees(page, letter, "отправлено")
    assert mail_server.letters
    assert page.complaints == []


def test_lesson_e29_a_folder_that_takes_nothing_is_told_and_letters_wait(open_copy):
    portal, page = open_copy()
    folder = Path(portal.var) / "mail"
    folder.write_text("no user, not even root, can write into a file as into a folder")
    letter = send_a_link(portal, page)
    sees(page, letter, "На диске нет места или в папку нельзя писать")
    folder.unlink()
    page.goto("/mail/")
    page.get_by_role("button", name="Отправить все снова").click()
    sees(page, letter, "Сложено в папку, никто его не получил")
    assert page.complaints == []
