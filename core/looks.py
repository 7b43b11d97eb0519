"""Status badges: how a state looks as a chip: its tone, its icon, its word. Each app registers its own states at start."""

from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured


class Look(NamedTuple):
    """`tone` is a class of static/css/portal.css, `icon` a name of Lucide."""

    tone: str
    icon: str
    label: str


_looks: dict[str, Look] = {}


def register(looks: Mapping[str, tuple[str, str, str]]) -> None:
    """{state: (tone, icon, word)}. One state looks one way everywhere: ImproperlyConfigured for a second look."""
    for state, look in looks.items():
        if _looks.setdefault(state, Look(*look)) != look:
            raise ImproperlyConfigured(f"The state {state!r} already looks otherwise: {_looks[state]}.")


def look_of(state: str) -> Look:
    """An unknown state is a mistake of ours and raises KeyError."""
    return _looks[state]


def registered() -> dict[str, Look]:
    """Every state that has a look."""
    return dict(_looks)
