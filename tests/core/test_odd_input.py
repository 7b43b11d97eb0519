"""What nobody means by a form or an address is answered in words, never by a fault of ours (lesson F39).

A walk over every address of the resolver with odd numbers, dates, texts, cursors and bodies, as all who may open it.
"""

import json
import re
import traceback
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from core.web import own_path
from files.models import File
from invitations.codes import link_code
from roles.services.accounts import create_api_token
from tests.access import test_every_route as every_route
from tests.access.routes import ROUTES
from tests.core import odd

FORM = "application/x-www-form-urlencoded"
WORDS = re.compile(r"[а-яё]{3,}[ ,].*[а-яё]{3,}", re.IGNORECASE | re.DOTALL)
LED = re.compile(r"""(?:href|action|formaction|src)=["']([^"']*)""")
SOMEBODY = ("administrator", "director", "class_teacher", "operator", "stranger")
CHECKS = {"readyz", "healthz"}  # for machines
PUBLIC = {"api:schema", "api:docs"}
LIBRARY = ("account_", "mfa_", "admin:")
BODILESS = {"api:chats-restore", "api:links-come-back", "api:requests-child"}
OF_ADMIN = {"q", "p", "o", "e", "_popup", "all", "status", "is_active__exact"}
# Pages that say themselves what the matter is.
SAY_SO = {"account_reset_password_from_key", "account_confirm_email"}


own, users = every_route.own, every_route.users


class Walk:
    """Sends odd requests, each undone, and keeps what was answered wrongly: {where and what: the first request}."""

    def __init__(self, users, client_of, own):
        self.own, self.users = own, users
        self.clients = {role: client_of(user) for role, user in users.items()} | {"stranger": Client()}
        self.wrong: dict[str, str] = {}

    def ask(self, role, path, body=None, content_type=FORM, **headers):
        client = self.clients[role]
        answer = None
        with transaction.atomic():
            try:
                with odd.as_strict_as_postgresql():
                    if body is None:
                        answer = client.get(path, **headers)
                    else:
                        answer = client.generic("POST", path, body, content_type, **headers)
                fault = fault_of(answer)
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                fault = f"{type(error).__name__} {str(error)[:120]} {last.filename[-40:]}:{last.lineno}"
            transaction.set_rollback(True)
        if fault:
            self.wrong.setdefault(
                f"{path.partition('?')[0][:60]} {fault}", f"{role} {path[:200]} {str(body)[:200]}"
            )
        return answer

    @property
    def told(self):
        return "\n" + "\n".join(f"{what} <- {request}" for what, request in self.wrong.items())

    def real(self, address):
        """The address of a row that is there."""
        row, name = ROUTES.get(address.name), address.name
        if row and row.row:
            pk = self.own[row.row].pk
            return address.filled(pk, *(value for _, value in row.extra))
        for begin, thing in (
            ("public:consent", self.own["link"].pk),
            ("public:", link_code(self.own["link"])),
            ("admin:documents", self.own["order"].pk),
            ("admin:registration", self.own["case"].pk),
            ("admin:orgstructure", self.own["class"].organization_id),
            ("admin:roles", self.users["director"].pk),
            ("api:people", self.own["pupil"].pk),
            ("api:chats", self.own["chat"].pk),
            ("api:links", self.own["link"].pk),
            ("api:requests", self.own["request"].pk),
        ):
            if name.startswith(begin):
                return address.filled(thing)
        return address.filled(1)

    def forms(self):
        """(the address whose page has it, the form) of every form that is sent, one of each shape."""
        done = set()
        for address in pages():
            page = self.ask(self.whose(address), self.real(address))
            if page is None or page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
                continue
            for form in odd.Forms(page.content.decode(), self.real(address)).found:
                shape = (re.sub(r"\d+", "N", form.action), *sorted(form.values))
                if (
                    form.method == "post"
                    and shape not in done
                    and not form.action.startswith(("/theme", "/accounts/logout"))
                ):
                    done.add(shape)
                    yield address, form

    def also(self, address):
        """Who else gets in there."""
        row = ROUTES.get(address.name)
        return [role for role in SOMEBODY[1:] if row and role in row.roles and role != self.whose(address)]

    def whose(self, address):
        """Who gets in there, the first of them."""
        row, name = ROUTES.get(address.name), address.name
        if row:
            return next(role for role in SOMEBODY if role in row.roles)
        if name.startswith(("admin:orgstructure", "admin:roles")):
            return "operator"
        if name.startswith(("admin:", "mfa_", "account_change", "account_set", "account_re")):
            return "director"
        return "stranger"


