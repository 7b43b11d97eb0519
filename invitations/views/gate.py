"""The page that a link opens, for people without an account. GET writes nothing, whatever opens it."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consents.selectors import public_text
from core import clock
from core.csrf import secret_form
from core.errors import Forbidden, Refusal
from core.limits import address_of, all_taken, take
from core.names import printable
from core.views import csrf_failure
from core.web import public
from invitations import extensions
from invitations.codes import link_code
from invitations.forms.gate import AskForm, ShortCodeForm
from invitations.models import Invitation
from invitations.selectors import gate as selectors
from invitations.services import acceptance

MISSES, MISSES_SECONDS, SLOW_SECONDS = 30, 600, 5
COOKIE_AGE = 60 * 60 * 24 * 30
STALE = "Страница устарела, ничего не записано. Нажмите ещё раз: теперь получится."


def secret_page(view: Any) -> Any:
    """A page whose address is a secret: not kept, not indexed, not told to the next site (quality S3)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return public(guarded)


def _stale_gate(request: Any, code: str) -> HttpResponse:
    """The form of a link without its token: the same page, all that was typed kept, and a word about it."""
    link = selectors.invitation_by_code(code)
    if link is None:
        return _unknown(request)
    page = selectors.gate_of(link, clock.now())
    form = AskForm(initial=request.POST.dict(), role=link.role)
    agreed = request.POST.get("agreed") == "yes"
    return _show(request, page, form, 403, refusal=Forbidden(STALE), agreed=agreed)


def _stale_short(request: Any) -> HttpResponse:
    form = ShortCodeForm(initial=request.POST.dict())
    return render(request, "invitations/gate_short.html", {"form": form, "stale": STALE}, status=403)


@secret_page
@secret_form(stale=_stale_gate)
@require_http_methods(["GET", "HEAD", "OPTIONS", "POST"])
def gate(request: Any, code: str) -> HttpResponse:
    """Show a link, or do what its holder pressed."""
    link = selectors.invitation_by_code(code)
    if link is None:
        return _unknown(request)
    page = selectors.gate_of(link, clock.now(), with_child=request.method != "POST")
    if _remembered(request, link) and not _asks_again(request, page):
        return redirect("invitations:gate_next", code)
    form = AskForm(request.POST if request.method == "POST" else None, role=link.role)
    if request.method == "POST" and page.is_open:
        with clock.in_school(link.organization):
            return _press(request, page, form, code)
    return _show(request, page, form, 200 if page.is_open else 410)


def _asks_again(request: Any, page: selectors.Gate) -> bool:
    """A request that was rejected or withdrawn may be made anew, as long as the class's link is open."""
    if page.link.kind != Invitation.Kind.CLASS or not page.is_open or "again" not in request.GET:
        return False
    asked = selectors.own_request(int(_remembered(request, page.link) or 0), page.link)
    return asked is not None and asked.status in ("rejected", "withdrawn")


def _press(request: Any, page: selectors.Gate, form: AskForm, code: str) -> HttpResponse:
    link, what = page.link, request.POST.get("do", "accept")
    assert page.text is not None  # noqa: S101  (an open page has its text)
    read = str(page.text.pk)  # the tick belongs to the text that was read
    agreed = request.POST.get("agreed") == "yes" and request.POST.get("text", read) == read
    text = page.text
    assert text is not None  # a page without a consent text is not open
    remembered = 0
    try:
        if what == "refuse":
            acceptance.refuse_invitation(
                invitation=link,
                consent_text=text,
                contact_note=printable(request.POST.get("contact_note", "")),
            )
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
        fresh = selectors.invitation_by_code(code)
        now_page = selectors.gate_of(fresh, clock.now()) if fresh else page
        return _show(request, now_page, form, refusal.status, refusal=refusal, agreed=agreed)
    response = redirect("invitations:gate_next", code)
    _remember(response, link, remembered)
    return response


