"""A parent's thumb on a slow network: two taps, an answer that never came, another browser (lesson B6)."""

import json
import sqlite3

import pytest

from tests.browser.driver import PHONE, overflow
from tests.services.harness import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}  # 400 kbps
FREE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
# Run inside the portal: a personal link for each of a class's parents, and one link for the class.
LINKS = """
import json
from django_scopes import scope
from core import clock
from invitations.codes import link_code
from invitations.services import links
from orgstructure.models import Organization, Person, SchoolClass
from orgstructure.pasted.line import PersonLine
from orgstructure.services.enrolments import Place, open_places
from orgstructure.services.people import add_newcomers
from roles.models import User
school = Organization.objects.order_by("pk").first()
actor = User.objects.get(email="admin@school.example")
with scope(organization=school), clock.in_school(school):
    row = SchoolClass.objects.filter(kind="study", archived_at=None).order_by("pk").first()
    lines = [(PersonLine(n, "Тапова", name), "parent") for n, name in enumerate("Анна Вера Дина Зоя Инна Лия".split())]
    people = add_newcomers(organization_id=school.pk, lines=lines, actor=actor)
    places = [Place(one, row, "parent") for one in people]
    open_places(places=places, since=clock.today(), actor=actor)
    made = links.create_personal(organization=school, people=people, school_class=row, role="parent", actor=actor)
    shared = links.create_class_link(organization=school, school_class=row, role="parent", max_uses=20, actor=actor)
    print(json.dumps({"own": [link_code(one) for one in made.links], "shared": link_code(shared)}))
"""
TWICE = """([button, pause]) => {
    const tap = () => document.querySelector(button)?.click();
    tap(); setTimeout(tap, pause);
}"""
BUTTON = "button[value=accept]"


@pytest.fixture(scope="module")
def codes(school):
    return json.loads(school.portal.manage("shell", "--no-imports", "-c", LINKS))


def one(school, sql, *values):
    with sqlite3.connect(f"file:{school.portal.var}/portal.sqlite3?mode=ro", uri=True) as database:
        return database.execute(sql, values).fetchone()[0]


def network(page, conditions):
    page.wire = getattr(page, "wire", None) or page.context.new_cdp_session(page)
    page.wire.send("Network.enable")
    page.wire.send("Network.emulateNetworkConditions", conditions)


def opened(school, visits, code, **typed):
    page = visits.page(school.url, **PHONE)
    page.goto(f"/i/{code}")
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=agreed]")
    return page


def accepted(school):
    return one(school, "select count(*) from invitations_invitation where status = 'accepted'")


@pytest.mark.parametrize(("number", "pause"), list(enumerate([50, 120, 350, 700])))
def test_lesson_b06_two_taps_on_a_slow_phone_end_on_the_way_on(school, visits, codes, number, pause):
    before = accepted(school)
    page = opened(school, visits, codes["own"][number])
    network(page, SLOW)
    page.evaluate(TWICE, [BUTTON, pause])
    page.get_by_text("Осталось войти в класс").wait_for(timeout=30_000)
    assert overflow(page) == 0
    assert accepted(school) == before + 1

    network(page, FREE)
    other = visits.page(school.url, **PHONE)
    other.goto(f"/i/{codes['own'][number]}")
    other.get_by_text("Приглашение уже принято").wait_for()
    assert other.get_by_role("link", name="Войти в").count() == 0
    page.goto(f"/i/{codes['own'][number]}")
    page.get_by_text("Осталось войти в класс").wait_for()


@pytest.mark.parametrize("pause", [50, 350])
def test_lesson_b06_two_taps_on_a_class_link_make_one_request(school, visits, codes, pause):
    name = f"Тапова Анна {'Ивановна' if pause == 50 else 'Петровна'}"
    page = opened(school, visits, codes["shared"], full_name=name, child_name="Тапов Илья")
    network(page, SLOW)
    page.evaluate(TWICE, [BUTTON, pause])
    page.get_by_text("Заявка отправлена").wait_for(timeout=30_000)
    assert one(school, "select count(*) from invitations_joinrequest where full_name = ?", name) == 1


def test_lesson_b06_an_answer_that_never_came_is_given_again(school, visits, codes):
    """The press gets through, the network goes before the answer: the same page, or the link, leads on."""
    before = accepted(school)
    page = opened(school, visits, codes["own"][4])
    network(page, {**SLOW, "latency": 4_000})
    page.evaluate(TWICE, [BUTTON, 50_000])
    wait_until(lambda: accepted(school) == before + 1, 30, "the press to get through")
    network(page, {**FREE, "offline": True})
    page.wait_for_timeout(1_000)
    network(page, FREE)
    page.goto(f"/i/{codes['own'][4]}")
    page.get_by_text("Осталось войти в класс").wait_for()


def test_lesson_b07_a_browser_that_keeps_no_cookies_accepts_and_goes_on(school, visits, codes):
    page = opened(school, visits, codes["own"][5])
    page.context.clear_cookies()
    page.evaluate(TWICE, [BUTTON, 120])
    page.get_by_text("Осталось войти в класс").wait_for()
    page.context.clear_cookies()
    page.get_by_role("link", name="уже есть").click()
    page.context.clear_cookies()
    page.reload()
    assert page.get_by_text("Осталось войти в класс").count() == 1
    assert overflow(page) == 0
