"""Middlewares that know no room: a refusal becomes a page, a wrong body is not read, no page of a person is kept."""

import codecs
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import is_valid_path

from core.access import PortalRequest
from core.errors import Refusal, TooLarge, UnknownCharset, error_body
from core.once import drop_messages
from core.races import conflict_of


def refusal_as_json(refusal: Refusal) -> JsonResponse:
    """As the API says it, where DRF has no part in the answer."""
    return JsonResponse(error_body(refusal), status=refusal.status, json_dumps_params={"ensure_ascii": False})


class RefusalMiddleware:
    """A refusal, and a race that a constraint decided, as a page. What a failed view has said of its work is not shown: its
    work is undone.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: PortalRequest, exception: Exception) -> HttpResponse | None:
        drop_messages(request)
        if isinstance(exception, IntegrityError):
            exception = conflict_of(exception) or exception
        if not isinstance(exception, Refusal):
            return None
        if request.path.startswith("/api/"):
            return refusal_as_json(exception)
        return render(request, "refusal.html", {"refusal": exception}, status=exception.status)


class MethodMiddleware:
    """An address that is only sent to, asked for as a page: 405 with a page that says so and leads back.

    A bookmark, a restored tab or an address line leads there; the browser would show a blank page of its own.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.path.startswith("/api/") or response.content:
            return response
        page = render(request, "405.html", {"way_back": _way_back(request.path)}, status=405)
        page["Allow"] = response["Allow"]
        return page


def _way_back(path: str) -> str:
    """The page above this address: of /structure/classes/5/archive/ the class; "" where there is none but the home page."""
    parts = path.strip("/").split("/")
    for end in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:end]) + "/"
        if is_valid_path(above):
            return above
    return ""


class BodyMiddleware:
    """A body that is too large or in another charset is refused before a byte of it is read: nothing is spooled or guessed.

    A body is read only as far as its Content-Length says, so that one that says less than it brings is cut.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_short(request.META.get("CONTENT_LENGTH") or "0"):
            limit = settings.MAX_BODY_BYTES // 1024**2
            words = f"Отправлено больше {limit} МБ. Нужен файл не больше 10 МБ: уменьшите его и отправьте ещё раз."
            return _unread(request, TooLarge(words), "Файл слишком большой")
        charset = (request.content_params or {}).get("charset", "utf-8")
        if not _is_utf8(charset):
            words = f"Отправлено в кодировке «{charset[:40]}», а портал читает только UTF-8."
            return _unread(request, UnknownCharset(words), "Запрос не читается")
        return self.get_response(request)


def _is_short(length: str) -> bool:
    return length.isascii() and length.isdigit() and int(length[:20]) <= settings.MAX_BODY_BYTES


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in ("utf-8", "ascii")
    except (LookupError, ValueError):
        return False


def _unread(request: HttpRequest, refusal: Refusal, title: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return refusal_as_json(refusal)
    page = render_to_string("unread.html", {"refusal": refusal, "title": title})
    return HttpResponse(page, status=refusal.status)


class NoStoreMiddleware:
    """What is shown to somebody signed in is kept by no browser and no proxy: «Назад» after signing out shows nothing."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        response = self.get_response(request)
        kept = response.status_code != 503 and "no-store" not in response.get("Cache-Control", "")
        if kept and (request.path.startswith("/api/") or request.user.is_authenticated):
            response["Cache-Control"] = "private, no-store"
        return response
