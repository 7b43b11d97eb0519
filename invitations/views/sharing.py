"""«Поделиться»: ready words for each link, one after the other, and the note that it was handed over (lesson C12)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from core import clock
from core.access import PortalRequest
from core.web import back, check, get_or_post, refusals_as_messages, render_page, requires
from invitations.selectors import links as selectors
from invitations.selectors import sharing
from invitations.services.handing import hand_over
from invitations.views.common import chosen_links, class_of, link_of, role_of
from orgstructure.selectors import classes_for


@get_or_post
@requires("invitations.manage")
@cache_control(no_store=True)
def share(request: PortalRequest) -> HttpResponse:
    """The links that were ticked, or all of a class. A POST comes from the list, whose ticks make too long an address."""
    given = request.POST if request.method == "POST" else request.GET
    now, access = clock.now(), request.access
    school_class = class_of(request, classes_for(access), given)
    rows: Any = selectors.links_for(access)
    if school_class:
        rows = sharing.links_of_class(rows, access, school_class, role_of(request, given))
    else:
        rows = rows.filter(pk__in=[row.pk for row in chosen_links(request, given.getlist("link"))])
    found = sharing.to_share(rows, access, now)
    context = {
        "school_class": school_class,
        "role": role_of(request, given),
        "shared": found,
        "waiting": sum(one.waits for one in found),
        "without": sharing.without_link(access, school_class, now) if school_class else 0,
        "next": request.get_full_path() if request.method == "GET" else "",
    }
    return render_page(request, "invitations/share.html", context)


@require_POST
@requires("invitations.manage")
@cache_control(no_store=True)
def handed(request: PortalRequest, pk: int) -> HttpResponse:
    """Note how a link was handed over; without `how`, that it was not."""
    row = link_of(request, pk)
    check(request, "invitations.manage", row)
    with refusals_as_messages(request):
        hand_over(invitations=[row], how=request.POST.get("how", ""), actor=request.user)
        if getattr(request, "htmx", None):
            rows: Any = selectors.links_for(request.access).filter(pk=pk)
            one = sharing.to_share(rows, request.access, clock.now())[0]
            context = {"one": one, "next": request.POST.get("next", ""), "just": True}
            return render(request, "invitations/_share_row.html", context)
    return back(request, "invitations:link", row.pk)
