"""Placeholders for secrets in letters: written as {{name:ID}}, filled only at delivery: none lies in the database."""

import re
from collections.abc import Callable

_PLACEHOLDER = re.compile(r"\{\{([a-z_]+):(\d{1,18})\}\}")
HIDDEN = "•••"
_resolvers: dict[str, Callable[[int], str]] = {}
_shown: set[str] = set()
_addressees: dict[str, Callable[[int], str]] = {}


def register(
    name: str,
    resolver: Callable[[int], str],
    *,
    shown: bool = False,
    addressee: Callable[[int], str] | None = None,
) -> None:
    """An upper app says at start how `{{name:ID}}` is filled: `resolver(ID)` returns the text.

    `shown`: whether the page of a letter may show it to somebody who may resend the letter. A link that lets its
    holder in as another person must never be shown. `addressee(ID)` is the only address such a secret goes to:
    a placeholder that somebody typed into the name of a school must not bring it into their own letter.
    """
    _resolvers[name] = resolver
    if shown:
        _shown.add(name)
    if addressee:
        _addressees[name] = addressee


def fill(text: str, *, to: str) -> str:
    """`text` of a letter to the address `to` with every placeholder resolved.

    Run inside the organization's scope; an unknown name raises KeyError.
    """

    def resolved(match: re.Match[str]) -> str:
        name, pk = match.group(1), int(match.group(2))
        if name in _addressees and _addressees[name](pk).lower() != to.lower():
            return HIDDEN
        return _resolvers[name](pk)

    return _PLACEHOLDER.sub(resolved, text)


def fill_shown(text: str) -> str:
    """As `fill`, with only those secrets that a page may show; the others are masked."""
    return _PLACEHOLDER.sub(
        lambda match: _resolvers[match.group(1)](int(match.group(2))) if match.group(1) in _shown else HIDDEN,
        text,
    )


def mask(text: str) -> str:
    """`text` as people see it who may not see its secrets."""
    return _PLACEHOLDER.sub(HIDDEN, text)
