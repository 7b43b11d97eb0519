"""What the walk with odd input is made of: every address, the names that its view reads, the forms it draws, odd values."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from unittest.mock import patch
from urllib.parse import quote, quote_from_bytes

from django.core import signing
from django.db import connection
from django.http import QueryDict
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils.datastructures import MultiValueDict

NUMBER, TEXT = 987_654_321, "SENTINELSENTINEL"
ELSEWHERE = "elsewhere.example"
TECHNICAL = {"csrfmiddlewaretoken", "_once", "_school"}
PLAUSIBLE = {
    "date": "2026-10-01",
    "tel": "+7 900 000-14-08",
    "email": "x@school.example",
    "number": "2",
    "checkbox": "on",
    "text": "Проба",
    "search": "Проба",
    "textarea": "Проба",
}


@dataclass(frozen=True)
class Address:
    """An address with marks in place of what varies."""

    name: str
    path: str
    args: tuple[str, ...] = ()

    def filled(self, *values: object) -> str:
        """The address with `values` in place of the marks, the last for all that are left."""
        path = self.path
        for value in values[:-1]:
            mark = min((str(NUMBER), TEXT), key=lambda text: path.find(text) if text in path else len(path))
            path = path.replace(mark, str(value), 1)
        return path.replace(str(NUMBER), str(values[-1])).replace(TEXT, str(values[-1]))


def addresses() -> dict[str, Address]:
    """{name: address} of every pattern of the resolver, and two that Django's admin catches."""
    found = {name: Address(name, path) for name, path in (("app", "/admin/roles/"), ("all", "/admin/x/y/"))}

    def walk(patterns, namespace):
        for pattern in patterns:
            own = pattern.name if isinstance(pattern, URLPattern) else pattern.namespace
            name = ":".join(filter(None, (namespace, own)))
            if not isinstance(pattern, URLPattern):
                walk(pattern.url_patterns, name)
                continue
            args = tuple(pattern.pattern.converters or pattern.pattern.regex.groupindex)
            given = {key: NUMBER if key in ("pk", "number") else TEXT for key in args}
            try:
                found.setdefault(name, Address(name, reverse(name, kwargs=given), args))
            except NoReverseMatch:
                if not args:  # without a name
                    found.setdefault(str(pattern.pattern), Address(name, f"/{pattern.pattern}"))

    walk(get_resolver().url_patterns, "")
    return found


@contextmanager
def reading() -> Iterator[set[str]]:
    """The names that are asked of any query or form meanwhile."""
    names: set[str] = set()

    def watched(method):
        real = getattr(MultiValueDict, method)

        def read(self, key, *args, **kwargs):
            if isinstance(self, QueryDict):
                names.add(str(key))
            return real(self, key, *args, **kwargs)

        return patch.object(MultiValueDict, method, read, create=True)

    with watched("get"), watched("getlist"), watched("__getitem__"), watched("__contains__"):
        yield names


@contextmanager
def as_strict_as_postgresql() -> Iterator[None]:
    """No NUL, no half of a pair, no number past a bigint may come as far as a statement: SQLite takes some of them."""

    def check(execute, sql, params, many, context):
        for value in _flat(params):
            if isinstance(value, str) and (
                "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value)
            ):
                raise AssertionError(f"a text that no database stores: {value[:40]!r} in {sql[:200]}")
            if isinstance(value, int) and abs(value) >= 2**63:
                raise AssertionError(f"a number past all columns: {value} in {sql[:200]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(check):
        yield


def _flat(params):
    for value in params or ():
        if isinstance(value, (list, tuple)):
            yield from _flat(value)
        else:
            yield value


def _signed(*values: object) -> str:
    """A cursor as another list would have given it."""
    return signing.dumps([">", list(values)], salt="keyset", compress=True)


def odd_values(*, cursors: bool = False) -> list[str]:
    """What no list and no form means, each quoted as an address has it."""
    texts = [
        "0001-01-01", "9999-12-31", "31.12.9999", "-1", str(10**30), "٣²", str(NUMBER), "'\"<x>%s{{(?[*\\👩‍👧", "я" * 10_000,
        "orgstructure.person:" + "9" * 30,
    ]  # fmt: skip
    if cursors:
        texts += [
            _signed(10**30),
            _signed("0001-01-01T00:00:00+00:00", 1),
            _signed(None),
            _signed([[1]], {"a": 1}),
        ]
    raw = ["Ива\x00нова".encode(), b"\xed\xa0\x80\xff"]
    return [quote(text) for text in texts] + [quote_from_bytes(part) for part in raw]


# What a `next` may say that leads off the portal, or nowhere.
NEXTS = [
    f"//{ELSEWHERE}",
    f"https://{ELSEWHERE}/",
    f"HTTPS:{ELSEWHERE}",
    f"\\\\{ELSEWHERE}",
    f"/\\{ELSEWHERE}",
    f"///{ELSEWHERE}",
    f"/\t/{ELSEWHERE}",
    f"/\n/{ELSEWHERE}",
    f"\x00//{ELSEWHERE}",
    f"http://testserver@{ELSEWHERE}/",
    f"http://testserver//{ELSEWHERE}/",
    f"http://testserver/\\{ELSEWHERE}/",
    f"//[{ELSEWHERE}",
    f"javascript:alert('{ELSEWHERE}')",
    f"data:text/html,{ELSEWHERE}",
    f"/people/\r\nLocation: https://{ELSEWHERE}",
    "no path",
    "word",
    "?a=1",
    "/" + "x" * 10_000,
]


@dataclass
class Drawn:
    """A form of a page: where it goes and what it would send if somebody filled it in."""

    method: str
    action: str
    values: dict[str, list[str]]


class Forms(HTMLParser):
    """The forms of a page, filled in plausibly; `found` has them in the order of the page."""

    def __init__(self, page: str, path: str):
        super().__init__()
        self.path, self.found = path, []
        self._form, self._select = None, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            action = (given.get("action") or self.path).partition("#")[0]
            self._form = Drawn((given.get("method") or "get").lower(), action or self.path, {})
            self.found.append(self._form)
        name, kind = given.get("name"), given.get("type", tag if tag != "input" else "text")
        if self._form is None or (tag == "option" and not self._select):
            return
        if tag == "option" and given.get("value"):
            kept = self._form.values[self._select]
            kept[:] = kept or [given["value"]]
        if tag not in ("input", "select", "textarea", "button") or not name or name in TECHNICAL:
            return
        kept = self._form.values.setdefault(name, [])
        self._select = name if tag == "select" else ""
        if tag != "select" and kind != "file" and not (kind in ("radio", "submit", "button") and kept):
            kept.append(given.get("value") or PLAUSIBLE.get(kind, ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""
