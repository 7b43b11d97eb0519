"""«Пригласить всех без ссылки»: who would be, one press, and what it made."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import PortalRequest
from core.errors import Conflict, Refusal
from core.shown import CHANGED_SINCE, is_as_shown, mark_of
from core.web import check, get_or_post, refusals_as_messages, render_page, requires
from invitations.models import Invitation
from invitations.selectors import everyone as selectors
from invitations.selectors.sharing import not_handed
from invitations.services import mailing
from invitations.services.everyone import invite_everyone
from undo.models import Run
from undo.selectors import runs_for
from undo.web import tell_done


@get_or_post
@requires("invitations.create")
def everyone(request: PortalRequest) -> HttpResponse:
    """Who would be invited and who is passed over, by class and role; a POST invites the ticked ones."""
    groups = selectors.groups_to_invite(request.access, clock.now())
    context: dict[str, Any] = {
        "groups": [group for group in groups if group.free or group.refused or group.left or group.disowned],
        "total": sum(group.number for group in groups),
        "no_platform_link": sum(group.free for group in groups if not group.has_platform_link),
        "refused": sum(group.refused for group in groups),
        "left": sum(group.left for group in groups),
        "disowned": sum(group.disowned for group in groups),
        "invited": sum(group.invited for group in groups),
        "joined": sum(group.joined for group in groups),
        "unserved": next((group for group in groups if group.free and not group.has_platform_link), None),
        "ticked": {group.key for group in groups if group.number},
        "mark": mark_of([(group.key, group.number) for group in groups if group.number]),
    }
    if request.method != "POST":
        return render_page(request, "invitations/everyone.html", context)
    wanted = set(request.POST.getlist("group"))
    chosen = [group for group in groups if group.key in wanted and group.number]
    for group in chosen:
        check(request, "invitations.create", Invitation(school_class=group.school_class, role=group.role))
    try:
        if not is_as_shown(request, context["mark"]):
            raise Conflict(CHANGED_SINCE)
        run, job = invite_everyone(
            organization=request.organization,
            enrolment_ids=selectors.enrolments_to_invite(request.access, chosen),
            skipped=selectors.skipped_words(groups, chosen),
            actor=request.user,
        )
    except Refusal as refusal:
        context |= {"refusal": refusal.message, "ticked": wanted}
        return render_page(request, "invitations/everyone.html", context, status=refusal.status)
    if job:
        return redirect("files:job", job.pk)
    tell_done(request, f"{run.title}.", run)
    return redirect("invitations:made_by_run", run.pk)


@require_safe
@requires("invitations.create")
@cache_control(no_store=True)
def made_by_run(request: PortalRequest, pk: int) -> HttpResponse:
    """What one press made, by class and role: print it, mail it, undo it."""
    run = _run(request, pk)
    rows = selectors.links_of_run(request.access, run)
    working = rows.working(clock.now())
    context = {
        "run": run,
        "places": selectors.by_place(rows),
        "working": working.count(),
        "with_mail": working.exclude(person__email="").filter(sent_at=None).count(),
        "to_hand": not_handed(rows, clock.now()).count(),
        "may_undo": request.access.can("runs.undo", run),
    }
    return render_page(request, "invitations/made_by_run.html", context)


@require_POST
@requires("invitations.create")
def mail_run(request: PortalRequest, pk: int) -> HttpResponse:
    """Mail the links of a run to those who have an address and have not been written to."""
    run = _run(request, pk)
    rows = selectors.links_of_run(request.access, run).working(clock.now()).filter(sent_at=None)
    with refusals_as_messages(request):
        links = list(rows.exclude(person__email="").select_related("organization"))
        mailed = mailing.send_invitations(invitations=links, actor=request.user)
        tell_done(request, mailing.told_mailed(mailed), mailed.run)
    return redirect("invitations:made_by_run", run.pk)


def _run(request: PortalRequest, pk: int) -> Run:
    return get_object_or_404(runs_for(request.access).filter(kind="links.made"), pk=pk)
