"""Wherever a page leads its reader, the reader may go: every link and every form of every page, role by role."""

import re
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django_scopes import scope

from files.models import File
from tests import factories as f
from tests.access.routes import ROUTES
from tests.access.test_every_route import one_page, rows_of
from tests.standings import places_of_each_presence

ROLES = (
    "administrator",
    "additional_administrator",
    "director",
    "deputy",
    "class_teacher",
    "subject_teacher",
)
NUMBER = re.compile(r"\d+")
# Signing out ends the walk; the style guide and the schema belong to nobody.
LEFT_OUT = ("/accounts/logout", "/static/", "/api/", "/theme/")


class Ways(HTMLParser):
    """The links of a page and the forms that it sends: (method, address)."""

    def __init__(self, page, path):
        super().__init__()
        self.path, self.found = path, []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self._keep("get", given["href"])
        if tag == "form":
            self._keep((given.get("method") or "get").lower(), given.get("action") or self.path)
        if tag == "button" and given.get("formaction"):
            self._keep("post", given["formaction"])

    def _keep(self, method, address):
        parts = urlsplit(urljoin(self.path, address))
        if parts.scheme in ("", "http") and parts.netloc in ("", "testserver") and parts.path.startswith("/"):
            self.found.append((method, parts.path + (f"?{parts.query}" if parts.query else "")))


def shape(address):
    """Addresses of one shape lead to pages of one kind."""
    parts = urlsplit(address)
    names = sorted(pair.split("=")[0] for pair in parts.query.split("&") if pair)
    return NUMBER.sub("N", parts.path), tuple(names)


def name_of(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


@pytest.fixture
def school(organization):
    """A school with a row of each kind, an order and a letter that wait, and somebody in every state."""
    rows = rows_of(organization)
    with scope(organization=organization):
        places_of_each_presence(rows["class"])
        candidate = f.PersonFactory(organization=organization, kind="staff", post="учитель")
        for status in ("pending", "returned"):
            f.OrderFactory(
                person=candidate, kind="additional_administrator", status=status, submitted_at=timezone.now()
            )
        f.JoinRequestFactory(
            invitation=f.InvitationFactory(school_class=rows["class"], kind="class", role="parent")
        )
    return rows


def walk(client, role, begin=("/",), limit=140):
    """{address: what is wrong with it} of all that can be reached from home, one page of each shape."""
    wrong, seen = {}, set()
    waiting = deque((address, "") for address in begin)
    while waiting and len(seen) < limit:
        address, page = waiting.popleft()
        if shape(address) in seen or address.startswith(LEFT_OUT):
            continue
        seen.add(shape(address))
        answer = client.get(address, follow=True)
        if answer.status_code >= 400:
            wrong[address] = f"{answer.status_code} from {page}"
            continue
        if not answer["Content-Type"].startswith("text/html"):
            continue
        for method, way in Ways(answer.content.decode(), address).found:
            if method == "get":
                waiting.append((way, address))
            elif urlsplit(way).path == urlsplit(address).path:
                continue  # a form at its own address: whoever opened it may send it
            elif (name := name_of(urlsplit(way).path)) in ROUTES and role not in ROUTES[name].roles:
                wrong[way] = f"a form of {address} that {role} may not send"
    return wrong


@pytest.mark.parametrize("role", ROLES)
def test_lesson_a03_a_button_leads_where_its_reader_may_go(client_of, school, organization, role):
    with scope(organization=organization):
        where = {}
        if role in ("class_teacher", "subject_teacher"):
            where["school_class"] = school["class"]
        if role == "subject_teacher":
            where["subject"] = f.SubjectFactory(organization=organization)
        user = f.user_with_role(organization, role, **where)
        File.objects.update(content=one_page())
    assert walk(client_of(user), role) == {}
