"""Secrets in letters: written as {{name:ID}}, filled only at delivery: none lies in the database."""

import re
from collections.abc import Callable

_PLACEHOLDER = re.compile(r"\{\{([a-z_]+):(\d{1,18})\}\}")
_resolvers: dict[str, Callable[[int], str]] = {}


def register(name: str, resolver: Callable[[int], str]) -> None:
    """An upper app says at start how `{{name:ID}}` is filled: `resolver(ID)` returns the text."""
    _resolvers[name] = resolver


def fill(text: str) -> str:
    """`text` with every placeholder resolved. Run inside the organization's scope; an unknown name raises KeyError."""
    return _PLACEHOLDER.sub(lambda match: _resolvers[match.group(1)](int(match.group(2))), text)


def veil(text: str) -> str:
    """`text` as people see it who may not see its secrets."""
    return _PLACEHOLDER.sub("•••", text)
