"""Middlewares that know no room: a refusal becomes a page, a large body is not read, no page of a person is kept."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from core.access import PortalRequest
from core.errors import Refusal, TooLarge, error_body
from core.races import conflict_of


def refusal_as_json(refusal: Refusal) -> JsonResponse:
    """As the API says it, where DRF has no part in the answer."""
    return JsonResponse(error_body(refusal), status=refusal.status, json_dumps_params={"ensure_ascii": False})


class RefusalMiddleware:
    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: PortalRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, IntegrityError):
            exception = conflict_of(exception) or exception
        if not isinstance(exception, Refusal):
            return None
        if request.path.startswith("/api/"):
            return refusal_as_json(exception)
        return render(request, "refusal.html", {"refusal": exception}, status=exception.status)


class BodyLimitMiddleware:
    """413 for a body that is too large, before a byte of it is read: nothing is spooled, nobody waits for the upload.

    A body is read only as far as its Content-Length says, so that one that says less than it brings is cut.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length[:20]) <= settings.MAX_BODY_BYTES:
            return self.get_response(request)
        limit = settings.MAX_BODY_BYTES // 1024**2
        refusal = TooLarge(
            f"Отправлено больше {limit} МБ. Нужен файл не больше 10 МБ: уменьшите его и отправьте ещё раз."
        )
        if request.path.startswith("/api/"):
            return refusal_as_json(refusal)
        return HttpResponse(render_to_string("413.html", {"refusal": refusal}), status=refusal.status)


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