def fault_of(answer):
    """What is wrong with an answer; '' of a right one."""
    status = answer.status_code
    if status >= 500:
        return str(status)
    if odd.ELSEWHERE in answer.get("Location", "") and not leads_here(answer["Location"]):
        return f"leads to {answer['Location'][:80]}"
    if status < 400 or answer.streaming or answer["Content-Type"].startswith("image"):
        return ""
    text = answer.content.decode()
    if answer["Content-Type"] == "application/json":
        text = json.dumps(json.loads(text), ensure_ascii=False)
    if not WORDS.search(text):
        return f"{status} without a word: {text[:80]}"
    return ""


def leads_here(address):
    """Whether browsers read an address as a path of ours."""
    if address.startswith("http://testserver/"):
        return True
    return address.startswith(("/", "?", "#")) and not address.startswith(("//", "/\\"))


@pytest.fixture
def walk(own, users, client_of):
    File.objects.update(content=every_route.one_page())
    return Walk(users, client_of, own)


def pages():
    return [
        address
        for name, address in odd.addresses().items()
        if name not in CHECKS and not name.startswith("api:") and "logout" not in name
    ]


def test_lesson_f39_an_address_with_an_odd_part_is_no_page(walk):
    numbers = ["0", str(10**30)]
    texts = [value for value in odd.odd_values() if len(value) < 60] + ["A" * 5_000]
    for address in odd.addresses().values():
        for value in (numbers if "pk" in address.args else texts) if address.args else ():
            answer = walk.ask(walk.whose(address), address.filled(value))
            if answer and answer.status_code < 300 and address.name not in SAY_SO:
                walk.wrong[f"{address.name} {value[:30]}"] = "there is no such thing"
    assert not walk.wrong, walk.told


def test_lesson_f39_odd_values_in_a_query_are_no_fault(walk):
    for address in pages():
        path, main = walk.real(address), walk.whose(address)
        with odd.reading() as names:
            walk.ask(main, path)
        values = odd.odd_values(cursors=True) if "cursor" in names else odd.odd_values()[::2]
        names |= OF_ADMIN if address.name.startswith("admin:") else set()
        names = sorted(names - odd.TECHNICAL)
        for n in range(len(values) if names else 0):
            # each name meets each value, beside another each time
            query = "&".join(f"{name}={values[(n + 5 * k) % len(values)]}" for k, name in enumerate(names))
            walk.ask(main, f"{path}?{query}")
        for role in walk.also(address) if names else ():
            walk.ask(role, f"{path}?{'&'.join(f'{name}=%00' for name in names)}")
    assert not walk.wrong, walk.told


def test_lesson_f39_odd_values_in_a_form_are_no_fault(walk):
    """Each form of each page, filled in well, with one field after the other that is not."""
    values = [value for value in odd.odd_values() if len(value) < 1_000]
    for address, form in walk.forms():
        main = walk.whose(address)
        whole = [(name, value) for name, kept in form.values.items() for value in kept]
        walk.ask(main, form.action, urlencode(whole))
        for value in ("Ива%00нова", str(10**30)):
            walk.ask(main, form.action, "&".join(f"{name}={value}" for name in form.values))
        for n, name in enumerate(form.values):
            rest = urlencode([pair for pair in whole if pair[0] != name])
            value = "9999-12-31" if name.endswith("_on") else values[n % len(values)]
            walk.ask(main, form.action, f"{rest}&{name}={value}")
    assert not walk.wrong, walk.told


