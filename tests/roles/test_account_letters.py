"""Letters about accounts: through the outbox, at PORTAL_URL, to known addresses only, the same answer for all (lesson E26)."""

import ast
import re
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django_scopes import scopes_disabled

from outbox import delivery
from outbox.backend import NothingPastTheOutbox
from outbox.models import Message
from roles.periodic import send_password_link
from roles.services import accounts
from roles.texts import NOTICES
from sferum_portal.celery import SweptTask
from tests import factories as f
from tests.architecture import ROOT, sources
from tests.services.smtp import ScriptedSmtp

RESET = "/accounts/password/reset/"
STRANGER = "nobody@stranger.example"


def ask(client, email, **extra):
    return client.post(RESET, {"email": email}, **extra)


def letters():
    with scopes_disabled():
        return list(Message.objects.order_by("pk"))


def without_tokens(page):
    return re.sub(r'value="[^"]{40,}"|nonce="[^"]+"|"X-CSRFToken": "[^"]+"', "", page.content.decode())


def test_lesson_e26_no_code_sends_mail_past_the_outbox():
    """Django's mail stands in one file, the line to a server in one other."""
    wanted = {"django.core.mail": set(), "smtplib": set()}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for module, found in wanted.items():
                if any(name == module or name.startswith(f"{module}.") for name in names):
                    found.add(str(path.relative_to(ROOT)))
            if isinstance(node, ast.Attribute) and node.attr in ("send_mail", "email_user", "send_mass_mail"):
                wanted["django.core.mail"].add(str(path.relative_to(ROOT)))
    assert wanted == {"django.core.mail": {"outbox/backend.py"}, "smtplib": {"outbox/transport.py"}}


def test_lesson_e26_djangos_own_way_is_closed(settings):
    settings.EMAIL_BACKEND = f"{NothingPastTheOutbox.__module__}.{NothingPastTheOutbox.__name__}"
    with pytest.raises(RuntimeError, match="outbox"):
        mail.send_mail("s", "t", None, ["a@school.example"])


def test_lesson_e26_the_answer_is_the_same_for_a_known_and_an_unknown_address(
    client, director, django_assert_num_queries
):
    pages = []
    for address in (director.email, STRANGER):
        with django_assert_num_queries(0):
            response = ask(client, address)
        assert response.status_code == 302
        pages.append((response.url, without_tokens(client.get(response.url))))
    assert pages[0] == pages[1]
    assert mail.outbox == []
    assert letters() == [], "the page itself looks nothing up: a worker does"


def test_lesson_e26_a_stranger_gets_no_letter_and_the_owner_one_at_the_portals_address(
    client, director, settings, smtp_of_the_test
):
    settings.ALLOWED_HOSTS = ["*"]
    settings.PORTAL_URL = "https://portal.school.example"
    assert ask(client, director.email, headers={"host": "evil.example"}).status_code == 302
    for address in (STRANGER, director.email.upper()):
        send_password_link(address)
    (letter,) = letters()
    assert (letter.to, letter.kind) == (director.email, "password")
    assert "/accounts/password/" not in letter.body, "the link is made when the letter leaves"
    delivery.deliver_due(timezone.now())
    (sent,) = smtp_of_the_test.letters
    (link,) = re.findall(r"https?://\S+", sent.get_content())
    assert link.startswith("https://portal.school.example/accounts/password/reset/key/")
    page = client.get(link.removeprefix("https://portal.school.example"), follow=True)
    assert "Новый пароль" in page.content.decode()


@pytest.fixture
def smtp_of_the_test(settings):
    server = ScriptedSmtp()
    server.start()
    server.use(settings)
    yield server
    server.stop()


def test_lesson_e26_without_a_broker_the_letter_is_queued_at_once(client, director, monkeypatch):
    monkeypatch.setattr(SweptTask, "_away_until", float("inf"))
    assert ask(client, director.email).status_code == ask(client, STRANGER).status_code == 302
    assert [letter.to for letter in letters()] == [director.email]


def test_lesson_e26_without_a_mail_server_the_page_answers_as_always(client, director, settings):
    settings.SMTP_HOST = settings.EMAIL_HOST = "192.0.2.1"
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = 9, 60
    assert ask(client, director.email).status_code == 302


def test_lesson_e26_an_operator_of_no_school_gets_a_letter_that_no_school_sees(
    operator, client_of, administrator, settings, tmp_path
):
    settings.MAIL_DIR = tmp_path
    assert accounts.send_password_link(email=operator.email) is True
    (letter,) = letters()
    assert letter.organization_id is None
    assert delivery.deliver_due(timezone.now()) == 1
    text = message_from_bytes(next(tmp_path.glob("*.eml")).read_bytes(), policy=policy.default).get_content()
    assert "/accounts/password/reset/key/" in text
    assert operator.email not in client_of(administrator).get("/mail/").content.decode()


def test_lesson_e26_an_account_that_is_shut_gets_none(director):
    director.is_active = False
    director.save()
    assert accounts.send_password_link(email=director.email) is False


def test_lesson_e26_a_changed_password_is_told_to_its_owner_through_the_outbox(client_of, director):
    client = client_of(director)
    new = "a-new-horse-1987"
    client.post(
        "/accounts/password/change/",
        {"oldpassword": "correct-horse-19", "password1": new, "password2": new},
    )
    (letter,) = letters()
    assert (letter.to, letter.kind) == (director.email, "notice")
    assert NOTICES["account/email/password_changed"] in letter.body
    assert mail.outbox == []


@pytest.mark.parametrize("about", NOTICES)
def test_lesson_e26_each_notice_is_a_letter_of_its_own(director, about):
    accounts.send_notice(user=director, about=about)
    (letter,) = letters()
    assert NOTICES[about] in letter.body


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Asia/Irkutsk", "18:24 по времени школы (Иркутск, МСК+5)"),
        ("Europe/Moscow", "13:24 по московскому времени"),
    ],
)
def test_lesson_d24_a_notice_tells_the_time_of_the_school_and_whose_it_is(director, organization, zone, told):
    """Wherever the press came from: allauth's pages stand outside the school's time."""
    organization.time_zone = zone
    organization.save()
    with time_machine.travel("2026-11-29T10:24:00Z", tick=False):
        accounts.send_notice(user=director, about="account/email/password_reset")
    (letter,) = letters()
    assert f"29.11.2026, {told}" in letter.body


def test_lesson_d24_an_operator_without_a_school_is_told_moscow_time(db):
    operator = f.UserFactory(is_operator=True)
    accounts.send_notice(user=operator, about="account/email/password_reset")
    (letter,) = letters()
    assert "по московскому времени)" in letter.body


def test_who_has_an_account_already_is_told_that_the_password_stays(
    client_of, administrator, organization, other_organization
):
    """«Письмо со ссылкой на пароль уходит» was said of a letter that has no such link."""
    person = f.PersonFactory(
        organization=organization, kind="staff", post="учитель", email="two@schools.example"
    )
    f.UserFactory(email="two@schools.example", full_name=person.full_name).save()
    page = client_of(administrator).post(
        f"/roles/people/{person.pk}/access/", {"email": "two@schools.example"}, follow=True
    )
    assert "пароль прежний" in page.content.decode()
    assert "ссылкой на пароль" not in page.content.decode()
