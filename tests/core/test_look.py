"""The look is held by tests: what a template may hold, that every component renders, that colours can be read."""

import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import lucide
import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms
from django.apps import apps
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import timezone
from fontTools.ttLib import TTFont
from lucide.templatetags import lucide as icons

from core import looks, russian
from core.templatetags import portal
from tests.architecture import ROOT

OURS = {
    "audit",
    "outbox",
    "orgstructure",
    "documents",
    "roles",
    "registration",
    "invitations",
    "chats",
    "dashboard",
}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
ICONS = {Path(name).stem for name in zipfile.ZipFile(Path(lucide.__file__).parent / "lucide.zip").namelist()}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def found(pattern: str, paths: list[Path]) -> list[str]:
    """Where `pattern` stands, as file and text; comments of a template are not part of the page."""
    hits = []
    for path in paths:
        text = re.sub(r"\{#.*?#\}", "", path.read_text())
        hits += [f"{name(path)}: {match.group(0)}" for match in re.finditer(pattern, text)]
    return hits


def test_a_template_holds_no_style_and_no_script_of_its_own():
    assert found(r"\sstyle\s*=\s*[\"']|<style\b", TEMPLATES) == []
    assert found(r"<[^>]*\son[a-z]+\s*=\s*[\"']", TEMPLATES) == []
    assert found(r"javascript:|<script(?![^>]*\bsrc=)[^>]*>", TEMPLATES) == []
    assert found(r"\bhx-on\b|\bhx-vals=.js:", TEMPLATES) == []


def test_nothing_is_loaded_from_another_host():
    assert found(r"(?:src|srcset|action|poster)=[\"'](?:https?:)?//[^\"']*", TEMPLATES) == []
    assert found(r"<link[^>]*href=[\"'](?:https?:)?//[^\"']*", TEMPLATES) == []
    assert found(r"url\(\s*[\"']?(?:https?:)?//[^)]*|@import[^;]*", STYLES) == []
    assert (
        found(
            r"fetch\((?!event\.target\.action)|XMLHttpRequest|https?://[^\s\"']+|\beval\(|innerHTML", SCRIPTS
        )
        == []
    )


def test_every_icon_named_in_the_source_exists():
    """An icon that does not exist is an error page, so its name is checked here and not by a reader."""
    named = {}
    for path in TEMPLATES:
        for match in re.finditer(r"lucide \"([^\"]+)\"|\bicon=\"([a-z0-9-]+)\"", path.read_text()):
            named[match.group(1) or match.group(2)] = name(path)
    named |= {look.icon: "a state of core/looks.py" for look in looks.registered().values()}
    assert {icon: where for icon, where in named.items() if icon not in ICONS} == {}


def test_an_icon_is_what_the_package_draws():
    """Drawn once and kept: with the same size and attributes it is the same, with others another one."""
    plain = icons.lucide("house", size=20, aria_hidden="true")
    assert [portal.lucide("house", size=20, aria_hidden="true") for _ in range(2)] == [plain, plain]
    assert portal.lucide("house", size=12) == icons.lucide("house", size=12)


def test_a_colour_is_decided_in_the_tokens_only():
    """Black and white stand for paper (print, QR); veils of a dialog are no colours of the palette."""
    others = [path for path in STYLES if path.name != "tokens.css"]
    colours = found(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)", others)
    assert [c for c in colours if not re.search(r": #(fff|000)$", c)] == []


# --- Components ---------------------------------------------------------------------------------------


