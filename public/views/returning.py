"""Coming back: somebody who has accepted asks for a link, and opens the one that was given (lesson B6)."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock
from core.errors import Conflict
from core.names import search_form
from core.rate_limit import address_of, take
from core.web import get_or_post, posted
from invitations.codes import link_code, read_return_code
from invitations.models import Invitation, JoinRequest, ReturnLink
from invitations.rules import ASKS_OF_A_CLASS_LINK, ASKS_OF_A_LINK, ASKS_OF_AN_ADDRESS, ASKS_SECONDS
from invitations.selectors.returning import requests_meant, return_by_code
from invitations.services import returning
from public import marks, selectors
from public.csrf import own_form
from public.forms import ReturnForm
from public.views.common import TOO_OFTEN, asked_before, mended, of_link, secret_page, unknown
from roles.selectors import whom_to_ask

View = Callable[..., HttpResponse]


@of_link
def _back_to_link(request: HttpRequest, link: Invitation) -> HttpResponse:
    return redirect("public:link", link_code(link))


@secret_page
@own_form(stale=_back_to_link)
@get_or_post
@of_link
def ask(request: HttpRequest, link: Invitation) -> HttpResponse:
    """«Попросить ссылку»: to the class teacher. Past the limit nothing is recorded, and that is said alike to everybody."""
    if link.kind == Invitation.Kind.CLASS:
        return _ask_by_name(request, link)
    if request.method != "POST":
        return redirect("public:link", link_code(link))
    place = reverse("public:link", args=[link_code(link)])
    if not _may_ask(request, link, ASKS_OF_A_LINK):
        return redirect(f"{place}?{TOO_OFTEN}=1")
    try:
        returning.ask_to_return(invitation=link)
    except Conflict:
        return redirect(place)
    return redirect(f"{place}?asked=1")


def _ask_by_name(request: HttpRequest, link: Invitation) -> HttpResponse:
    """By a class's link one says who one is. Whether somebody so named has asked to join, the answer never tells."""
    form = ReturnForm(posted(request), role=link.role)
    if request.method == "POST" and form.is_valid():
        place = reverse("public:ask_to_return", args=[link_code(link)])
        if not (_may_ask(request, link, ASKS_OF_A_CLASS_LINK) and _may_ask_as(link, form.cleaned_data)):
            return redirect(f"{place}?{TOO_OFTEN}=1")
        _ask_for(requests_meant(link, **form.cleaned_data))
        return redirect(f"{place}?asked=1")
    context = {
        "page": selectors.page_of_link(link, clock.now(), with_child=False),
        "link": link,
        "code": link_code(link),
        "form": form,
        "mark": marks.marks_of(request, link).given,
        **({} if form.errors else asked_before(request)),
    }
    return render(request, "public/ask_to_return.html", context, status=400 if form.errors else 200)


def _ask_for(meant: list[JoinRequest]) -> None:
    for row in meant:
        with suppress(Conflict):
            returning.ask_to_return(invitation=row.invitation, request=row)


def _may_ask_as(link: Invitation, typed: dict[str, str]) -> bool:
    """Not again and again after one was turned down: counted by the names as they were typed, in whatever order, for the
    answer may not tell whether anybody so named has asked to join."""
    names = [" ".join(sorted(search_form(name).split())) for name in typed.values()]
    who = hashlib.sha256("|".join([str(link.pk), *names]).encode()).hexdigest()
    return take("return-name", who, times=ASKS_OF_A_LINK, seconds=ASKS_SECONDS)


def _may_ask(request: HttpRequest, link: Invitation, times: int) -> bool:
    of_link_left = take("return-link", str(link.pk), times=times, seconds=ASKS_SECONDS)
    return of_link_left and take(
        "return-ask", address_of(request), times=ASKS_OF_AN_ADDRESS, seconds=ASKS_SECONDS
    )


def _of_return(view: View) -> View:
    """Give the view the link for coming back that the code names, in its school and its time."""

    @wraps(view)
    def found(request: HttpRequest, code: str) -> HttpResponse:
        row = return_by_code(code)
        if row is None:
            return unknown(request) if read_return_code(code) else mended(request, code)
        with clock.in_school(row.invitation.organization):
            return view(request, row)

    return found


@_of_return
def _stale(request: HttpRequest, row: ReturnLink) -> HttpResponse:
    return _show(request, row, 403)


@secret_page
@own_form(stale=_stale)
@get_or_post
@_of_return
def come_back(request: HttpRequest, row: ReturnLink) -> HttpResponse:
    """The link that was given: one press, and this browser has the way on. GET writes nothing, whatever opens it.

    Opened again by the browser that has the way on, it leads there.
    """
    mine = marks.marks_of(request, row.invitation)
    if request.method != "POST":
        standing = selectors.standing_of(row.invitation, mine.shown, clock.now())
        if standing and standing.what in ("accepted", "asked") and standing.request == row.request:
            return _way_on(row, standing.mark)
        return marks.keep(_show(request, row, 200, mine), mine)
    try:
        returning.use_return(row=row, mark=mine.given)
    except Conflict:
        return _show(request, row, 410, mine)
    return marks.keep(_way_on(row, mine.given), mine)


def _way_on(row: ReturnLink, mark: str) -> HttpResponse:
    address = reverse("public:next", args=[link_code(row.invitation)])
    return redirect(marks.with_mark(address, mark, back="1"))


def _show(
    request: HttpRequest, row: ReturnLink, status: int, mine: marks.Marks | None = None
) -> HttpResponse:
    opens = status != 410 and row.state_at(clock.now()) == ReturnLink.Status.OPEN
    link = row.invitation
    person = row.request.person if row.request else link.person
    context = {
        "page": selectors.Giver(link.organization, whom_to_ask(link.school_class, maker=row.granted_by)),
        "link": link,
        "row": row,
        "opens": opens,
        "who": person.masked_name if person else "",
        "mark": (mine or marks.marks_of(request, link)).given,
    }
    return render(request, "public/come_back.html", context, status=status if opens else 410)
