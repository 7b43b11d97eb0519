"""Every number of the home page that leads somewhere is the number of rows there, on the whole demo school (lesson A2)."""

import json
import re
from functools import cache
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from invitations.selectors.presence import PRESENT
from roles.models import User
from tests.dashboard import test_figures

ROLES = {
    "administrator": "Администратор",
    "director": "Директор",
    "class_teacher": "Классный руководитель",
}
ANCHOR = re.compile(r'<a\b[^>]*href="(/[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@pytest.fixture
def homes(db):
    """{role: (the signed-in client, the home page)} of the demo school."""
    call_command("demo", verbosity=0)
    emails = {who["role"]: who["email"] for who in json.loads((settings.VAR_DIR / "demo.json").read_text())}
    found = {}
    for role, word in ROLES.items():
        web = Client()
        user = User.objects.get(email=emails[word])
        web.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        found[role] = web, web.get("/")
    return found


@cache
def rows_behind(web, address):
    """How many rows a list shows over all its pages; each list is walked once."""
    return test_figures.rows_behind(web, address)


def links_of(home):
    """(address, its words) of every link of the page and its menu, words without markup."""
    for address, inner in ANCHOR.findall(home.content.decode()):
        words = " ".join(re.sub(r"<[^>]+>", " ", inner).split())
        yield address.replace("&amp;", "&"), words


def of_class(web, address):
    """{role: (on the platform, all, without a link)} of those whom the page of a class shows."""
    groups = web.get(address).context["groups"]
    return {
        group["role"]: (
            sum(presence in PRESENT for _, presence in group["people"]),
            len(group["people"]),
            sum(presence == "not_invited" for _, presence in group["people"]),
        )
        for group in groups
    }


def coverage_rows(web, address, *states):
    return sum(rows_behind(web, f"{address}&{urlencode({'state': state})}") for state in states)


def behind_line(web, address):
    """How many rows the page of a line of «Требует внимания» shows of what the line counts."""
    path = address.partition("?")[0]
    context = web.get(address).context
    match path:
        case "/links/returns/":
            return len(context["rows"])
        case "/links/everyone/":
            return context["total"]
        case "/structure/links/":
            return context["lacking"]
        case "/chats/":
            slots = [*context["map"].leadership, *(slot for row in context["map"].rows for slot in row.slots)]
            return sum(slot.is_gap for slot in slots)
        case "/verification/":
            return sum(len(column.rows) for column in context["columns"] if column.status == "pending")
        case "/roles/accounts/without/":
            return sum(len(group.lines) for group in context["groups"] if group.key == "leaders")
        case "/structure/teachers/":
            return sum(not line.held for line in context["lines"])
        case _:
            return rows_behind(web, address)


def behind_link(web, address, words):
    """(what kind of number a link has, the numbers that it says, the rows there); None for one that only names something."""
    if address.startswith("/coverage/"):
        rows = [rows_behind(web, address)]
        if " из " in words:
            rows.insert(0, coverage_rows(web, address, *PRESENT))
        return "coverage", numbers_of(words), rows
    if not address.startswith("/structure/classes/"):
        return None
    there = of_class(web, address)
    if tile := re.search(r"(\d+)/(\d+)$", words):
        both = zip(there["pupil"], there["parent"], strict=True)
        return "tile", [int(number) for number in tile.groups()], [sum(pair) for pair in both][:2]
    shown = numbers_of(words.partition("Ученики")[2])
    return "own", shown, [*there["pupil"][:2], *there["parent"]][: len(shown)]


def numbers_of(words):
    return [int(number) for number in re.findall(r"\d+", words)]


def check(web, home):
    """Compare every number of the page with the rows behind it; says which kinds of numbers there were."""
    page, kinds = home.context["page"], set()
    for line in page.lines:
        assert behind_line(web, line.url) == line.number, line
        kinds.add("line")
    if page.next and numbers_of(page.next.title):
        assert [behind_line(web, page.next.url)] == numbers_of(page.next.title), page.next
        kinds.add("next")
    rooms = {item.url: item.count for group in home.context["layout"]["nav"] for item in group.items}
    for address, words in links_of(home):
        if count := rooms.get(address):
            assert rows_behind(web, address) == count, address
            kinds.add("menu")
        elif numbers_of(words) and (found := behind_link(web, address, words)):
            kind, shown, there = found
            assert shown == there, (address, words)
            kinds.add(kind)
    return kinds


def test_lesson_a02_every_number_of_home_is_the_number_of_rows_behind_it(homes):
    seen = {role: check(web, home) for role, (web, home) in homes.items()}
    assert seen == {
        "administrator": {"menu", "line", "next", "coverage", "tile"},
        "director": {"menu", "line", "coverage", "tile"},
        "class_teacher": {"line", "own"},
    }