@pytest.fixture
def page(client, db):
    response = client.get("/styleguide/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_catalogue_shows_every_component(page):
    layout = "".join(
        (ROOT / "templates" / p).read_text() for p in ("dashboard/styleguide.html", "base.html")
    ) + "".join(path.read_text() for path in (ROOT / "templates/mfa").rglob("*.html"))
    components = {path.stem.replace("_", "-") for path in (ROOT / "templates/components").glob("*.html")}
    assert {c for c in components if f"<c-{c}" not in layout} == set()
    assert "<c-" not in page


def test_every_component_stands_in_its_readme():
    readme = (ROOT / "templates/components/README.md").read_text()
    components = {path.stem.replace("_", "-") for path in (ROOT / "templates/components").glob("*.html")}
    assert {c for c in components if not re.search(rf"\b{c}\b", readme)} == set()


def test_the_catalogue_is_for_the_demo_only(client, db, settings):
    settings.DEMO = settings.DEBUG = False
    assert client.get("/styleguide/").status_code == 404


def test_what_a_visitor_writes_into_a_component_is_escaped():
    evil = "<script>alert(1)</script>\" onmouseover='x'"
    for component, context in (
        ("messages", {"messages": [Message(constants.INFO, evil)]}),
        ("todo", {"lines": [{"number": 1, "title": evil, "detail": evil, "url": "#", "action": evil}]}),
        ("steps", {"steps": [{"title": evil, "detail": evil, "state": "now"}]}),
        ("person", {"name": evil, "text": evil, "detail": evil}),
        ("copy", {"value": evil, "label": evil}),
        ("head", {"title": evil, "lead": evil}),
    ):
        html = render_to_string(f"components/{component}.html", context)
        assert "<script>" not in html, component
        assert not re.search(r"<[^>]*\" onmouseover=", html), component


def test_a_message_offers_its_undo_only_at_our_own_address():
    request = RequestFactory().get("/links/?status=active")
    for tag, offered in (
        ("/links/7/undo/", True),
        ("", False),
        ("//evil.example/", False),
        ("https://evil.example/", False),
    ):
        message = Message(constants.SUCCESS, "Аннулировано", extra_tags=tag)
        html = render_to_string("components/messages.html", {"messages": [message]}, request=request)
        assert ("Отменить" in html) is offered, tag
        assert 'action="//' not in html and 'action="http' not in html


def test_a_coverage_bar_says_its_figures_in_words():
    figures = {
        "should": 40,
        "confirmed": 21,
        "joined": 1,
        "present": 22,
        "invited": 7,
        "missing": 11,
        "refused": 0,
    }
    html = render_to_string("components/coverage.html", {"figures": figures})
    assert "22 из 40" in html
    said = [" ".join(text.split()) for text in re.findall(r">([^<>]*\w[^<>]*)<", html)]
    assert said == ["21 подтверждён", "1 вступил", "7 приглашены", "11 без ссылки"]
    assert 'width="52.50"' in html


def test_a_coverage_bar_of_nobody_is_empty():
    figures = dict.fromkeys(("should", "confirmed", "joined", "present", "invited", "missing", "refused"), 0)
    assert 'width="0"' in render_to_string("components/coverage.html", {"figures": figures})


# --- Forms ----------------------------------------------------------------------------------------------


class TwoFields(forms.Form):
    number = forms.CharField(label="Номер", help_text="Из журнала приказов")
    phone = forms.CharField(label="Телефон")


def test_a_wrong_field_is_tied_to_its_help_and_its_mistake():
    html = as_crispy_form(TwoFields({"phone": "1"}))
    field = re.search(r"<input[^>]*name=\"number\"[^>]*>", html).group(0)
    assert 'aria-invalid="true"' in field
    tied = re.search(r'aria-describedby="([^"]+)"', field).group(1).split()
    assert tied == ["id_number_helptext", "id_number_error"]
    assert all(f'id="{name}"' in html for name in tied)
    assert "summary" not in html  # one mistake says itself


def test_several_wrong_fields_are_listed_above_with_links_to_them():
    html = as_crispy_form(TwoFields({}))
    summary = html[: html.index("<input")]
    assert "Проверьте 2 поля" in summary and 'role="alert"' in summary
    assert 'href="#id_number"' in summary and 'href="#id_phone"' in summary


# --- Tags -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "0 чатов"), (1, "1 чат"), (2, "2 чата"), (4, "4 чата"), (5, "5 чатов"), (10, "10 чатов"),
        (11, "11 чатов"), (12, "12 чатов"), (14, "14 чатов"), (20, "20 чатов"), (21, "21 чат"), (22, "22 чата"),
        (25, "25 чатов"), (101, "101 чат"), (111, "111 чатов"), (112, "112 чатов"), (1001, "1001 чат"),
    ],
)  # fmt: skip
def test_counts_agree(n, words):
    assert russian.ru_plural(n, "чат,чата,чатов") == words


