"""What the frame around every page shows."""

from typing import Any

from dashboard.navigation import shell_for


def shell(request: Any) -> dict[str, Any]:
    """`shell` for base.html; nothing for a stranger."""
    if not getattr(request, "organization", None):
        return {"shell": None}
    return {"shell": shell_for(request)}
