"""The page that a link opens, and what follows it. GET writes nothing, whatever opens it."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chats.models import Chat
from chats.selectors import chats_of_person
from core import clock
from core.errors import Conflict, Forbidden, Refusal
from core.folding import one_line
from core.russian import familiar
from core.web import posted
from invitations.codes import link_code, link_url
from invitations.models import Invitation, JoinRequest
from invitations.selectors.returning import is_asked
from invitations.services import acceptance
from public import marks, selectors
from public.csrf import own_form
from public.forms import AskForm
from public.texts import INSTALL, STALE, STALE_AGAIN
from public.views.common import asked_before, mended, of_link, secret_page

OVER = (JoinRequest.Status.REJECTED, JoinRequest.Status.WITHDRAWN)


@of_link
def _stale(request: HttpRequest, link: Invitation) -> HttpResponse:
    """A form that is not of our page: the same page, all that was typed kept, and a word about it."""
    page = selectors.page_of_link(link, clock.now())
    form = AskForm(initial=request.POST.dict(), role=link.role)
    words = STALE_AGAIN if request.POST.get("stale") else STALE
    mine = marks.marks_of(request, link)
    return marks.keep(_show(request, page, form, mine, 403, refusal=Forbidden(words), stale=words), mine)


@secret_page
@own_form(stale=_stale)
@require_http_methods(["GET", "HEAD", "OPTIONS", "POST"])
@of_link
def open_link(request: HttpRequest, link: Invitation) -> HttpResponse:
    """Show a link, or do what its holder pressed. Whoever has pressed already is answered as then."""
    page = selectors.page_of_link(link, clock.now(), with_child=request.method != "POST")
    mine = marks.marks_of(request, link)
    standing = selectors.standing_of(link, mine.shown, clock.now())
    again = "again" in request.GET and page.is_open and standing is not None and _is_over(standing)
    if standing is not None and not again:
        return marks.keep(_answer(request, page, standing), mine)
    form = AskForm(posted(request), role=link.role, initial=_as_asked(standing))
    if request.method == "POST" and page.is_open:
        return marks.keep(_press(request, page, form, mine, again=again), mine)
    response = _show(request, page, form, mine, 200 if page.is_open else 410)
    return marks.keep(response, mine) if mine.is_new and page.is_open else response


@secret_page
@require_safe
def open_mended(request: HttpRequest, text: str) -> HttpResponse:
    """An address below ours that is none: a link with something behind it, or nothing at all."""
    return mended(request, text)


def _is_over(standing: selectors.Standing) -> bool:
    """A request that was rejected or withdrawn may be made anew, as long as the class's link is open."""
    return standing.request is not None and standing.request.status in OVER


def _as_asked(standing: selectors.Standing | None) -> dict[str, Any]:
    """What whoever asks again wrote the first time: they correct it."""
    asked = standing and standing.request
    return {name: getattr(asked, name) for name in AskForm.base_fields} if asked else {}


def _answer(request: HttpRequest, page: selectors.LinkPage, standing: selectors.Standing) -> HttpResponse:
    """What somebody sees who has pressed: the way on, or that the link is closed."""
    if standing.what in ("accepted", "asked"):
        more = {} if request.method == "POST" else {"back": "1"}
        return redirect(
            marks.with_mark(reverse("public:next", args=[link_code(page.link)]), standing.mark, **more)
        )
    if request.method == "POST":
        return redirect(marks.with_mark(reverse("public:link", args=[link_code(page.link)]), standing.mark))
    return render(request, "public/link_ended.html", {"page": page, "link": page.link, "how": standing.what})


def _press(
    request: HttpRequest, page: selectors.LinkPage, form: AskForm, mine: marks.Marks, *, again: bool
) -> HttpResponse:
    link, what, text, mark = page.link, request.POST.get("do", "accept"), page.text, mine.given
    assert text is not None  # noqa: S101  (an open page has its text)
    read = str(text.pk)  # the tick belongs to the text that was read
    giver = request.POST.get("giver", "")
    agreed = request.POST.get("agreed") == "yes" and request.POST.get("text", read) == read
    try:
        if what == "refuse":
            note = one_line(request.POST.get("contact_note", ""))
            acceptance.refuse_invitation(invitation=link, consent_text=text, contact_note=note, mark=mark)
        elif what == "not_me":
            acceptance.disown_invitation(invitation=link, mark=mark)
        elif link.kind == Invitation.Kind.PERSONAL:
            acceptance.accept_invitation(
                invitation=link, consent_text=text, agreed=agreed, mark=mark, giver=giver
            )
        elif form.is_valid():
            acceptance.ask_to_join(
                invitation=link, consent_text=text, agreed=agreed, mark=mark, again=again, **form.cleaned_data
            )
        else:
            return _show(request, _fresh(page), form, mine, 400, agreed=agreed)
    except Refusal as refusal:
        return _show(request, _fresh(page), form, mine, refusal.status, refusal=refusal, agreed=agreed)
    return _pressed(link, what, mark)


