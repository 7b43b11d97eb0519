"""A decision that takes something away is asked for once, in words that name what ends: the one way to ask.

A view calls `ask_first` with the very service that the press runs. What the service says by `emit(What.CLOSES, …)` is shown
on a page with one button; that button sends the same form again, marked as confirmed.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.effects import What, preview
from core.once import ONCE_FIELD, SCHOOL_FIELD
from core.shown import CHANGED_SINCE, SHOWN, is_as_shown, mark_of
from core.web import own_path

CONFIRMED = "confirmed"
ALREADY_DONE = "Это уже сделано раньше: второй раз ничего не изменилось."
# What a form carries of its own accord, and the page that asks has anew.
_NOT_REPEATED = {"csrfmiddlewaretoken", ONCE_FIELD, SCHOOL_FIELD, CONFIRMED, SHOWN}


def row_to_end(
    request: HttpRequest,
    rows: QuerySet[Any],
    pk: Any,
    *,
    is_gone: Callable[[Any], bool] | None = None,
    gone: str = ALREADY_DONE,
) -> Any:
    """The one of `rows` that a press ends, or None where another tab was faster, which the next page says (`gone`).

    404 for what is there and not the reader's, and for an address tried without a form of ours. `is_gone`: whether what has the
    number is there no more, or never was; else any row of the model counts.
    """
    is_of_a_page = CONFIRMED in request.POST or "next" in request.POST
    if is_of_a_page and (is_gone(pk) if is_gone else not rows.model.objects.filter(pk=pk).exists()):
        messages.info(request, gone)
        return None
    return get_object_or_404(rows, pk=pk)


def ask_first(
    request: HttpRequest,
    service: Callable[..., Any],
    *,
    title: str,
    button: str,
    back_url: str,
    can_undo: bool = False,
    way_back: str = "",
    **kwargs: Any,
) -> HttpResponse | None:
    """The page that asks, or None where the press may go on: it was confirmed, or takes nothing away. What was confirmed is
    asked anew where by now it would do something else than the page had told.

    `title` is the question («Закончить назначение?»), `button` what the press does, `back_url` where «Не надо» leads;
    `way_back` a sentence for what has no «Отменить» and yet an exact way back («Открыть вход заново можно в любое время.»);
    `kwargs` are those of `service`, which runs inside a savepoint and raises what it raises. Nothing that was typed is lost:
    the page carries the whole form.
    """
    was_asked = CONFIRMED in request.POST
    if was_asked and SHOWN not in request.POST:
        return None
    effects = preview(service, **kwargs)
    mark = mark_of(sorted(effect.sentence for effect in effects))
    if was_asked and is_as_shown(request, mark):
        return None
    if not any(effect.what == What.CLOSES for effect in effects):
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_REPEATED
        for value in values
    ]
    context = {
        "title": title,
        "button": button,
        "back_url": own_path(request, back_url) or "/",
        "can_undo": can_undo,
        "way_back": way_back,
        "effects": effects,
        "mark": mark,
        "changed": CHANGED_SINCE if was_asked else "",
        "fields": fields,
        "action": request.get_full_path(),
    }
    return render(request, "confirm.html", context)
