"""Context processor: what the layout around every page shows."""

from functools import partial
from typing import Any

from django.utils.functional import SimpleLazyObject

from core.access import PortalRequest
from core.views import THEMES
from dashboard.navigation import layout_for


def layout(request: PortalRequest) -> dict[str, Any]:
    """`layout` and `theme` for base.html; a stranger has no layout. Read when the template shows it, not before."""
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {"theme": theme if theme in THEMES else "", "layout": None}
    if getattr(request, "organization", None):
        context["layout"] = SimpleLazyObject(partial(layout_for, request))
    return context
