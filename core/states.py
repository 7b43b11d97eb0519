"""The one door through which a state changes."""

from typing import Any

from django.db import models

from core.errors import Conflict


def transition(obj: Any, to: str, *, only_if: models.Q | None = None, **changes: Any) -> None:
    """Move `obj` to state `to` by one conditional UPDATE; of two racing callers one wins, the other gets Conflict.

    `obj` is a saved row whose class has `Status` and `TRANSITIONS` ({from: {to, …}}). `changes` are further
    columns written by the same statement; `only_if` narrows the condition. On success the instance in memory
    carries the new values; on Conflict it is left as it was.
    """
    model = type(obj)
    sources = [state for state, targets in model.TRANSITIONS.items() if to in targets]
    rows = model._base_manager.filter(pk=obj.pk, status__in=sources)
    if only_if is not None:
        rows = rows.filter(only_if)
    if rows.update(status=to, **changes) != 1:
        now = model._base_manager.filter(pk=obj.pk).values_list("status", flat=True).first()
        raise Conflict(_sentence(model, now, to))
    obj.status = to
    for name, value in changes.items():
        setattr(obj, name, value)


def _sentence(model: Any, now: str | None, to: str) -> str:
    if now is None:
        return f"{model._meta.verbose_name.capitalize()}: записи больше нет."
    labels = dict(model.Status.choices)
    return (
        f"{model._meta.verbose_name.capitalize()}: сейчас «{labels.get(now, now)}», перевести в «{labels.get(to, to)}» "
        "нельзя. Обновите страницу: возможно, это уже сделал кто-то другой."
    )
