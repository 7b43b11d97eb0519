"""Pages in Chromium that write down everything the browser objects to."""

import os
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Nothing that a browser does on its own account: it would ask other hosts.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1366, "height": 768}}
axe = Axe()


class Visits:
    """Browser contexts of one test, closed with it."""

    def __init__(self, browser: Browser):
        self.browser = browser
        self.contexts: list[Any] = []

    def page(self, url: str, **options: Any) -> Page:
        """A page of a new browser profile; `page.complaints` holds what the browser objected to.

        That is: errors on the console (the policy of what may be loaded among them), errors of scripts, and
        requests to any other host than that of `url`.
        """
        context = self.browser.new_context(
            **{"base_url": url, "reduced_motion": "reduce", "locale": "ru-RU", **DESK, **options}
        )
        self.contexts.append(context)
        context.set_default_timeout(20_000)
        page: Any = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "request", lambda r: None if r.url.startswith((url, "data:")) else page.complaints.append(r.url)
        )
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def go_back(page: Page) -> None:
    """«Назад»; Playwright's own waits for a load that a page out of the browser's page cache never has."""
    was = page.url
    page.evaluate("history.back()")
    page.wait_for_function("was => location.href !== was && document.readyState === 'complete'", arg=was)


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds: with rules, by these rules only; else by all of WCAG 2.2 A and AA."""
    only: Any = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": WCAG}
    found = axe.run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {node['target']} {node['html'][:120]}" for v in found for node in v["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
