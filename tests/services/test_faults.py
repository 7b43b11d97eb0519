"""Servers that go away, hang and come back under a portal at work; bodies that are too large; a killed web worker."""

import os
import signal
import socket
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from django_scopes import scope

from tests import factories as f
from tests.services.harness import wait_until

pytestmark = pytest.mark.services


@pytest.fixture
def cookie(transactional_db):
    """Of an administrator who has signed in."""
    organization = f.OrganizationFactory()
    with scope(organization=organization):
        f.AcademicYearFactory(organization=organization)
        user = f.user_with_role(organization, "administrator")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def ask(portal, path, cookie):
    """(status, Retry-After) of a page for who has signed in; status 0 where nobody answers."""
    request = urllib.request.Request(portal.url + path, headers={"Cookie": cookie})
    try:
        with urllib.request.urlopen(request, timeout=15) as response:
            return response.status, ""
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Retry-After", "")
    except OSError:
        return 0, ""


class Load:
    """Four who ask for pages without a pause; `take` gives what they were answered since the last time."""

    def __init__(self, portal, cookie):
        self.answers, self.over = [], threading.Event()
        pages = ["/", "/people/", "/structure/", "/api/v1/people/"]
        self.threads = [threading.Thread(target=self._ask, args=(portal, path, cookie)) for path in pages]

    def _ask(self, portal, path, cookie):
        while not self.over.is_set():
            answer = ask(portal, path, cookie)
            self.answers.append((path.startswith("/api/"), *answer))

    def take(self):
        taken, self.answers = self.answers, []
        return Counter(taken)


@contextmanager
def under_load(portal, cookie):
    load = Load(portal, cookie)
    for thread in load.threads:
        thread.start()
    try:
        yield load
    finally:
        load.over.set()
        for thread in load.threads:
            thread.join(30)


def test_lesson_f37_a_database_that_is_away_under_load_is_503_for_all_and_then_all_is_well(
    portal, servers, cookie
):
    portal.web()
    assert ask(portal, "/people/", cookie) == (200, "")
    well = {(False, 200, ""), (True, 401, "")}
    with under_load(portal, cookie) as load:
        wait_until(lambda: len(load.answers) > 20, 30, "some pages")
        servers.postgres.stop("immediate")
        try:
            load.take()
            wait_until(lambda: len(load.answers) > 40, 30, "answers without a database")
            away = load.take()
        finally:
            servers.postgres.start()
        wait_until(lambda: ask(portal, "/people/", cookie)[0] == 200, 30, "the database again")
        time.sleep(1)
        load.take()
        wait_until(lambda: len(load.answers) > 20, 30, "pages again")
        after = load.take()
    # what was answered in the moment of the stop may still be well
    assert {answer for answer in away if answer not in well} == {(False, 503, "10"), (True, 503, "10")}
    assert set(after) <= well


def test_lesson_f37_a_locked_database_is_told_soon(embedded_portal):
    embedded_portal.web()
    with sqlite3.connect(embedded_portal.var / "portal.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        status, body = embedded_portal.get("/readyz")
        assert (status, '"database": "OperationalError"' in body) == (503, True)
        assert time.monotonic() - began < 6
        other.execute("ROLLBACK")
    assert '"database": "ok"' in embedded_portal.get("/readyz")[1]


@contextmanager
def frozen(redis):
    pid = int((redis.folder / "pid").read_text())
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_lesson_f42_a_redis_that_hangs_costs_one_wait_and_not_ten(portal, servers, cookie):
    portal.web()
    assert ask(portal, "/", cookie)[0] == 200
    with frozen(servers.redis):
        waits = []
        for path in ("/accounts/login/", "/i/", "/", "/people/"):
            began = time.monotonic()
            assert ask(portal, path, cookie)[0] in (200, 302, 404)
            waits.append(time.monotonic() - began)
        assert sum(waits) < 5, waits
    wait_until(lambda: '"broker": "ok"' in portal.get("/readyz")[1], 15, "redis again")


def web_workers(pid):
    """The processes under `pid` that answer pages: those of granian whose parent is granian too."""
    tree = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            command = (stat.parent / "cmdline").read_bytes()
            tree[int(stat.parent.name)] = (int(stat.read_text().rpartition(")")[2].split()[1]), command)
        except OSError:
            continue  # it has just ended

    def under(child):
        return child == pid or (child in tree and under(tree[child][0]))

    is_web = {child for child, (_, command) in tree.items() if b"granian" in command and under(child)}
    return {child for child in is_web if tree[child][0] in is_web}


def test_lesson_f42_a_killed_web_worker_is_started_again(embedded_portal):
    serve = embedded_portal.start("serve", "manage.py", "serve", "--port", str(embedded_portal.port))
    wait_until(lambda: embedded_portal.get("/healthz")[0] == 200, 60, "the portal")
    killed = web_workers(serve.popen.pid)
    assert killed
    for worker in killed:
        os.kill(worker, signal.SIGKILL)
    wait_until(lambda: web_workers(serve.popen.pid) - killed, 30, "another worker")
    wait_until(lambda: embedded_portal.get("/healthz")[0] == 200, 30, "the portal again")
    assert serve.popen.poll() is None


@pytest.mark.parametrize(
    ("path", "said"), [("/documents/", "Файл слишком большой"), ("/api/v1/chats/", "too_large")]
)
def test_lesson_f40_a_large_body_is_refused_before_it_is_sent(embedded_portal, path, said):
    embedded_portal.web()
    with socket.create_connection(("127.0.0.1", embedded_portal.port), 10) as line:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 209715200\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\nConnection: close\r\n\r\n--b\r\n"
        )
        line.sendall(head.encode() + b"x" * 65_536)
        answer = b""
        while said.encode() not in answer and (part := line.recv(65_536)):
            answer += part
    assert answer.startswith(b"HTTP/1.1 413")
    assert said in answer.decode()
    assert "12 МБ" in answer.decode()
