"""Secrets in letters: written as {{name:ID}}, filled only at delivery: none lies in the database."""

import re
from collections.abc import Callable

_PLACEHOLDER = re.compile(r"\{\{([a-z_]+):(\d{1,18})\}\}")
HIDDEN = "•••"
_resolvers: dict[str, Callable[[int], str]] = {}
_shown: set[str] = set()


def register(name: str, resolver: Callable[[int], str], *, shown: bool = False) -> None:
    """An upper app says at start how `{{name:ID}}` is filled: `resolver(ID)` returns the text.

    `shown`: whether the page of a letter may show it to somebody who may resend the letter. A link that lets its
    holder in as another person must never be shown.
    """
    _resolvers[name] = resolver
    if shown:
        _shown.add(name)


def fill(text: str) -> str:
    """`text` with every placeholder resolved. Run inside the organization's scope; an unknown name raises KeyError."""
    return _PLACEHOLDER.sub(lambda match: _resolvers[match.group(1)](int(match.group(2))), text)


def fill_shown(text: str) -> str:
    """As `fill`, with only those secrets that a page may show; the others are veiled."""
    return _PLACEHOLDER.sub(
        lambda match: _resolvers[match.group(1)](int(match.group(2))) if match.group(1) in _shown else HIDDEN,
        text,
    )


def veil(text: str) -> str:
    """`text` as people see it who may not see its secrets."""
    return _PLACEHOLDER.sub(HIDDEN, text)
