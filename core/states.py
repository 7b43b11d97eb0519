"""State transitions, the one door through which a status changes: `transition` for a row, `transition_many` for a set of them."""

from typing import Any

from django.db import models

from core.errors import Conflict
from core.sets import update_returning


def transition(obj: Any, to: str, *, only_if: models.Q | None = None, **changes: Any) -> None:
    """Move `obj` to state `to` by one conditional UPDATE; of two racing callers one wins, the other gets Conflict.

    `obj` is a saved row whose class has `Status` and `TRANSITIONS` ({from: {to, …}}), and `STATE_WORDS` for states whose
    label does not end the sentence «Приказ уже …». `changes` are further
    columns written by the same statement; `only_if` narrows the condition. On success the instance in memory
    carries the new values; on Conflict it is left as it was.
    """
    model = type(obj)
    rows = model._base_manager.filter(pk=obj.pk, status__in=_sources(model, to))
    if only_if is not None:
        rows = rows.filter(only_if)
    if rows.update(status=to, **changes) != 1:
        now = model._base_manager.filter(pk=obj.pk).values_list("status", flat=True).first()
        raise Conflict(_sentence(model, now, to))
    obj.status = to
    for name, value in changes.items():
        setattr(obj, name, value)


def refuse_transition(obj: Any, to: str) -> None:
    """Conflict, in the words of `transition`, if the row at hand cannot be moved to `to`: before long work is begun."""
    if obj.status not in _sources(type(obj), to):
        raise Conflict(_sentence(type(obj), obj.status, to))


def transition_many(queryset: models.QuerySet[Any], to: str, **changes: Any) -> list[int]:
    """Move every row of `queryset` whose state allows it to `to` by one conditional UPDATE; the ids this call won.

    Of racing callers each wins rows that no other wins; what another has moved meanwhile is left as it is. `changes`
    are further columns, values or expressions of the row's own. Whoever may meet another over the same rows passes
    `.order_by("pk").select_for_update()`: both then take them in one order, and neither locks the other out.
    """
    return update_returning(queryset, models.Q(status__in=_sources(queryset.model, to)), status=to, **changes)


def _sources(model: Any, to: str) -> list[str]:
    """The states from which a row of `model` may be moved to `to`."""
    return [state for state, targets in model.TRANSITIONS.items() if to in targets]


def _sentence(model: Any, now: str | None, to: str) -> str:
    if now is None:
        return f"{model._meta.verbose_name.capitalize()}: записи больше нет."
    if now in _sources(model, to):  # the state would allow it, a further condition does not
        name = model._meta.verbose_name.capitalize()
        return f"{name}: пока вы решали, здесь что-то изменилось. Обновите страницу и посмотрите ещё раз."
    return f"{state_words(model, now)}: сделать это больше нельзя. Обновите страницу: возможно, кто-то решил раньше вас."


def state_words(model: Any, state: str) -> str:
    """«Приказ уже подписан»: the label of the state, or the words of `model.STATE_WORDS` where it makes no such sentence."""
    own: dict[str, str] = getattr(model, "STATE_WORDS", {})
    return own.get(state) or f"{model._meta.verbose_name.capitalize()} уже {model.Status(state).label}"
