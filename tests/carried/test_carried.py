"""The demo school of build c3c35ee lives on: its rows survive the way there and back, its pages say the same numbers."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager

import psycopg2
import pytest
from django.conf import settings

from tests.carried.explained import CHANGES as ALL_CHANGES
from tests.carried.explained import DEARER, LED_ELSEWHERE
from tests.data import make, pages
from tests.services.harness import ROOT

VENDOR = "sqlite" if "sqlite" in settings.DATABASES["default"]["ENGINE"] else "postgresql"
pytestmark = pytest.mark.timeout(400)  # every page of the demo school twice
CHANGES = [change for change in ALL_CHANGES if change.only_on in ("", VENDOR)]


@contextmanager
def empty_database(folder):
    """The address of a database for one process: a file, or one more on the server that the tests run on."""
    given = settings.DATABASES["default"]
    if VENDOR == "sqlite":
        yield f"sqlite:///{folder}/portal.sqlite3"
        return
    name = f"carried_{os.getpid()}"
    address = {
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    server = psycopg2.connect(dbname="postgres", **address)
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name}")
    try:
        yield f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{name}"
    finally:
        server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


@pytest.fixture(scope="module")
def carried(tmp_path_factory):
    """(pages as they were, pages as they are, what got lost), from a process with the key and the clock of the dump."""
    folder = tmp_path_factory.mktemp("carried")
    env = os.environ | {"DEMO": "1", "VAR_DIR": str(folder), "SECRET_KEYS": make.SECRET, "LOG_LEVEL": "ERROR"}
    env |= {"DJANGO_SETTINGS_MODULE": "sferum_portal.settings", "STATIC_COLLECTED": "0"}
    for name in ("REDIS_URL", "CELERY_BROKER_URL", "INVITATION_KEYS"):
        env.pop(name, None)
    with empty_database(folder) as url:
        env["DATABASE_URL"] = url
        command = [sys.executable, "-m", "tests.carried.carry", str(folder)]
        done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    was, _ = pages.load(make.HERE / f"pages-{make.BUILD}.json.gz")
    now, _ = pages.load(folder / "pages.json")
    return was, now, json.loads((folder / "lost.json").read_text(encoding="utf-8"))


def said(page):
    """What a page of the old build said on the database that the tests run on."""
    return page.postgresql if VENDOR == "postgresql" and page.postgresql else page.numbers


def test_no_row_is_lost_on_the_way_there_and_back(carried):
    _, _, lost = carried
    assert lost == {"back": {}, "again": {}}


def test_every_page_opens_as_it_did(carried):
    was, now, _ = carried
    moved = {
        f"{old.role} {old.path}": f"{old.status} {old.to} → {new.status} {new.to}"
        for old, new in zip(was, now, strict=True)
        if (old.status, old.to) != (new.status, new.to) and (old.role, old.path) not in LED_ELSEWHERE
    }
    assert moved == {}


def test_every_page_says_the_same_numbers(carried):
    """But for what tests/carried/explained.py names, with the reason."""
    was, now, _ = carried
    unexplained, used = {}, set()
    for old, new in zip(was, now, strict=True):
        before, after = Counter(said(old)), Counter(new.numbers)
        sides = [(text, True) for text in before - after] + [(text, False) for text in after - before]
        for text, gone in sides:
            why = next((change for change in CHANGES if change.fits(old.path, text, gone=gone)), None)
            used.add(why)
            if why is None:
                unexplained.setdefault(f"{old.role} {old.path}", []).append(f"{'-' if gone else '+'} {text}")
    assert unexplained == {}
    assert [change for change in CHANGES if change not in used] == []


def allowance(path):
    """By how many statements a page may have become dearer, for a reason that tests/carried/explained.py gives."""
    return max((extra for address, extra, _ in DEARER if re.fullmatch(address, path)), default=0)


def test_no_page_asks_the_database_more_often(carried):
    was, now, _ = carried
    risen = {
        f"{old.role} {old.path}": f"{old.queries[VENDOR]} → {new.queries[VENDOR]}"
        for old, new in zip(was, now, strict=True)
        if new.queries.get(VENDOR, 0) > old.queries.get(VENDOR, 0) + allowance(old.path)
    }
    assert risen == {}
