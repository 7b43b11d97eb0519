"""The queue of requests to join, and the decisions on them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.access import PortalRequest
from core.errors import Invalid
from core.numbers import row_number, row_numbers
from core.pagination import paginate
from core.russian import plural_form
from core.web import back, check, refusals_as_messages, render_page, requires
from invitations.filters import JoinRequestFilter
from invitations.models import JoinRequest
from invitations.selectors import requests as selectors
from invitations.selectors.returning import asked_to_return
from invitations.services import requests as services
from orgstructure.models import Person
from orgstructure.selectors import people_for
from orgstructure.texts import GUARDIAN_WRITTEN
from undo.web import tell_done

NAMED = 5


@require_GET
@requires("requests.view")
def queue(request: PortalRequest) -> HttpResponse:
    """Requests by state; the new ones with whom they probably mean."""
    asked = JoinRequestFilter.of_page(request, selectors.requests_for(request.access))
    asked.refuse("status")
    counts = selectors.request_counts(asked.without_tab())
    page = paginate(asked.qs, ("-pk",), request.GET.get("cursor"))
    decides = request.access.can("requests.decide")
    context = {
        "tabs": asked.tabs(selectors.TABS, counts),
        "state": asked.value("status"),
        "page": page,
        "lines": selectors.with_matches(page.rows),
        "counts": counts,
        "childless": selectors.childless(asked.without_tab()).order_by("-decided_at", "-pk")[:NAMED]
        if counts[selectors.CHILDLESS] and asked.value("status") == JoinRequest.Status.NEW
        else [],
        "may_decide": decides and asked.value("status") == "new",
        "decides": decides,
        "may_confirm": request.access.can("requests.confirm_child"),
        "may_choose_child": request.access.can("people.add"),
        "may_return": request.access.can("returns.grant"),
        "may_phone": request.access.can("people.see_phone"),
    }
    return render_page(request, "invitations/requests.html", context)


@require_POST
@requires("requests.decide")
def decide(request: PortalRequest) -> HttpResponse:
    """Accept or reject one (its own button) or all ticked; a rejection without a reason asks for it first."""
    one = request.POST.get("accept") or request.POST.get("reject")
    rejecting = "reject" in request.POST or (not one and request.POST.get("do") == "reject")
    rows = _picked(request, [one] if one else request.POST.getlist("pick"))
    if rejecting and not request.POST.get("reason", "").strip():
        rows = [row for row in rows if row.status == JoinRequest.Status.NEW]
        if not rows:  # another tab was faster
            messages.error(request, services.NOTHING)
            return redirect("invitations:requests")
        asking = asked_to_return(request.access, request__in=rows)
        context = {"rows": rows, "lines": selectors.with_matches(rows), "asking": asking}
        return render_page(request, "invitations/requests_reject.html", context)
    with refusals_as_messages(request):
        if rejecting:
            n = services.reject_requests(requests=rows, reason=request.POST["reason"], actor=request.user)
            tell_done(request, f"Отклонено заявок: {n}.", n.run)
        else:
            n = services.accept_requests(
                decisions=_as_whom(request, rows),
                actor=request.user,
                usual_case=[row.pk for row in rows if f"case-{row.pk}" in request.POST],
            )
            word = plural_form(n, "заявка", "заявки", "заявок")
            tell_done(request, f"Принято: {n} {word}. Примите и в кабинете платформы.", n.run)
    return redirect("invitations:requests")


@require_POST
@requires("requests.confirm_child")
def child(request: PortalRequest, pk: int) -> HttpResponse:
    """«Записать как ребёнка»: the likely child of an accepted parent is theirs."""
    row = get_object_or_404(selectors.requests_for(request.access), pk=pk)
    check(request, "requests.confirm_child", row)
    with refusals_as_messages(request):
        done = services.confirm_child(request=row, actor=request.user)
        [made] = done
        names = {"pupil": made.pupil.full_name, "guardian": made.guardian.full_name}
        tell_done(request, GUARDIAN_WRITTEN.format(**names), done.run)
    return back(request, "invitations:requests")


def _picked(request: PortalRequest, ids: list[str]) -> list[JoinRequest]:
    wanted = set(row_numbers(ids))
    rows = list(selectors.requests_for(request.access).filter(pk__in=wanted))
    if len(rows) != len(wanted) or not rows:
        raise Http404
    for row in rows:
        check(request, "requests.decide", row)
    return rows


def _as_whom(request: PortalRequest, rows: list[JoinRequest]) -> list[tuple[JoinRequest, Person | None]]:
    chosen = {row.pk: row_number(request.POST.get(f"person-{row.pk}")) for row in rows}
    ids = {pk for pk in chosen.values() if pk is not None}
    people = people_for(request.access).with_kinds(clock.today()).in_bulk(ids)
    if len(people) != len(ids):
        raise Invalid("Одного из выбранных людей нет в списке школы. Обновите страницу и выберите заново.")
    return [(row, people.get(chosen[row.pk] or 0)) for row in rows]
