"""Coming back: somebody who has accepted asks for a link, and opens the one that was given (lesson B6)."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import Conflict
from core.rate_limit import address_of, take
from core.web import get_or_post
from invitations.codes import link_code, read_return_code
from invitations.models import Invitation, ReturnLink
from invitations.rules import ASKS_OF_A_LINK, ASKS_OF_AN_ADDRESS, ASKS_SECONDS
from invitations.selectors.returning import return_by_code
from invitations.services import returning
from public import marks, selectors
from public.csrf import own_form
from public.views.common import mended, of_link, secret_page, unknown
from roles.selectors import whom_to_ask

View = Callable[..., HttpResponse]


@of_link
def _back_to_link(request: HttpRequest, link: Invitation) -> HttpResponse:
    return redirect("public:link", link_code(link))


@secret_page
@own_form(stale=_back_to_link)
@require_http_methods(["POST"])
@of_link
def ask(request: HttpRequest, link: Invitation) -> HttpResponse:
    """«Попросить ссылку»: to the class teacher. The answer is the same however often it is asked for (limited)."""
    if _may_ask(request, link):
        try:
            returning.ask_to_return(invitation=link)
        except Conflict:
            return redirect("public:link", link_code(link))
    return redirect(f"{reverse('public:link', args=[link_code(link)])}?asked=1")


def _may_ask(request: HttpRequest, link: Invitation) -> bool:
    of_link_left = take("return-link", str(link.pk), times=ASKS_OF_A_LINK, seconds=ASKS_SECONDS)
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
    """The link that was given: one press, and this browser has the way on. GET writes nothing, whatever opens it."""
    mine = marks.marks_of(request, row.invitation)
    if request.method != "POST":
        return marks.keep(_show(request, row, 200, mine), mine)
    try:
        returning.use_return(row=row, mark=mine.given)
    except Conflict:
        return _show(request, row, 410, mine)
    address = reverse("public:next", args=[link_code(row.invitation)])
    return marks.keep(redirect(marks.with_mark(address, mine.given, back="1")), mine)


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
