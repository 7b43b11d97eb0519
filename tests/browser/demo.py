"""The demo school as a running portal, with the keys to its doors."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser.places import PAPERS, ROLES, facts_of
from tests.services.harness import Portal


class DemoSchool:
    def __init__(self, var: Path):
        self.portal = Portal(var)
        for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
            self.portal.env.pop(name, None)
        self.sessions: dict[str, Any] = {}

    def start(self) -> None:
        self.portal.manage("migrate", "--verbosity=0")
        self.portal.manage("demo")
        self.portal.manage("shell", "-c", PAPERS)
        self.people = {who["role"]: who for who in json.loads((self.portal.var / "demo.json").read_text())}
        self.facts = facts_of(self.portal)
        self.portal.web()

    def stop(self) -> None:
        self.portal.stop()

    @property
    def url(self) -> str:
        return self.portal.url

    def session(self, browser: Browser, role: str) -> Any:
        """What a browser keeps of having signed in as this role: typed in once a run, through the real form."""
        if role == "guest":
            return None
        if role not in self.sessions:
            who = self.people[ROLES[role]]
            context = browser.new_context()
            page = context.new_page()
            page.goto(self.url + "/accounts/login/")
            page.fill("[name=login]", who["email"])
            page.fill("[name=password]", who["password"])
            page.get_by_role("button", name="Войти", exact=True).click()
            page.wait_for_url(lambda url: "/accounts/login/" not in url)
            self.sessions[role] = context.storage_state()
            context.close()
        return self.sessions[role]