def test_a_date_names_its_year_only_when_it_is_another():
    this_year = timezone.localdate().year
    assert russian.dt(date(this_year, 11, 22)) == "22 ноября"
    assert russian.dt(date(2019, 11, 22)) == "22 ноября 2019"
    moment = datetime(2019, 11, 22, 11, 5, tzinfo=UTC)
    assert russian.dt(moment) == "22 ноября 2019, 14:05"
    assert russian.dt(None) == "—"


def test_a_filter_keeps_the_others_and_forgets_the_cursor():
    request = RequestFactory().get("/links/?status=active&role=parent&cursor=abc")
    assert portal.query_with({"request": request}, status="expired") == "?status=expired&role=parent"
    assert portal.query_with({"request": request}, role=None) == "?status=active"
    assert "cursor=xyz" in portal.query_with({"request": request}, cursor="xyz")


def test_every_state_of_every_model_has_its_chip():
    """A state without a look would be an error page."""
    states = {
        (model.__name__, value)
        for model in apps.get_models()
        if (choices := getattr(model, "Status", None)) and model._meta.app_label in OURS
        for value in choices.values
    }
    assert states and {s for s in states if s[1] not in looks.registered()} == set()


# --- Colours --------------------------------------------------------------------------------------------


def tokens(selector: str) -> dict[str, str]:
    css = (ROOT / "static/css/tokens.css").read_text()
    block = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", css).group(1)
    return dict(re.findall(r"(--[a-z-]+):\s*([^;]+);", block))


