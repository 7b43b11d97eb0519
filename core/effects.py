"""Dry run: what a decision will do, told before it is made by the service itself, run and rolled back.

Services and the receivers of their signals call `emit` beside their `record`. Nobody listens as a rule; `preview` runs a
service inside a savepoint, gathers what was said, and takes everything back. So the list that a person reads before the
press is made by the very code that the press runs.
"""

import copy
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models, transaction


class What(StrEnum):
    """What becomes of the thing; `ASKS` changes nothing yet, it is a question that the decision raises."""

    OPENS = "opens"
    CLOSES = "closes"
    CHANGES = "changes"
    ASKS = "asks"


@dataclass(frozen=True)
class Effect:
    """One thing that a decision does. `model` is a label («roles.assignment»); `id` is None for what it makes anew."""

    what: What
    model: str
    id: int | None
    label: str
    sentence: str


_listening: ContextVar[list[Effect] | None] = ContextVar("effects", default=None)


def emit(what: What, obj: models.Model, sentence: str | Callable[[], str]) -> None:
    """Say that `what` happens to `obj`, in a Russian sentence or what makes one. Costs nothing while nobody listens."""
    heard = _listening.get()
    if heard is None:
        return
    number = None if what == What.OPENS else obj.pk  # that of a row made here goes back with the savepoint
    words = sentence if isinstance(sentence, str) else sentence()
    heard.append(Effect(what, obj._meta.label_lower, number, str(obj), words))


def emit_each(what: What, rows: Iterable[models.Model], sentence: Callable[[Any], str]) -> None:
    """The same of each of many rows. A queryset is asked only while somebody listens, so bulk statements stay as few."""
    if _listening.get() is not None:
        for row in rows:
            emit(what, row, sentence(row))


@contextmanager
def told() -> Iterator[list[Effect]]:
    """What a decision says while it is made for good: for a view that repeats a part of it."""
    heard: list[Effect] = []
    mark = _listening.set(heard)
    try:
        yield heard
    finally:
        _listening.reset(mark)


def preview(service: Callable[..., Any], **kwargs: Any) -> list[Effect]:
    """What `service(**kwargs)` would do, in the order in which it would; nothing of it stays.

    No row, no letter, no task is left behind: what waits for a commit goes with the savepoint. The arguments are copies,
    so that no instance of the caller's is taken for changed. Whatever the service raises (a Refusal above all) comes out.
    A preview inside a previewed service keeps its effects to itself.
    """
    heard: list[Effect] = []
    token = _listening.set(heard)
    try:
        with transaction.atomic():
            service(**copy.deepcopy(kwargs))
            transaction.set_rollback(True)
    finally:
        _listening.reset(token)
    return heard
