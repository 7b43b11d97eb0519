"""Links for coming back, as those see them who give them: who asks, and the two taps that answer (lesson B6)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from core import clock
from core.access import PortalRequest
from core.numbers import row_number
from core.web import check, get_or_post, refusals_as_messages, render_page, requires
from invitations.codes import return_url
from invitations.models import Invitation, JoinRequest, ReturnLink
from invitations.selectors import links as link_selectors
from invitations.selectors import requests as request_selectors
from invitations.selectors import returning as selectors
from invitations.services import returning as services
from invitations.views.common import link_of
from orgstructure.selectors import people_for

ACTIONS = ("grant", "close")


@require_GET
@requires("returns.grant")
def returns(request: PortalRequest) -> HttpResponse:
    """Everybody who asks for a link to come back."""
    rows = selectors.asked_to_return(request.access)[: selectors.MAX_COUNTED]
    return render_page(request, "invitations/returns.html", {"rows": rows})


@get_or_post
@requires("returns.grant")
@cache_control(no_store=True)
def of_link(request: PortalRequest, pk: int) -> HttpResponse:
    """Of whoever accepted a personal link."""
    link = link_of(request, pk)
    check(request, "returns.grant", link)
    return _page(request, link, None)


@get_or_post
@requires("returns.grant")
@cache_control(no_store=True)
def of_request(request: PortalRequest, pk: int) -> HttpResponse:
    """Of whoever asked by a class's link."""
    row = get_object_or_404(request_selectors.requests_for(request.access), pk=pk)
    check(request, "returns.grant", row)
    return _page(request, row.invitation, row)


def _page(request: PortalRequest, link: Invitation, asked: JoinRequest | None) -> HttpResponse:
    if request.method == "POST":
        return _act(request, link, asked)
    now = clock.now()
    row = selectors.standing_return(link, asked, now)
    given = row is not None and row.status == ReturnLink.Status.OPEN
    person = asked.person if asked else link.person
    shown = person if person and people_for(request.access).filter(pk=person.pk).exists() else None
    sees_phone = request.access.can("people.see_phone")
    context = {
        "link": link,
        "asked": asked,
        "who": person.full_name if person else asked.full_name if asked else "",
        "card": shown.pk if shown else None,
        "phone": shown.phone if shown and sees_phone else "",
        "written": asked.phone if asked and sees_phone else "",
        "place": link_selectors.place_words(link.school_class),
        "detail": ""
        if asked
        else link_selectors.lines([_posted(request, link)], request.access, now)[0].detail,
        "row": row,
        "url": return_url(row) if given else "",
        "since": asked.created_at if asked else link.accepted_at,
    }
    return render_page(request, "invitations/returning.html", context)


def _posted(request: PortalRequest, link: Invitation) -> Invitation:
    return link_selectors.links_for(request.access).select_related("person", "school_class").get(pk=link.pk)


def _act(request: PortalRequest, link: Invitation, asked: JoinRequest | None) -> HttpResponse:
    what = request.POST.get("do", "grant")
    if what not in ACTIONS:
        raise Http404
    with refusals_as_messages(request):
        if what == "grant":
            services.grant_return(invitation=link, request=asked, actor=request.user)
        else:
            row = selectors.shown_return(link, asked, row_number(request.POST.get("row")) or 0)
            if row is None:
                raise Http404
            services.close_return(row=row, actor=request.user)
            messages.success(request, "Закрыто: по этой просьбе никто не войдёт.")
    if asked:
        return redirect("invitations:request_return", asked.pk)
    return redirect("invitations:return", link.pk)
