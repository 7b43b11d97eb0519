"""Words beside a state or a tick on a phone: they have room to be read."""

import pytest

from tests.browser.driver import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
LONG_STATES = """() => document.querySelectorAll(":is(.slot, .person) > .chip")
    .forEach((chip) => chip.append(" организация зарегистрирована"))"""
SQUEEZED = """() => [...document.querySelectorAll(".slot > .grow, .person > .grow")]
    .filter((el) => el.offsetParent && el.innerText.trim().length > 20 && el.clientWidth < 110).map((el) => el.innerText)"""
RAGGED = """() => [...document.querySelectorAll("td label")]
    .filter((el) => el.offsetParent && getComputedStyle(el).textAlign !== "left" && getComputedStyle(el).textAlign !== "start")
    .map((el) => el.innerText)"""


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("admin", "/requests/"),
        ("director", "/admin/registration/registrationcase/?status=all"),
        ("director", "/admin/documents/order/?status=all"),
        ("admin", "/mail/"),
        ("admin", "/registration/"),
        ("admin", "/actions/"),
        ("admin", "/links/new/?class={class}&role=parent"),
        ("admin", "/structure/classes/{class}/"),
    ],
)
def test_words_are_not_squeezed_nor_ragged_on_a_phone(school, chromium, visits, role, address):
    page = visits.page(school.url, **PHONE, storage_state=school.session(chromium, role))
    page.goto(address.format(**school.facts))
    page.evaluate(LONG_STATES)
    assert page.evaluate(SQUEEZED) == []
    assert page.evaluate(RAGGED) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_all_rows_of_a_page_are_ticked_at_once_on_a_phone(school, chromium, visits):
    page = visits.page(school.url, **PHONE, storage_state=school.session(chromium, "teacher"))
    page.goto("/links/")
    page.get_by_text("Выбрать все на странице", exact=True).click()
    picks = page.locator("tbody [data-pick]")
    assert picks.count() > 1
    assert all(pick.is_checked() for pick in picks.all())
