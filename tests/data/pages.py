"""What the pages of the portal say in numbers, read from their HTML: the measure that a redesign must not move.

`numbers_of` reads one page, `links_of` finds where it leads, `look` opens it with Django's test client and counts its
queries, `crawl` walks through the portal as several people. `store` and `load` keep the result one page a line.
"""

import gzip
import json
import re
import sys
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from django.apps import apps
from django.core.cache import cache
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

HOST = "127.0.0.1:8000"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAX_PAGES = 400  # of one role
MAX_ALIKE = 12  # of one role and one shape of address, unless named in WHOLE
MAX_FROM = 3  # of those, the ones found on pages of one shape: so each tab of a list shows some of its rows
WHOLE = re.compile(
    r"^/(structure/classes/N/(edit/)?|chats/N/|chats/classes/N/|documents/N/(edit/)?|registration/N/\w*/?|mail/N/)$"
)
LEFT_OUT = re.compile(
    r"^/(static|api|theme|accounts/logout|admin/logout|healthz|readyz)\b|\.(pdf|docx|png|svg|eml|csv|xlsx|ico)$"
    r"|^/mail/\d+/(raw|files)/|^/documents/files/"
)
# Ways to sort a list of the admin site, and the way back to it: endless combinations that show the same.
SORTING = frozenset(["o", "_facets", "_changelist_filters"])

# A block of its own: these elements, and inline ones that their class makes a box (Bootstrap's and the portal's).
BLOCKS = frozenset(
    "a address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main menu nav ol optgroup option p "
    "pre search section select summary table tbody td textarea tfoot th thead tr ul".split()
)
BOXES = frozenset("ava badge btn card cell chip count d-block d-flex d-grid dot grow mark n tile".split())
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
UNSEEN = frozenset("head script style template noscript title datalist".split())
DIGIT = re.compile(r"\d")


class _Reader(HTMLParser):
    """Collects the visible text of a page in runs, each ending where a block-level element begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[tuple[bool, str]] = []  # (inside <main>, text)
        self.links: list[str] = []
        self.has_main = False
        self._main = 0  # depth of open <main>
        self._unseen: list[str] = []  # the unseen element we are in, and those of its name inside it
        self._inline: list[tuple[str, bool]] = []  # open inline elements, and whether each is a box
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if self._unseen:
            if tag == self._unseen[0]:
                self._unseen.append(tag)
            return
        box = not BOXES.isdisjoint((given.get("class") or "").split())
        if tag in BLOCKS or box:
            self._flush()
        if tag not in BLOCKS and tag not in VOID and tag not in UNSEEN and "hidden" not in given:
            self._inline.append((tag, box))
        if tag == "br":
            self._text.append(" ")
        if tag not in VOID and (tag in UNSEEN or "hidden" in given):
            self._unseen = [tag]
        elif tag == "main":
            self.has_main = True
            self._main += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag == self._unseen[0]:
                self._unseen.pop()
            return
        if tag in BLOCKS or self._closes_box(tag):
            self._flush()
        if tag == "main":
            self._main -= 1

    def _closes_box(self, tag: str) -> bool:
        """Whether an inline element that ends here was a box; those left open inside it end with it."""
        if tag not in (name for name, _ in self._inline):
            return False
        while self._inline:
            name, box = self._inline.pop()
            if name == tag:
                return box
        return False

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._flush()

    def _flush(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text = []
        if text:
            self.runs.append((self._main > 0, text))


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def numbers_of(html: str) -> list[str]:
    """The visible texts of <main> (of <body>, if there is no <main>) with a digit in them, in the order of the page.

    A text is what stands in the smallest block-level element, with white space made single: «12 из 25». Scripts,
    styles, templates, elements with `hidden`, and everything that is an attribute (values of inputs too) do not count.
    """
    reader = _read(html)
    return [text for main, text in reader.runs if (main or not reader.has_main) and DIGIT.search(text)]


def links_of(html: str, path: str) -> list[str]:
    """Where the page at `path` leads inside the portal: addresses without a host, in the order of the page, once each.

    Left out: what ends the session, files to download, the API, static files.
    """
    found: dict[str, None] = {}
    for href in _read(html).links:
        parts = urlsplit(urljoin(f"http://{HOST}{path}", href.strip()))
        names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        inside = parts.scheme == "http" and parts.netloc == HOST
        sorts = parts.path.startswith("/admin/") and bool(names & SORTING)
        if inside and not sorts and not LEFT_OUT.search(parts.path):
            found[parts.path + (f"?{parts.query}" if parts.query else "")] = None
    return list(found)


def shape_of(path: str) -> str:
    """The kind of an address: numbers become N, codes and cursors become X; filters and tabs stay as they are."""
    parts = urlsplit(path)
    shape = re.sub(r"^/i/[^/]+", "/i/X", re.sub(r"(?<=/)\d+(?=/|$)", "N", parts.path))
    query = sorted(
        (name, "N" if value.isdigit() else "X" if len(value) > 20 or name in ("next", "object") else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    return shape + ("?" + "&".join(f"{name}={value}" for name, value in query) if query else "")


@dataclass
class Page:
    """One page as one person sees it. `queries`: SQL queries by vendor; `place`: its name in tests/browser/places.py.

    `to`: where it sends the browser instead of answering. `numbers` are those on SQLite; `postgresql`, where they are
    others there (a list without an order of its own, or one that rows without a class stand first or last in).
    """

    role: str
    path: str
    status: int
    numbers: list[str] = field(default_factory=list)
    queries: dict[str, int] = field(default_factory=dict)
    place: str = ""
    to: str = ""
    postgresql: list[str] = field(default_factory=list)


def sign_in(user: Any, organization: Any = None) -> Client:
    """A browser in which `user` is signed in, inside `organization`; a stranger's for None."""
    client = Client(HTTP_HOST=HOST, raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend=BACKEND)
        if organization is not None:
            session = client.session
            session["organization_id"] = organization.pk
            session.save()
    return client


