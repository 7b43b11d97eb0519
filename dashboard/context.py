"""What the frame around every page shows."""

from functools import partial
from typing import Any

from django.utils.functional import SimpleLazyObject

from core.access import PortalRequest
from core.views import THEMES
from dashboard.navigation import shell_for


def shell(request: PortalRequest) -> dict[str, Any]:
    """`shell` and `theme` for base.html; a stranger has no shell. Read when the template shows it, not before."""
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {"theme": theme if theme in THEMES else "", "shell": None}
    if getattr(request, "organization", None):
        context["shell"] = SimpleLazyObject(partial(shell_for, request))
    return context