def test_lesson_f39_a_next_leads_to_a_page_of_ours_or_is_left_out(walk):
    """It is in no redirect, under no button and in no form's address."""
    for address in pages():
        with odd.reading() as names:
            walk.ask(walk.whose(address), walk.real(address))
            walk.ask(walk.whose(address), walk.real(address), "")
        if "next" not in names:
            continue
        for text in odd.NEXTS[::3] if address.name.startswith(LIBRARY) else odd.NEXTS[::2]:
            given = {"next": text, "login": "x@school.example", "password": "x"}
            for answer in (
                walk.ask(walk.whose(address), f"{walk.real(address)}?{urlencode(given)}"),
                walk.ask(walk.whose(address), walk.real(address), urlencode(given)),
            ):
                led = LED.findall(answer.content.decode()) if answer and not answer.streaming else []
                if any(odd.ELSEWHERE in way and not leads_here(unescape(way)) for way in led):
                    walk.wrong[f"{address.name} {text}"] = "a button leads off the portal"
    assert not walk.wrong, walk.told


@pytest.mark.parametrize("text", odd.NEXTS)
def test_lesson_f39_one_back_for_all(rf, text):
    assert own_path(rf.get("/"), text) == ""


def test_lesson_f39_a_path_of_ours_is_gone_back_to(rf):
    for text in ("/people/?kind=staff", "http://testserver/people/?kind=staff#row"):
        assert own_path(rf.get("/"), text) == "/people/?kind=staff"


def test_lesson_f39_who_signs_in_is_not_led_off_the_portal(users, client):
    given = {"login": users["director"].email, "password": "correct-horse-19"}
    for text in odd.NEXTS:
        answer = client.post("/accounts/login/", given | {"next": text})
        assert answer.status_code == 302
        assert odd.ELSEWHERE not in answer.url or leads_here(answer.url), text
        client.logout()


PART = b'--b\r\nContent-Disposition: form-data; name="last_name"\r\n\r\n+2AA- \\ud800 \xed\xa0\x80\x00\r\n--b--\r\n'
BODIES = [
    (FORM, b"%zz&&==&%00=%00&" + b"a=1&" * 5_001),
    (FORM, b"\xff\xfe=\x00&last_name=%ED%A0%80"),
    *(
        (f"{kind}; charset={charset}", body)
        for kind, body in ((FORM, b"last_name=+2AA-"), ("multipart/form-data; boundary=b", PART))
        for charset in ("utf-16", "utf-7", "unicode_escape", "hex", "idna", "nonsense")
    ),
    ("multipart/form-data; boundary=b", PART),
    ("multipart/form-data; boundary=b", PART.replace(b"form-data;", b'form-data; filename="a\x00.pdf";')),
    (
        "multipart/form-data; boundary=b",
        PART.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!"),
    ),
    ("multipart/form-data; boundary=b", b"--b\r\n\r\n"),
    ("multipart/form-data", PART),
    ("multipart/form-data; boundary=" + "b" * 300, PART),
    ("application/json", b"{}"),
    ("nonsense", PART),
]


@pytest.mark.parametrize("n", range(len(BODIES)))
def test_lesson_f39_an_odd_body_is_no_fault(walk, n):
    content_type, body = BODIES[n]
    for name in ("orgstructure:person_new", "documents:order_scan", "invitations:act", "theme", "admin:documents_order_change",
                 "public:link", "public:short_code", "account_login", "account_reset_password"):  # fmt: skip
        address = odd.addresses()[name]
        answer = walk.ask(walk.whose(address), walk.real(address), body, content_type)
        if "charset" in content_type and answer:
            assert answer.status_code == 415
            assert "портал читает только UTF-8" in answer.content.decode()
    assert not walk.wrong, walk.told


HUGE = 10**30


def nested(depth):
    return "[" * depth + "]" * depth


JSONS = [
    "", "[]", "null", "1", '"x"', "{", "{}", nested(100_000), f'{{"ids": {nested(500)}}}', '{"ids": {}}', '{"ids": [1e400]}',
    '{"ids": [NaN], "reason": 1}', f'{{"ids": [{HUGE}], "reason": "x"}}', '{"ids": [-1], "reason": "\\u0000"}',
    '{"ids": [1], "reason": "\\ud800"}', '{"ids": "1", "reason": {}}', '{"ids": [1], "reason": ["x"]}', '{"\\ud800": "\\ud800"}',
    f'{{"ids": [true], "days": {HUGE}, "how": "\\u0000"}}', "1" * 5_000, '{"decisions": {"id": 1}}', '{"decisions": [null]}',
    f'{{"decisions": [{{"id": 1, "person": {HUGE}}}]}}', f'{{"people": [1], "school_class": {HUGE}, "role": "pupil"}}',
    '{"kind": [], "title": 1e5, "link": "//\\u0000", "school_class": "x", "subject": {}}', b"\xff\xfe{}", "{}".encode("utf-16"),
]  # fmt: skip


