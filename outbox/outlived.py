"""Letters that have nothing to bring any more: each room says at start which of its own these are."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from outbox.rules import OF_A_LINK

_rules: list[Callable[[datetime], Q]] = []


def register(rule: Callable[[datetime], Q]) -> None:
    """`rule(now)` is a condition on Message; it may look into the tables of its room by `Exists`."""
    _rules.append(rule)


def outlived(now: datetime) -> Q:
    """Letters that nobody needs to receive: the link is over, the password is chosen, a later one has taken their place."""
    found = Q(kind__in=OF_A_LINK, give_up_at__lte=now)
    for rule in _rules:
        found |= rule(now)
    return found
