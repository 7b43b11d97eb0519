"""The demo school as a running portal, with the keys to its doors."""

import json
import shutil
import sqlite3
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

    def copy(self, var: Path, **env: str) -> Portal:
        """A portal of its own over a copy of this school; who is signed in here is signed in there. Nothing of it runs yet."""
        aside = shutil.ignore_patterns("portal.sqlite3*", "*.log", "mail", "broker")
        shutil.copytree(self.portal.var, var, ignore=aside, dirs_exist_ok=True)
        with (
            sqlite3.connect(self.portal.var / "portal.sqlite3") as ours,
            sqlite3.connect(var / "portal.sqlite3") as theirs,
        ):
            ours.backup(theirs)
        copy = Portal(var)
        copy.env = self.portal.env | {"VAR_DIR": str(var), "PORTAL_URL": copy.url} | env
        return copy

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
