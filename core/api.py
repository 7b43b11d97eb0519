"""What every API view shares."""

from typing import Any

from django.http import HttpRequest
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from core.errors import Refusal


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Refusals as {code, detail} with their status; the rest as DRF does."""
    if isinstance(exc, Refusal):
        body: dict[str, Any] = {"code": exc.code, "detail": exc.message}
        if exc.field:
            body["field"] = exc.field
        return Response(body, status=exc.status)
    return drf_exception_handler(exc, context)


class PolicyPermission(BasePermission):
    """Ask roles/policy.py for the action that the view names in `policy` ({method or action: name})."""

    message = "У вас нет права на это действие."

    def has_permission(self, request: Any, view: Any) -> bool:
        action = view.policy.get(getattr(view, "action", None) or request.method.lower())
        return bool(action) and bool(request.user and request.user.is_authenticated) and request.access.can(action)


def request_access(request: HttpRequest) -> Any:
    return request.access  # type: ignore[attr-defined]