def environ_of(client: Client, path: str) -> dict[str, Any]:
    """The request of a page as a server hands it to the portal, with the cookies of `client`; a test client costs more."""
    parts = urlsplit(path)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "QUERY_STRING": parts.query.encode().decode("latin-1"), "HTTP_HOST": HOST, "HTTP_COOKIE": cookies,
        "REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
    }  # fmt: skip


def look(client: Client, role: str, path: str) -> tuple[Page, list[str]] | None:
    """The page at `path` and where it leads; None for a file. BEGIN, SAVEPOINT and the like do not count as queries.

    A page that sends the browser elsewhere counts as one of its own, without numbers; `crawl` then goes where it sends.
    Each page is opened with an empty cache (nobody runs into a limit) and known content types (the first page of a
    process does not cost more than the next).
    """
    cache.clear()
    content_types = apps.get_model("contenttypes", "ContentType").objects
    content_types.get_for_models(*apps.get_models())
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    bookkeeping = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
    count = sum(not query["sql"].startswith(bookkeeping) for query in captured.captured_queries)
    page = Page(role, path, response.status_code, queries={connection.vendor: count})
    if 300 <= response.status_code < 400:
        page.to = response.headers["Location"]
        return page, links_of(f'<a href="{page.to}"></a>', path)
    if not response.headers.get("Content-Type", "").startswith("text/html") or response.streaming:
        return None
    html = response.content.decode()
    page.numbers = numbers_of(html)
    return page, links_of(html, path)


def crawl(clients: Mapping[str, Client], places: Mapping[str, Mapping[str, str]]) -> list[Page]:
    """Every kind of page that each role comes to by links, first of all its `places` ({role: {path: name}}).

    Breadth first. Of addresses of one shape MAX_ALIKE are opened, of those in WHOLE all, of a role MAX_PAGES.
    """
    pages: list[Page] = []
    for role, client in clients.items():
        named = places.get(role, {})
        starts = dict.fromkeys([*named, *([] if role == "guest" else ["/"])])
        waiting, seen = deque((path, "") for path in starts), set(starts)
        alike, opened = Counter[Any](), 0
        while waiting and opened < MAX_PAGES:
            path, source = waiting.popleft()
            shape = shape_of(path)
            full = alike[shape] >= MAX_ALIKE or alike[shape, source] >= MAX_FROM
            if source and full and not WHOLE.match(shape):
                seen.discard(path)  # another page may lead to it yet
                continue
            alike.update([shape, (shape, source)])
            if (looked := look(client, role, path)) is None:
                continue
            page, links = looked
            page.place = named.get(path, "")
            pages.append(page)
            opened += 1
            new = [link for link in links if link not in seen]
            seen.update(new)
            waiting.extend((link, shape) for link in new)
    return pages


def revisit(clients: Mapping[str, Client], pages: Iterable[Page]) -> list[Page]:
    """The same addresses again, in the same order: what they say now."""
    found = []
    for old in pages:
        looked = look(clients[old.role], old.role, old.path)
        page = looked[0] if looked else Page(old.role, old.path, 0)
        page.place = old.place
        found.append(page)
    return found


def store(path: Path, pages: Iterable[Page], **about: Any) -> None:
    """Write pages and what is to be known about them as JSON, one page a line; packed when `path` ends with .gz."""
    rows = [json.dumps({k: v for k, v in asdict(page).items() if v}, ensure_ascii=False) for page in pages]
    head = json.dumps(about, ensure_ascii=False)[1:-1]
    text = "{" + head + (", " if head else "") + '"pages": [\n' + ",\n".join(rows) + "\n]}\n"
    content = text.encode()
    path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)


def load(path: Path) -> tuple[list[Page], dict[str, Any]]:
    """What `store` wrote: the pages and what is to be known about them."""
    content = path.read_bytes()
    about = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
    return [Page(**row) for row in about.pop("pages")], about
