"""Infrastructure that is away: the database gone, locked or read-only, a full disk. Not a mistake of the portal: 503.

`server_error` is Django's handler500: it sees whatever no view and no middleware caught, from wherever it came.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
import structlog
from django.db import InterfaceError, InternalError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

log = structlog.get_logger(__name__)
RETRY_AFTER_SECONDS = 10
AWAY = "Портал сейчас не может записать или прочитать данные. Ничего не потеряно. Повторите через минуту."
FAULT = "Портал ошибся. Наполовину ничего не записано. Повторите через минуту."
_FULL_OR_READ_ONLY = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_READ_ONLY_TRANSACTION = "25006"
# Of SQLite's errors those that pass by themselves or by the operator's hand; «no such column» is ours.
_SQLITE = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_READONLY",
    "SQLITE_FULL",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR",
)


def is_infrastructure(error: BaseException | None) -> bool:
    """Whether what was raised says that something the portal stands on is away, and not that the portal is wrong."""
    if isinstance(error, OSError) and error.errno in _FULL_OR_READ_ONLY:
        return True
    if isinstance(error, (redis.ConnectionError, redis.TimeoutError)):
        return True
    if not isinstance(error, (OperationalError, InterfaceError, InternalError)):
        return False
    cause = error.__cause__ or error
    name = getattr(cause, "sqlite_errorname", "")
    if name:
        return name.startswith(_SQLITE)
    if isinstance(error, InternalError):
        return getattr(cause, "pgcode", "") == _READ_ONLY_TRANSACTION
    return True


@contextmanager
def patience(*, seconds: int) -> Iterator[None]:
    """Wait only so long for another writer of SQLite: a question about health is answered before it is asked again."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {seconds * 1000:d}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual * 1000:d}")


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """500, or 503 with Retry-After where infrastructure is away: a page without a query, JSON under /api/."""
    away = is_infrastructure(sys.exc_info()[1])
    status, code, text = (503, "unavailable", AWAY) if away else (500, "error", FAULT)
    response: HttpResponse
    if request.path.startswith("/api/"):
        body = {"code": code, "detail": text, "fields": {}}
        response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    else:
        response = HttpResponse(render_to_string(f"{status}.html"), status=status)
    if away:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "private, no-store"
    return response
