"""What an upper app adds to the page after acceptance: its chats. Registered at start, asked when the page is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NextPlace:
    """One more place for the person to go to: a chat with its link."""

    title: str
    url: str
    platform: str


Provider = Callable[[Any, Any, str], list[NextPlace]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """`provider(person, school_class, role)` returns the places of a person who has joined."""
    _providers.append(provider)


def next_places(person: Any, school_class: Any, role: str) -> list[NextPlace]:
    return [place for provider in _providers for place in provider(person, school_class, role)]