@secret_page
@require_safe
def gate_next(request: Any, code: str) -> HttpResponse:
    """After acceptance, and only for the browser that accepted: the platform's link, the steps, the chats."""
    link = selectors.invitation_by_code(code)
    if link is None:
        return _unknown(request)
    remembered = _remembered(request, link)
    if remembered is None:
        return redirect("invitations:gate", code)
    asked = selectors.own_request(int(remembered), link) if link.kind == Invitation.Kind.CLASS else None
    context: dict[str, Any] = {"link": link, "code": code, "asked": asked}
    person = asked.person if asked else link.person
    if person is not None and (asked is None or asked.status == "accepted"):
        with clock.in_school(link.organization):
            context["joined"] = True
            context["places"] = extensions.next_places(person, link.school_class, link.role)
    return render(request, "invitations/gate_next.html", context)


@secret_page
@secret_form(stale=csrf_failure)
@require_http_methods(["POST"])
def withdraw(request: Any, code: str) -> HttpResponse:
    """Take one's own request back."""
    link = selectors.invitation_by_code(code)
    remembered = _remembered(request, link) if link else None
    asked = selectors.own_request(int(remembered), link) if link and remembered else None
    if link is None or asked is None:
        raise Http404
    with clock.in_school(link.organization):
        acceptance.withdraw_request(request=asked)
    return redirect("invitations:gate_next", code)


@secret_page
@secret_form(stale=_stale_short)
@require_http_methods(["GET", "HEAD", "POST"])
def short(request: Any) -> HttpResponse:
    """Twelve digits from paper. Misses are counted by address (quality S9).

    A school has one address, so thirty slips of its own must not shut it: past the limit one code in five seconds is
    still looked at, and a right one opens. Guessing through that is slower than the limit is for whole days.
    """
    form = ShortCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who = address_of(request)
        limited = all_taken("short-code", who, times=MISSES)
        if limited and not take("short-code-slow", who, times=1, seconds=SLOW_SECONDS):
            return render(request, "invitations/gate_short.html", {"form": form, "limited": True}, status=429)
        link = selectors.invitation_by_short_code(form.cleaned_data["code"])
        if link is not None:
            return redirect("invitations:gate", link_code(link))
        if limited or not take("short-code", who, times=MISSES, seconds=MISSES_SECONDS):
            return render(request, "invitations/gate_short.html", {"form": form, "limited": True}, status=429)
        form.add_error("code", "Такого кода нет. Проверьте цифры: их двенадцать, по четыре в группе.")
    return render(request, "invitations/gate_short.html", {"form": form}, status=400 if form.errors else 200)


@secret_page
@require_safe
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """A version of the consent, a document of its own."""
    text = public_text(pk)
    if text is None:
        return _unknown(request)
    return render(request, "invitations/consent.html", {"text": text})


def _show(request: Any, page: selectors.Gate, form: AskForm, status: int, **more: Any) -> HttpResponse:
    return render(
        request,
        "invitations/gate.html",
        {"page": page, "link": page.link, "form": form, **more},
        status=status,
    )


def _ended(request: Any, page: selectors.Gate, how: str) -> HttpResponse:
    return render(request, "invitations/gate_ended.html", {"page": page, "link": page.link, "how": how})


def _unknown(request: HttpRequest) -> HttpResponse:
    """Unknown, forged, another's: one answer, byte for byte (quality S7)."""
    return render(request, "invitations/gate_unknown.html", status=404)


def _cookie(link: Invitation) -> str:
    return f"joined-{link.pk}"


def _remember(response: HttpResponse, link: Invitation, request_id: int) -> None:
    response.set_signed_cookie(
        _cookie(link),
        str(request_id),
        salt="gate",
        max_age=COOKIE_AGE,
        path=reverse("invitations:short"),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _remembered(request: HttpRequest, link: Invitation) -> str | None:
    """What this browser is remembered by, None if it has not accepted this link."""
    return request.get_signed_cookie(_cookie(link), None, salt="gate", max_age=COOKIE_AGE)
