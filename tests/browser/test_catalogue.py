"""The catalogue in a real browser: no barrier that axe knows, nothing asked of another host, and the small helps work."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def open_page(chromium, live_server):
    """`open_page(address, width, theme)`: the page, and in `page.complaints` what the browser objected to."""
    contexts = []

    def open_(address="/styleguide/", width=1366, theme="light", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 768}, color_scheme=theme, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on(
            "request",
            lambda r: None if r.url.startswith((live_server.url, "data:")) else page.complaints.append(r.url),
        )
        page.goto(live_server.url + address)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("address", ["/styleguide/", "/accounts/login/", "/accounts/password/reset/"])
@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_barrier_no_stranger_no_sideways_scrolling(open_page, address, width, theme):
    page = open_page(address, width, theme)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_is_whole_at_twice_the_size(open_page):
    """200 % zoom of a 1366 px screen is a window of 683 px."""
    page = open_page(width=683)
    assert page.evaluate("document.documentElement.scrollWidth") <= 683
    assert page.locator("nav.tabs").is_visible()


def test_a_dialog_opens_holds_the_focus_and_closes(open_page):
    page = open_page()
    page.click("[data-dialog=sample-dialog]")
    dialog = page.locator("#sample-dialog")
    assert dialog.is_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_ticks_are_counted_and_the_bar_goes_with_the_last(open_page):
    page = open_page()
    bar, chosen = page.locator(".bulk"), page.locator("[data-pick-count]")
    assert chosen.inner_text() == "2"
    every = page.locator("table [data-pick-all]:visible")
    every.check()
    assert chosen.inner_text() == "4"
    every.uncheck()
    assert not bar.is_visible()
    picks = page.locator("[data-pick]")
    picks.nth(0).click()
    picks.nth(2).click(modifiers=["Shift"])
    assert bar.is_visible() and chosen.inner_text() == "3"


def test_slash_goes_to_the_search_but_not_out_of_a_field(open_page):
    page = open_page()
    page.locator("body").press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.fill("[name=email]", "")
    page.locator("[name=email]").press("/")
    assert page.input_value("[name=email]") == "/"


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(open_page):
    page = open_page("/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_a_page_without_scripts_shows_everything(open_page):
    page = open_page(java_script_enabled=False)
    assert page.locator(".bulk").is_visible()
    page.click("details.menu > summary")
    assert page.get_by_role("button", name="Выйти").is_visible()


def test_paper_stays_white_in_the_dark(open_page):
    page = open_page(theme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(23, 27, 36)"
    assert not page.locator("nav.side").is_visible() and not page.locator(".bulk").is_visible()
