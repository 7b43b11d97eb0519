"""Health checks. `/healthz`: the process answers. `/readyz`: everything it needs answers too."""

import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import redis
from django.conf import settings
from django.core.cache import cache as remembered
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.faults import patience
from core.once import try_write
from core.web import public

HEARTBEAT_KEY = "sferum_portal.heartbeat"
HEARTBEAT_SECONDS = 30
CLOCKS_DIFFER_SECONDS = 10  # two machines of one installation
HEARTBEAT_LATE_SECONDS = 100  # three beats missed, and some time for a worker that is at work


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: says nothing of the database or the broker, so that their absence restarts nobody."""
    return JsonResponse({"status": "ok"})


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: 200 when the database takes a row and has its tables, broker and beat answer; else 503, each by name."""
    checks = {
        "database": database_fault,
        "migrations": migrations_fault,
        "broker": broker_fault,
        "beat": beat_fault,
    }
    faults = {name: _guarded(check) for name, check in checks.items()}
    ready = not any(faults.values())
    body = {name: fault or "ok" for name, fault in faults.items()}
    body["status"] = "ok" if ready else "unavailable"
    response = JsonResponse(body, status=200 if ready else 503)
    if not ready:
        response["Retry-After"] = "5"
    return response


def database_fault() -> str:
    """What is wrong with the database, in a word for the operator; empty when it answers and takes a row."""
    with patience(seconds=2):
        try_write()
    return ""


def migrations_fault() -> str:
    """The same of its tables: they are those that this build was made for."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    waiting = sorted(f"{app}.{name}" for app, name in _migrations_of_this_build() - applied)
    return f"{len(waiting)} not applied, the first is {waiting[0]}" if waiting else ""


@cache
def _migrations_of_this_build() -> set[tuple[str, str]]:
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {key for key, migration in disk.items() if not migration.replaces}


def broker_fault() -> str:
    """The same of the broker: Redis answers a ping, or the broker's folder can be written."""
    url = settings.CELERY_BROKER_URL
    if url.startswith("filesystem"):
        folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]))
        return "" if os.access(folder, os.W_OK) else "no folder"
    with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1, retry=None) as client:
        client.ping()
    return ""


def beat_fault() -> str:
    """The same of beat and worker together: the last heartbeat went through both and is not too old."""
    beaten_at = remembered.get(HEARTBEAT_KEY)
    if beaten_at is None:
        return "no beat yet"
    age = time.time() - beaten_at
    if age < -CLOCKS_DIFFER_SECONDS:
        return f"last beat {-age:.0f} s in the future: the clock went back"
    return "" if age <= HEARTBEAT_LATE_SECONDS else f"last beat {age:.0f} s ago"


def record_heartbeat() -> None:
    """Called by the beat's task in the worker."""
    remembered.set(HEARTBEAT_KEY, time.time(), timeout=None)


def _guarded(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, redis.RedisError, OSError) as error:
        return type(error).__name__  # never its text: it may name a host or a user
