"""The registry of background jobs: what kinds of long work there are. An app registers its own at start (`AppConfig.ready`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Result:
    """What a work leaves: a file, kept until `expires_on` (for good without one), sealed where said."""

    name: str
    content_type: str
    content: bytes
    expires_on: date | None = None
    sealed: bool = False


class Progress(Protocol):
    """What the function of a kind is given: its school, its parameters, who asked, and how to say how far it is."""

    organization: Any
    params: Mapping[str, Any]
    actor: Any

    def report(self, done: int, total: int) -> None:
        """Say how far the work is; raises `Stopped` when it was cancelled or given to another worker meanwhile."""


class Stopped(Exception):
    """The work is not this worker's any more. Nobody catches it but the runner."""


Run = Callable[[Progress], Result | None]


@dataclass(frozen=True)
class Kind:
    """`title` is what people see; `run` does the work and may be begun again from its beginning after a kill."""

    title: str
    run: Run


_kinds: dict[str, Kind] = {}


def register(kind: str, *, title: str, run: Run) -> None:
    """Say how work of a kind is done. It runs in its school's scope and zone, outside a transaction."""
    if _kinds.setdefault(kind, Kind(title, run)) != Kind(title, run):
        raise ImproperlyConfigured(f"Work of the kind {kind!r} is registered already.")


def kind_of(kind: str) -> Kind:
    """An unknown kind is a mistake of ours and raises KeyError."""
    return _kinds[kind]
