"""Icons as the package `lucide` draws them. Templates reach these by the tag `lucide` (`core/templatetags/portal.py`)."""

from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from lucide.jinja import lucide


@lru_cache(maxsize=1024)
def icon(name: str, size: int | None = 24, **attributes: Any) -> SafeString:
    """The SVG of an icon, drawn once for each size and attributes: thirty of them were a sixth of the time of a page."""
    return mark_safe(lucide(name, size=size, **attributes))  # noqa: S308  (the package escapes)
