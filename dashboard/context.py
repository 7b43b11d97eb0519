"""What the frame around every page shows."""

from typing import Any

from core.views import THEMES
from dashboard.navigation import shell_for


def shell(request: Any) -> dict[str, Any]:
    """`shell` and `theme` for base.html; a stranger has no shell."""
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {"theme": theme if theme in THEMES else "", "shell": None}
    if getattr(request, "organization", None):
        context["shell"] = shell_for(request)
    return context
