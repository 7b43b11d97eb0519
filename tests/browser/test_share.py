"""«Поделиться» on a phone: the device's own sheet gets the ready words, and the portal is told how a link was handed over."""

import pytest

from tests.browser.driver import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
SHEET = """
window.given = [];
navigator.share = async what => { window.given.push({text: what.text, files: (what.files || []).map(f => f.type)}); };
navigator.canShare = what => Boolean(what);
"""


def test_lesson_c12_one_after_the_other_from_the_page_of_a_class(school, chromium, visits):
    page = visits.page(school.url, **PHONE, storage_state=school.session(chromium, "teacher"))
    page.add_init_script(SHEET)
    page.goto(f"/structure/classes/{school.facts['class']}/")
    page.get_by_role("link", name="Поделиться списком").click()
    first = page.locator(".share").first
    number = first.get_attribute("id")
    first.get_by_role("button", name="Отправить").click()
    said = page.evaluate("window.given[0].text")
    assert "/i/" in said
    assert "Действует до" in said
    first.get_by_role("button", name="в мессенджере").click()
    done = page.locator(f"#{number}", has_text="передана в мессенджере только что")
    done.wait_for()
    following = page.locator(".share[data-waits] details[open]")
    following.wait_for()
    assert page.locator(f"#{number} details[open]").count() == 0
    wait = page.locator(".share[data-waits]").count()
    assert {place.inner_text() for place in page.locator("[data-waiting]").all()} == {str(wait)}
    with page.expect_response("**/links/sheets/") as answer:
        following.get_by_role("button", name="Лист, PDF").click()
    assert answer.value.headers["content-type"] == "application/pdf"
    page.wait_for_function("window.given.length === 2")
    assert page.evaluate("window.given[1].files") == ["application/pdf"]
    assert page.complaints == []


def test_lesson_c12_without_the_devices_sheet_the_words_are_copied(school, chromium, visits):
    page = visits.page(school.url, storage_state=school.session(chromium, "admin"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script("delete Navigator.prototype.share; delete Navigator.prototype.canShare;")
    page.goto(f"/links/share/?link={school.facts['link']}")
    assert page.get_by_role("button", name="Отправить").count() == 0
    page.get_by_role("button", name="Скопировать").click()
    page.get_by_text("Скопировано").first.wait_for()
    assert "/i/" in page.evaluate("navigator.clipboard.readText()")
    assert page.complaints == []


def test_lesson_c12_a_session_that_ended_leads_to_the_sign_in_page_and_not_into_the_card(
    school, chromium, visits
):
    page = visits.page(school.url, **PHONE, storage_state=school.session(chromium, "admin"))
    page.goto(f"/links/share/?link={school.facts['link']}")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="на бумаге").click()
    page.wait_for_url("**/accounts/login/?next=/links/share/**")