LIGHT, DARK = tokens(":root"), tokens(':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def test_the_device_and_the_person_choose_the_same_darkness():
    assert tokens(":root:not([data-theme])") == DARK
    assert set(DARK) < set(LIGHT)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_what_they_stand_on(theme):
    t = LIGHT if theme == "light" else LIGHT | DARK
    pairs = [
        *(("ink", ground) for ground in ("canvas", "surface", "sunken", "accent-soft")),
        *(("ink", f"{tone}-soft") for tone in ("good", "warn", "bad")),
        *(("muted", ground) for ground in ("canvas", "surface", "sunken", "accent-soft")),
        *(("accent", ground) for ground in ("canvas", "surface", "sunken", "accent-soft")),
        *((tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "idle")),
        ("accent-on-soft", "accent-soft"), ("accent-ink", "accent"), ("accent-ink", "accent-strong"),
        ("bulk-ink", "bulk"), ("bad", "surface"), ("surface", "bad"), ("bad", "canvas"),
    ]  # fmt: skip
    poor = {pair: round(contrast(t[f"--{pair[0]}"], t[f"--{pair[1]}"]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}
    assert contrast(t["--field-line"], t["--surface"]) >= 3
    assert contrast(t["--field-line"], t["--canvas"]) >= 3


# --- Pages of errors and of signing in ------------------------------------------------------------------


@pytest.mark.parametrize("template", ["400", "403", "404", "429", "500", "csrf_failure"])
def test_an_error_page_needs_neither_a_request_nor_the_database(template):
    html = get_template(f"{template}.html").render()
    assert '<html lang="ru"' in html and "<h1>" in html and 'href="/"' in html


def test_the_theme_is_said_by_the_server(client, db):
    assert "data-theme" not in client.get("/accounts/login/").content.decode()
    client.post("/theme/", {"theme": "dark"})
    assert 'data-theme="dark" data-bs-theme="dark"' in client.get("/accounts/login/").content.decode()
    client.post("/theme/", {"theme": ""})
    assert "data-theme" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "login/", "logout/", "inactive/", "password/reset/", "password/reset/done/", "password/reset/key/done/",
        "password/reset/key/1-x/", "password/change/", "2fa/", "2fa/totp/activate/", "reauthenticate/",
    ],
)  # fmt: skip
def test_a_page_of_signing_in_speaks_russian(client, client_of, administrator, address):
    stranger = address.startswith(("login", "password/reset", "inactive"))
    browser = client if stranger else client_of(administrator)
    if not stranger:  # the pages of the second factor ask who one is, once more
        browser.post("/accounts/reauthenticate/", {"password": "correct-horse-19"})
    response = browser.get(f"/accounts/{address}")
    assert response.status_code == 200, response.get("Location")
    body = re.sub(r"(?s)<head>.*?</head>|<[^>]+>", " ", response.content.decode())
    english = set(re.findall(r"\b[A-Za-z]{3,}\b", body)) - {"API", "Google", "Authenticator", "VK", "MAX"}
    secret = set(re.findall(r"\b[A-Z2-7]{16,}\b", body))
    assert {w for w in english - secret if w not in administrator.email} == set()
    assert "зарегистрироваться" not in body.lower()


def test_the_school_changes_an_address_and_not_the_person(client_of, administrator):
    assert client_of(administrator).get("/accounts/email/").status_code == 404
    answer = client_of(administrator).post(
        "/accounts/email/", {"action_add": "", "email": "x@school.example"}
    )
    assert answer.status_code == 404


def test_an_account_without_a_school_can_still_sign_out(client_of, operator):
    """An operator has no rooms, but a theme, a password and a way out."""
    html = client_of(operator).get("/admin/").content.decode()
    assert 'action="/accounts/logout/"' in html and 'action="/theme/"' in html


def test_an_operator_without_a_school_lands_where_there_is_work(client, operator):
    form = {"login": operator.email, "password": "correct-horse-19"}
    assert client.post("/accounts/login/", form)["Location"] == "/admin/orgstructure/organization/"
    assert client.get("/")["Location"] == "/admin/orgstructure/organization/"


# --- The font -------------------------------------------------------------------------------------------


def test_the_font_has_every_letter_that_pages_are_written_with():
    font = TTFont(ROOT / "static/fonts/onest.woff2")
    letters = set().union(*(path.read_text() for path in TEMPLATES)) - set("\n\t\xa0\u200b")
    letters |= set("ёЁъЪ№«»—–…·•₽ӘәҢңҮүҺһҖҗӨө")  # names are written in the languages of the country
    missing = {letter for letter in letters if ord(letter) not in font.getBestCmap()}
    assert missing == set()
    assert (ROOT / "static/fonts/onest.woff2").stat().st_size < 60_000


def test_a_state_looks_one_way_whichever_room_names_it():
    looks.register({"pending": looks.look_of("pending")})
    with pytest.raises(ImproperlyConfigured):
        looks.register({"pending": ("good", "check", "ждёт решения")})


def test_lesson_c17_a_tick_is_as_large_as_a_thumb_needs():
    css = (ROOT / "static/css/portal.css").read_text()
    ticks = re.search(r'input\[type="checkbox"\][^{]*\{([^}]*)\}', css)
    assert ticks
    assert "width: 24px; height: 24px" in ticks[1]


def test_lesson_i53_htmx_is_asked_in_the_words_of_html():
    """`hx-…` is no attribute of HTML; `data-hx-…` says the same."""
    assert found(r"(?<![\w-])hx-[a-z]+=", TEMPLATES) == []


def test_lesson_i53_the_search_form_has_a_button_and_no_field_of_ours_is_a_url():
    base = (ROOT / "templates/base.html").read_text()
    form = base.split('role="search"')[1].split("</form>")[0]
    assert 'aria-label="Найти"' in form
    assert found(r'type="url"', TEMPLATES) == []
