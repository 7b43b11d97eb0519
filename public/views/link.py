"""The page that a link opens, and what follows it. GET writes nothing, whatever opens it."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chats.selectors import chats_of_person
from core import clock
from core.errors import Conflict, Forbidden, Refusal
from core.folding import one_line
from core.views import csrf_failure
from core.web import posted
from invitations.codes import link_code
from invitations.models import Invitation, JoinRequest
from invitations.services import acceptance
from public import selectors
from public.csrf import secret_form
from public.forms import AskForm
from public.rules import REMEMBERED_SECONDS
from public.texts import STALE
from public.views.common import of_link, secret_page, unknown


@of_link
def _stale(request: HttpRequest, link: Invitation) -> HttpResponse:
    """The form of a link without its token: the same page, all that was typed kept, and a word about it."""
    page = selectors.page_of_link(link, clock.now())
    form = AskForm(initial=request.POST.dict(), role=link.role)
    agreed = request.POST.get("agreed") == "yes"
    return _show(request, page, form, 403, refusal=Forbidden(STALE), agreed=agreed)


@secret_page
@secret_form(stale=_stale)
@require_http_methods(["GET", "HEAD", "OPTIONS", "POST"])
@of_link
def open_link(request: HttpRequest, link: Invitation) -> HttpResponse:
    """Show a link, or do what its holder pressed."""
    page = selectors.page_of_link(link, clock.now(), with_child=request.method != "POST")
    if _remembered(request, link) and not _asks_again(request, page):
        return redirect("public:next", link_code(link))
    form = AskForm(posted(request), role=link.role)
    if request.method == "POST" and page.is_open:
        return _press(request, page, form)
    return _show(request, page, form, 200 if page.is_open else 410)


def _asks_again(request: HttpRequest, page: selectors.LinkPage) -> bool:
    """A request that was rejected or withdrawn may be made anew, as long as the class's link is open."""
    if page.link.kind != Invitation.Kind.CLASS or not page.is_open or "again" not in request.GET:
        return False
    asked = _own_request(request, page.link)
    return asked is not None and asked.status in ("rejected", "withdrawn")


def _press(request: HttpRequest, page: selectors.LinkPage, form: AskForm) -> HttpResponse:
    link, what, text = page.link, request.POST.get("do", "accept"), page.text
    assert text is not None  # noqa: S101  (an open page has its text)
    read = str(text.pk)  # the tick belongs to the text that was read
    agreed = request.POST.get("agreed") == "yes" and request.POST.get("text", read) == read
    remembered = 0
    try:
        if what == "refuse":
            note = one_line(request.POST.get("contact_note", ""))
            acceptance.refuse_invitation(invitation=link, consent_text=text, contact_note=note)
            return _ended(request, page, "refused")
        if what == "not_me":
            acceptance.disown_invitation(invitation=link)
            return _ended(request, page, "not_me")
        if link.kind == Invitation.Kind.PERSONAL:
            acceptance.accept_invitation(invitation=link, consent_text=text, agreed=agreed)
        elif form.is_valid():
            made = acceptance.ask_to_join(
                invitation=link, consent_text=text, agreed=agreed, **form.cleaned_data
            )
            remembered = made.pk
        else:
            return _show(request, page, form, 400)
    except Refusal as refusal:
        fresh = selectors.link_by_code(link_code(link))
        now_page = selectors.page_of_link(fresh, clock.now()) if fresh else page
        return _show(request, now_page, form, refusal.status, refusal=refusal, agreed=agreed)
    response = redirect("public:next", link_code(link))
    _remember(response, link, remembered)
    return response


@secret_page
@require_safe
@of_link
def what_next(request: HttpRequest, link: Invitation) -> HttpResponse:
    """After acceptance, and only for the browser that accepted: the platform's link, the steps, the chats."""
    if _remembered(request, link) is None:
        return redirect("public:link", link_code(link))
    asked = _own_request(request, link) if link.kind == Invitation.Kind.CLASS else None
    context: dict[str, Any] = {"link": link, "code": link_code(link), "asked": asked}
    person = asked.person if asked else link.person
    if person is not None and (asked is None or asked.status == "accepted"):
        context["joined"] = True
        context["platform_link"] = selectors.platform_link_of(link)
        context["chats"] = chats_of_person(person, link.school_class, link.role)
    return render(request, "public/next.html", context)


@secret_page
@secret_form(stale=csrf_failure)
@require_http_methods(["POST"])
@of_link
def withdraw(request: HttpRequest, link: Invitation) -> HttpResponse:
    """Take one's own request back. What was decided or taken back meanwhile, the page that follows says."""
    asked = _own_request(request, link)
    if asked is None:
        return unknown(request)
    with suppress(Conflict):
        acceptance.withdraw_request(request=asked)
    return redirect("public:next", link_code(link))


def _show(
    request: HttpRequest, page: selectors.LinkPage, form: AskForm, status: int, **more: Any
) -> HttpResponse:
    context = {"page": page, "link": page.link, "form": form, **more}
    return render(request, "public/link.html", context, status=status)


def _ended(request: HttpRequest, page: selectors.LinkPage, how: str) -> HttpResponse:
    return render(request, "public/link_ended.html", {"page": page, "link": page.link, "how": how})


def _cookie(link: Invitation) -> str:
    return f"joined-{link.pk}"


def _remember(response: HttpResponse, link: Invitation, request_id: int) -> None:
    response.set_signed_cookie(
        _cookie(link),
        str(request_id),
        salt="gate",
        max_age=REMEMBERED_SECONDS,
        path=reverse("public:short_code"),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _remembered(request: HttpRequest, link: Invitation) -> str | None:
    """What this browser is remembered by, None if it has not accepted this link."""
    return request.get_signed_cookie(_cookie(link), None, salt="gate", max_age=REMEMBERED_SECONDS)


def _own_request(request: HttpRequest, link: Invitation) -> JoinRequest | None:
    """The request that this browser made by this link; a personal link has none."""
    remembered = _remembered(request, link)
    return selectors.own_request(int(remembered), link) if remembered else None