def _pressed(link: Invitation, what: str, mark: str) -> HttpResponse:
    """On to the page that stays the same however often it is asked for: the mark is in its address."""
    name = "public:link" if what in ("refuse", "not_me") else "public:next"
    return redirect(marks.with_mark(reverse(name, args=[link_code(link)]), mark))


def _fresh(page: selectors.LinkPage) -> selectors.LinkPage:
    """The page as it is now that a press has not gone through."""
    link = selectors.link_by_code(link_code(page.link))
    return selectors.page_of_link(link, clock.now()) if link else page


@secret_page
@require_safe
@of_link
def what_next(request: HttpRequest, link: Invitation) -> HttpResponse:
    """After acceptance, and only for the browser that accepted: the application, the class, the chats."""
    page = selectors.page_of_link(link, clock.now(), with_child=False)
    standing = selectors.standing_of(link, marks.marks_of(request, link).shown, clock.now())
    if standing is None or standing.what not in ("accepted", "asked"):
        return redirect("public:link", link_code(link))
    asked = standing.request
    person = asked.person if asked else link.person
    address = marks.with_mark(reverse("public:next", args=[link_code(link)]), standing.mark)
    context: dict[str, Any] = {
        "page": page,
        "link": link,
        "code": link_code(link),
        "asked": asked,
        "may_ask_again": page.is_open and _is_over(standing),
        "standing": standing,
        "came_back": "back" in request.GET,
        "step": 2 if "installed" in request.GET else 1,
        "address": address,
        "whole_address": settings.PORTAL_URL + address,
    }
    if person is not None and (asked is None or asked.status == JoinRequest.Status.ACCEPTED):
        chats = chats_of_person(person, link.school_class, link.role)
        context |= {
            "joined": True,
            "platform_link": selectors.platform_link_of(link),
            "install": INSTALL[link.school_class.platform],
            "chats": [chat for chat in chats if chat.status == Chat.Status.CREATED],
            "chats_awaited": any(chat.status == Chat.Status.PLANNED for chat in chats),
        }
    return render(request, "public/next.html", context)


@of_link
def _stale_withdrawal(request: HttpRequest, link: Invitation) -> HttpResponse:
    return redirect("public:next", link_code(link))


@secret_page
@own_form(stale=_stale_withdrawal)
@require_http_methods(["POST"])
@of_link
def withdraw(request: HttpRequest, link: Invitation) -> HttpResponse:
    """Take one's own request back. What was decided or taken back meanwhile, the page that follows says."""
    standing = selectors.standing_of(link, marks.marks_of(request, link).shown, clock.now())
    if standing is None or standing.request is None:
        return redirect("public:link", link_code(link))
    with suppress(Conflict):
        acceptance.withdraw_request(request=standing.request)
    return redirect(marks.with_mark(reverse("public:next", args=[link_code(link)]), standing.mark))


def _show(
    request: HttpRequest,
    page: selectors.LinkPage,
    form: AskForm,
    mine: marks.Marks,
    status: int,
    **more: Any,
) -> HttpResponse:
    refusal = more.pop("refusal", None)
    words = refusal.message if refusal else ""
    context = {
        "page": page,
        "link": page.link,
        "form": form,
        "mark": mine.given,
        "said": familiar(words) if page.link.role == Invitation.Role.PUPIL else words,
        "wrong": refusal.field if refusal else "",
        "agreed": request.POST.get("agreed") == "yes",
        "giver": request.POST.get("giver", ""),
        "url": link_url(page.link),
        "code": link_code(page.link),
        **asked_before(request),
        **more,
    }
    if page.is_accepted_one and is_asked(page.link):
        context["asked_to_return"] = True
    return render(request, "public/link.html", context, status=status)
