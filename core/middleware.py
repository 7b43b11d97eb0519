"""Exception middleware: a refusal that no view caught becomes a page with its sentence and its status."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from core.access import PortalRequest
from core.errors import Refusal, error_body


class RefusalMiddleware:
    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: PortalRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(error_body(exception), status=exception.status)
        return render(request, "refusal.html", {"refusal": exception}, status=exception.status)
