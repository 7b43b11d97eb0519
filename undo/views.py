"""«Последние действия»: the bulk decisions, what an undo of each would do, the undo."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from core.access import PortalRequest
from core.errors import Refusal
from core.pagination import paginate
from core.web import back, check, refusals_as_messages, render_page, requires
from undo.models import Run
from undo.registry import kind_of
from undo.selectors import outcome_of, runs_for
from undo.services import rehearse_undo, undo_run


@require_safe
@requires("runs.view")
def runs(request: PortalRequest) -> HttpResponse:
    """The bulk decisions, newest first."""
    page = paginate(runs_for(request.access), ("-id",), request.GET.get("cursor"))
    return render_page(request, "undo/runs.html", {"page": page})


@require_safe
@requires("runs.view")
@cache_control(no_store=True)
def run(request: PortalRequest, pk: int) -> HttpResponse:
    """One: what its undo would take back and what would stay, with reasons; or what it did."""
    row = _run(request, pk)
    page = kind_of(row.kind).page
    context: dict[str, Any] = {
        "run": row,
        "may_undo": request.access.can("runs.undo", row),
        "page_url": reverse(page, args=[row.pk]) if page else "",
    }
    if row.status == Run.Status.UNDONE:
        context["outcome"] = outcome_of(list(row.written.order_by("pk")), over=True)
    elif context["may_undo"]:
        try:
            context["outcome"] = rehearse_undo(run=row, actor=request.user)
        except Refusal as refusal:
            context["refused"] = refusal.message
    obstacles = getattr(context.get("outcome"), "obstacles", ())
    context["own_runs"] = {
        other.pk for one in obstacles for other in one.runs if request.access.can("runs.undo", other)
    }
    context["by_hand"] = kind_of(row.kind).by_hand if any(one.lasting for one in obstacles) else ""
    return render_page(request, "undo/run.html", context)


@require_POST
@requires("runs.undo")
def undo(request: PortalRequest, pk: int) -> HttpResponse:
    """Take it back. What could not be is listed on the page of the run; with nothing to list, back where one was.

    `shown`: what the page had promised; where something else would be done now, nothing is, and it is shown anew.
    """
    row = _run(request, pk)
    check(request, "runs.undo", row)
    with refusals_as_messages(request):
        outcome = undo_run(run=row, actor=request.user, shown=request.POST.get("shown", ""))
        if outcome.kept_number or outcome.seen_number:
            messages.warning(request, "Отменено не всё: ниже то, чего вернуть нельзя, и почему.")
            return redirect("undo:run", row.pk)
        messages.success(request, f"Отменено: {row.title}.")
    return back(request, "undo:run", row.pk)


def _run(request: PortalRequest, pk: int) -> Run:
    return get_object_or_404(runs_for(request.access), pk=pk)
