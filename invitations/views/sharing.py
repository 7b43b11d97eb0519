"""«Поделиться»: ready words for each link, one after the other, and the note that it was handed over (lesson C12)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from core import clock
from core.access import PortalRequest
from core.errors import Refusal
from core.numbers import row_number
from core.russian import ru_plural
from core.web import back, check, get_or_post, refusals_as_messages, render_page, requires
from invitations.models import Invitation
from invitations.selectors import links as selectors
from invitations.selectors import sharing
from invitations.selectors.everyone import links_of_run
from invitations.services.handing import hand_over
from invitations.services.links import LINKS
from invitations.views.common import chosen_links, class_of, link_of, role_of
from undo.selectors import runs_for
from undo.web import tell_done


@get_or_post
@requires("invitations.manage")
@cache_control(no_store=True)
def share(request: PortalRequest) -> HttpResponse:
    """The links that were ticked, or all of a class. A POST comes from the list, whose ticks make too long an address."""
    given = request.POST if request.method == "POST" else request.GET
    now, access = clock.now(), request.access
    school_class = class_of(request, selectors.classes_with_links(access), given)
    rows: Any = selectors.links_for(access)
    if school_class:
        rows = sharing.links_of_class(rows, access, school_class, role_of(request, given))
    else:
        rows = rows.filter(pk__in=[row.pk for row in chosen_links(request, given.getlist("link"))])
    found = sharing.to_share(rows, access, now)
    of_class = sum(one.line.link.person_id is None for one in found)
    context = {
        "school_class": school_class,
        "role": role_of(request, given),
        "shared": found,
        "of_class": of_class,
        "personal": len(found) - of_class,
        "waiting": sum(one.waits for one in found),
        "without": sharing.without_link(access, school_class, now, role_of(request, given))
        if school_class
        else [],
        "next": request.get_full_path() if request.method == "GET" else "",
    }
    return render_page(request, "invitations/share.html", context)


@require_POST
@requires("invitations.manage")
def handed_out(request: PortalRequest) -> HttpResponse:
    """«Раздали на бумаге»: all links of a run, of a class, or those named, that nobody has handed over yet."""
    given, access = request.POST, request.access
    run, school_class = (
        row_number(given.get("run")),
        class_of(request, selectors.classes_with_links(access), given),
    )
    manage = access.rows("invitations.manage", Invitation)
    rows: Any = selectors.links_for(access).filter(pk__in=manage.values("pk"))
    if run is not None:
        made = links_of_run(access, get_object_or_404(runs_for(access), pk=run))
        rows = rows.filter(pk__in=made.values("pk"))
    elif school_class:
        rows = sharing.links_of_class(rows, access, school_class, role_of(request, given))
    else:
        rows = rows.filter(pk__in=[row.pk for row in chosen_links(request, given.getlist("link"))])
    with refusals_as_messages(request):
        paper = Invitation.Way.PAPER
        found = sharing.not_handed(rows, clock.now())
        done = hand_over(invitations=found, how=paper, actor=request.user)
        tell_done(request, f"Отмечено переданными {paper.label}: {ru_plural(done, LINKS)}.", done.run)
    return back(request, "invitations:list")


@require_POST
@requires("invitations.manage")
@cache_control(no_store=True)
def handed(request: PortalRequest, pk: int) -> HttpResponse:
    """Note how a link was handed over; without `how`, that it was not."""
    row = link_of(request, pk)
    check(request, "invitations.manage", row)
    by_htmx = getattr(request, "htmx", None)
    try:
        hand_over(invitations=[row], how=request.POST.get("how", ""), actor=request.user, single=True)
    except Refusal as refusal:
        if by_htmx:
            return _share_over(request, pk, refusal)
        messages.error(request, refusal.message)
    if by_htmx:
        rows: Any = selectors.links_for(request.access).filter(pk=pk)
        one = sharing.to_share(rows, request.access, clock.now())[0]
        context = {"one": one, "next": request.POST.get("next", ""), "just": True}
        return render(request, "invitations/_share_row.html", context)
    return back(request, "invitations:link", row.pk)


def _share_over(request: PortalRequest, pk: int, refusal: Refusal) -> HttpResponse:
    """In place of the card: what the link is by now, and that nothing was noted."""
    row = selectors.links_for(request.access).get(pk=pk)
    line = selectors.lines([row], request.access, clock.now())[0]
    return render(request, "invitations/_share_over.html", {"line": line, "refusal": refusal.message})
