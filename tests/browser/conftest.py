"""The demo school as running processes, and browsers in which its people are signed in."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.demo import DemoSchool
from tests.browser.driver import CHROMIUM, QUIET, Visits
from tests.browser.html import HtmlChecker
from tests.services.fixtures import embedded_portal, smtp

__all__ = ["embedded_portal", "smtp"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop lives in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=QUIET, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSchool]:
    """The demo school behind a web server: one for the whole run, so a test changes only what is its own."""
    school = DemoSchool(tmp_path_factory.mktemp("school"))
    school.start()
    yield school
    school.stop()


@pytest.fixture(scope="session")
def html_checker() -> Iterator[HtmlChecker]:
    checker = HtmlChecker()
    yield checker
    checker.stop()


@pytest.fixture
def visits(chromium: Browser) -> Iterator[Visits]:
    visits = Visits(chromium)
    yield visits
    visits.close()
