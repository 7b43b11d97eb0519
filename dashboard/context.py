"""Context processor: what the layout around every page shows."""

from functools import partial
from typing import Any

from django.utils.functional import SimpleLazyObject

from core import clock
from core.access import PortalRequest
from core.views import THEMES
from dashboard.navigation import layout_for
from dashboard.selectors.home import step_of


def layout(request: PortalRequest) -> dict[str, Any]:
    """`layout` and `theme` for base.html, `next_step` for the rooms below; a stranger has neither layout nor step.

    Both are read when a template shows them, not before.
    """
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {"theme": theme if theme in THEMES else "", "layout": None, "next_step": None}
    if getattr(request, "organization", None):
        context["layout"] = SimpleLazyObject(partial(layout_for, request))
        context["next_step"] = SimpleLazyObject(lambda: step_of(request.access, clock.now()))
    return context
