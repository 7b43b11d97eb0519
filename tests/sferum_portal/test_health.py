"""«Alive» asks nobody; «ready» asks the database, the cache, the broker and the beat."""

import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from sferum_portal import health
from sferum_portal.celery import BEAT_SCHEDULE, app
from sferum_portal.periodic import heartbeat
from tests.core.test_faults import read_only


def test_alive_asks_nothing_of_the_database(client):  # no `db` fixture: a query would raise
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_when_database_broker_and_beat_answer(client, db):
    heartbeat()
    response = client.get("/readyz")
    assert response.json() == dict.fromkeys(("status", "database", "migrations", "broker", "beat"), "ok")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_not_ready_before_the_first_beat(client, db):
    response = client.get("/readyz")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["beat"] == "no beat yet"


def test_not_ready_when_the_last_beat_is_old(client, db):
    cache.set(health.HEARTBEAT_KEY, time.time() - health.HEARTBEAT_LATE_SECONDS - 1)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["beat"].startswith("last beat ")
    assert response.json()["database"] == "ok"


def test_lesson_f37_not_ready_when_the_clock_went_back(client, db):
    cache.set(health.HEARTBEAT_KEY, time.time() + 7200)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "in the future" in response.json()["beat"]


def test_lesson_f37_not_ready_before_the_migrations(client, db):
    heartbeat()
    MigrationRecorder(connection).record_unapplied("core", "0001_once_marks")
    response = client.get("/readyz")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["migrations"] == "1 not applied, the first is core.0001_once_marks"


def test_lesson_f37_not_ready_when_nothing_can_be_written(client, db):
    heartbeat()
    assert client.get("/readyz").status_code == 200
    with read_only():
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] in ("OperationalError", "InternalError")


def test_a_missing_broker_is_named_and_its_address_is_not(client, db, settings):
    settings.CELERY_BROKER_URL = "redis://:secret@127.0.0.1:1/0"
    began = time.monotonic()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["broker"] == "ConnectionError"
    assert b"secret" not in response.content
    assert time.monotonic() - began < 3


def test_health_is_read_only(client):
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_not_redirected_to_https(client, db, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path).status_code in (200, 503)
    assert client.get("/").status_code == 301


def test_each_entry_of_the_beat_schedule_is_a_task():
    app.loader.import_default_modules()
    assert set(BEAT_SCHEDULE) <= set(app.tasks)
    assert BEAT_SCHEDULE[heartbeat.name] == health.HEARTBEAT_SECONDS
