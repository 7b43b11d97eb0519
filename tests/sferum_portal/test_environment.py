"""What stands in the environment is what the portal works with: secrets with any signs, a Cyrillic name of the portal."""

import io
import json
import os
import subprocess
import sys

import environ
import pytest

from core.hosts import ascii_host, ascii_url, shown_address
from invitations.selectors.links import portal_host
from outbox.headers import message_id
from tests.architecture import ROOT
from tests.architecture.test_settings import FILLED_IN, example

ASKED = (
    "PORTAL_URL ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS SECRET_KEY INVITATION_KEYS EMAIL_HOST_PASSWORD DATABASES"
)
PRINT = "import json, sferum_portal.settings as s; print(json.dumps({n: getattr(s, n) for n in %r.split()}, default=str))"
CYRILLIC = "https://портал.школа.рф"
PUNYCODE = "https://xn--80awhdgm.xn--80atdl2c.xn--p1ai"


def settings_of(tmp_path, **env):
    """The settings as another process reads them, which has this environment alone; CalledProcessError if it refuses."""
    kept = {name: value for name, value in os.environ.items() if name not in example()}
    done = subprocess.run(
        [sys.executable, "-c", PRINT % ASKED],
        cwd=ROOT,
        env=kept | FILLED_IN | {"VAR_DIR": str(tmp_path), "SMTP_HOST": "mail.school.example"} | env,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_secret_that_begins_with_a_dollar_is_taken_as_it_is(tmp_path):
    found = settings_of(
        tmp_path, SMTP_PASSWORD="$ecret", SECRET_KEYS=f"${'k' * 60},$old", INVITATION_KEYS="$one,two"
    )
    assert found["EMAIL_HOST_PASSWORD"] == "$ecret"
    assert found["SECRET_KEY"] == f"${'k' * 60}"
    assert found["INVITATION_KEYS"] == ["$one", "two"]


def test_a_password_of_the_database_may_hold_any_signs(tmp_path):
    password = "$a/b@c#d:e%f?g h"
    found = settings_of(tmp_path, POSTGRES_HOST="postgres", POSTGRES_PASSWORD=password)["DATABASES"][
        "default"
    ]
    assert (found["PASSWORD"], found["HOST"], found["PORT"]) == (password, "postgres", 5432)
    assert found["CONN_HEALTH_CHECKS"] is True


def test_single_quotes_in_the_file_of_settings_keep_any_signs(monkeypatch):
    """As .env.example says; docker compose reads the same file by the same rule."""
    monkeypatch.delenv("SMTP_PASSWORD", raising=False)
    environ.Env.read_env(io.StringIO("SMTP_PASSWORD='$a #b\"c'\n"))
    assert os.environ.pop("SMTP_PASSWORD") == '$a #b"c'


def test_lesson_e33_a_cyrillic_name_is_turned_to_ascii_once_for_all_that_is_made_of_it(tmp_path):
    found = settings_of(
        tmp_path, PORTAL_URL=f"{CYRILLIC}:8443/", ALLOWED_HOSTS="портал.школа.рф,.школа.рф,localhost"
    )
    host = PUNYCODE.removeprefix("https://")
    assert found["PORTAL_URL"] == f"{PUNYCODE}:8443"
    assert found["ALLOWED_HOSTS"] == [host, f".{host.split('.', 1)[1]}", "localhost"]
    assert found["CSRF_TRUSTED_ORIGINS"] == [f"{PUNYCODE}:8443"]


@pytest.mark.parametrize("url", ["портал.школа.рф", "https://", "https://..рф", "ftp://портал.школа.рф"])
def test_lesson_e33_an_address_that_cannot_be_is_refused_at_the_start(tmp_path, url):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        settings_of(tmp_path, PORTAL_URL=url)
    assert "PORTAL_URL or ALLOWED_HOSTS" in refused.value.stderr


def test_lesson_e33_people_are_shown_the_name_in_their_own_letters(settings):
    settings.PORTAL_URL = ascii_url(CYRILLIC)
    assert settings.PORTAL_URL == PUNYCODE
    assert portal_host() == "портал.школа.рф/i/"
    assert message_id("1") == f"<1@{PUNYCODE.removeprefix('https://')}>"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("https://portal.school.example", "portal.school.example"),
        (f"{PUNYCODE}:8443", "портал.школа.рф:8443"),
    ],
)
def test_lesson_e33_other_addresses_are_shown_as_they_are(url, shown):
    assert shown_address(url) == shown
    assert ascii_url(url) == url


def test_lesson_e33_the_wildcards_of_allowed_hosts_stay():
    assert [ascii_host(host) for host in ("*", ".school.example", "[::1]")] == [
        "*",
        ".school.example",
        "[::1]",
    ]


@pytest.mark.parametrize("command", ["create_school --help", "serve", "migrate"])
def test_a_start_without_keys_says_what_to_set_in_one_line(tmp_path, command):
    kept = {name: value for name, value in os.environ.items() if name not in example()}
    done = subprocess.run(
        [sys.executable, "manage.py", *command.split()],
        cwd=ROOT,
        env=kept | {"VAR_DIR": str(tmp_path), "SECRET_KEYS": "", "DEMO": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "SECRET_KEYS" in done.stderr
    assert ".env.example" in done.stderr