def test_lesson_f39_an_odd_call_of_the_api_is_refused_in_words(walk, organization):
    admin = walk.users["administrator"]
    key = create_api_token(user=admin, organization=organization, name="т", actor=admin)[1]
    mine = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    for address in odd.addresses().values():
        if not address.name.startswith("api:") or address.name in PUBLIC:
            continue
        path = walk.real(address)
        begun = walk.ask("stranger", path, "{", "application/json", **mine)
        if begun and begun.status_code != 405:
            for body in JSONS:
                answer = walk.ask("stranger", path, body, "application/json", **mine)
                if answer and body == "[]" and answer.status_code < 400 and address.name not in BODILESS:
                    walk.wrong[path] = "a list taken for an object"
        with odd.reading() as names:
            walk.ask("stranger", path, **mine)
        for n, value in enumerate(odd.odd_values(cursors=True) if names else ()):
            query = "&".join(f"{name}={value}" for k, name in enumerate(sorted(names)) if k % 3 == n % 3)
            walk.ask("stranger", f"{path}?{query}", **mine)
    for headers in (
        {"content_type": "application/json; charset=hex"},
        {"content_type": "text/plain"},
        {"HTTP_AUTHORIZATION": "Bearer \xff\x00"},
        {"HTTP_AUTHORIZATION": "Bearer " + "x" * 5_000},
        {"HTTP_IDEMPOTENCY_KEY": "я\x00"},
        {"HTTP_HOST": "a..b"},
        {"HTTP_ACCEPT": "\xff/;q=x"},
    ):
        given = {"content_type": "application/json", **mine, **headers}
        answer = walk.ask("stranger", "/api/v1/links/annul/", '{"ids": [1], "reason": "x"}', **given)
        assert answer is None or 400 <= answer.status_code < 500
    assert not walk.wrong, walk.told


def test_lesson_f39_odd_headers_are_no_fault(walk):
    for headers in (
        {"HTTP_HOST": "a..b"}, {"HTTP_REFERER": "http://["}, {"HTTP_X_SCHOOL": "x\x00"}, {"HTTP_X_FORWARDED_FOR": "x, \x00, ::"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://["}, {"HTTP_COOKIE": "sessionid=\x00; theme=\xff; gate=x"},
        {"HTTP_ORIGIN": "http://["}, {"CONTENT_LENGTH": "-1"}, {"CONTENT_LENGTH": "²"}, {"HTTP_IF_MODIFIED_SINCE": "x"},
    ):  # fmt: skip
        for name in ("orgstructure:people", "theme", "admin:index", "public:link", "account_login"):
            address = odd.addresses()[name]
            walk.ask(walk.whose(address), walk.real(address), **headers)
            walk.ask(walk.whose(address), walk.real(address), "a=1", **headers)
    assert not walk.wrong, walk.told


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31.12.9999"])
@pytest.mark.parametrize(
    ("path", "name"), [("/journal/", "since"), ("/journal/", "until"), ("/links/annulled/", "last")]
)
def test_lesson_f39_a_day_at_the_edge_of_the_calendar_is_told_and_narrows_nothing(
    client_of, administrator, path, name, day
):
    page = client_of(administrator).get(path, {name: day})
    assert page.status_code == 400
    assert "не годится: нужен год от 1900 до 2199" in page.content.decode()


def test_lesson_f39_a_page_that_says_no_asks_nothing_of_a_school(client_of, operator, client):
    """An operator works in no school and a stranger in none: their error pages are drawn without a query for one."""
    for browser in (client_of(operator), client):
        for path in ("/nothing/", "/people/999/", "/admin/nothing/", "/i/x", "/theme/"):
            assert 300 <= browser.get(path).status_code < 500
        assert browser.post("/people/new/", b"a=1&" * 5_001, content_type=FORM).status_code in (302, 400)
        assert browser.get("/", headers={"host": "a..b"}).status_code == 400
