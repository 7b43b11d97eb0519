"""Placeholders for secrets in letters: written as {{name:ID}}, filled only at delivery: none lies in the database."""

import re
from collections.abc import Callable

_PLACEHOLDER = re.compile(r"\{\{([a-z_]+):(\d{1,18})\}\}")
HIDDEN = "•••"
_resolvers: dict[str, Callable[[int], str]] = {}
_shown: set[str] = set()
_addressees: dict[str, Callable[[int], str]] = {}


class Gone(Exception):
    """What a letter was to bring is no more; its text says so to the person who sees the letter on «Почта»."""


def register(
    name: str,
    resolver: Callable[[int], str],
    *,
    shown: bool = False,
    addressee: Callable[[int], str] | None = None,
) -> None:
    """An upper app says at start how `{{name:ID}}` is filled: `resolver(ID)` returns the text, or raises Gone.

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

    Run inside the organization's scope. KeyError for an unknown name, Gone where a resolver says that its secret is over.
    """

    def resolved(match: re.Match[str]) -> str:
        name, pk = match.group(1), int(match.group(2))
        if name in _addressees and _addressees[name](pk).lower() != to.lower():
            return HIDDEN
        return _resolvers[name](pk)

    return _PLACEHOLDER.sub(resolved, text)


def fill_shown(text: str) -> str:
    """As `fill`, with only those secrets that a page may show; the others are masked, and what is over says so."""

    def shown(match: re.Match[str]) -> str:
        name, pk = match.group(1), int(match.group(2))
        try:
            return _resolvers[name](pk) if name in _shown else HIDDEN
        except Gone as over:
            return f"({over})"

    return _PLACEHOLDER.sub(shown, text)


def mask(text: str) -> str:
    """`text` as people see it who may not see its secrets."""
    return _PLACEHOLDER.sub(HIDDEN, text)
