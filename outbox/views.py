"""«Почта»: what left, what waits, what failed and why; one press for what only a person can decide."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from audit.selectors import address_of, events_about
from core.access import PortalRequest
from core.confirm import ask_first
from core.pagination import paginate
from core.russian import ru_plural
from core.web import back, check, file_response, refusals_as_messages, render_page, requires
from outbox import selectors, services, texts
from outbox.filters import MessageFilter
from outbox.models import Message

Status = Message.Status


@require_safe
@requires("mail.view")
def letters(request: PortalRequest) -> HttpResponse:
    asked = MessageFilter.of_page(request, selectors.messages(request.access))
    counts = selectors.counts(request.access)
    letters_in = counts.by_status
    states = [("", "Все"), (MessageFilter.DECIDE, "ждут решения"), *Status.choices]
    to_decide = sum(letters_in.get(state, 0) for state in selectors.NEEDS_A_PERSON)
    shown = {**letters_in, "": sum(letters_in.values()), MessageFilter.DECIDE: to_decide}
    narrowed = bool(asked.value("status"))
    context = {
        "tabs": asked.tabs(states, shown, hide_empty=True),
        "narrowed": narrowed,
        "page": paginate(asked.qs, ("-id",), request.GET.get("cursor")),
        "doubtful": selectors.letters_in_doubt(request.access)
        if letters_in.get(Status.UNCERTAIN) and not narrowed
        else [],
        "waiting": letters_in.get(Status.QUEUED, 0) + letters_in.get(Status.SENDING, 0),
        "failed": letters_in.get(Status.FAILED, 0),
        "in_folder": letters_in.get(Status.FOLDER, 0),
        "held": counts.held,
        "trouble": selectors.trouble(request.access) if counts.held else None,
        "to_resend": counts.to_resend,
        "to_drop": counts.to_drop,
        "to_folder": not settings.SMTP_HOST,
    }
    return render_page(request, "outbox/list.html", context)


@require_safe
@requires("mail.view")
def letter(request: PortalRequest, pk: int) -> HttpResponse:
    message = _message(request, pk)
    context = {
        "message": message,
        "letter": selectors.letter_of(message, with_secrets=request.access.can("mail.resend", message)),
        "tries": message.tries.all(),
        "history": events_about(message),
        "about_url": address_of(message.subject_type, message.subject_id),
        "kind": texts.KINDS.get(message.kind, message.kind),
        "held": selectors.is_held(message),
        "advice": selectors.Trouble(message.hold, message.last_error).advice if message.hold else "",
        "is_last_try": message.next_attempt_at >= message.give_up_at,
        "to_folder": not settings.SMTP_HOST,
        "outlived": selectors.is_outlived(message),
    }
    return render_page(request, "outbox/letter.html", context)


@require_safe
@requires("mail.view")
def attachment(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """A file of a frozen letter: always to be saved, never shown by the browser."""
    message = _message(request, pk)
    files = selectors.letter_of(message, with_secrets=False).files
    if not 1 <= number <= len(files):
        raise Http404
    found = files[number - 1]
    return file_response(found.content, found.content_type, found.name)


@require_safe
@requires("mail.view")
def raw(request: PortalRequest, pk: int) -> HttpResponse:
    """The very bytes of a frozen letter. Others are put together only when they leave."""
    message = _message(request, pk)
    if message.frozen is None:
        raise Http404
    return file_response(bytes(message.frozen), "message/rfc822", f"Письмо {message.pk}.eml")


@require_POST
@requires("mail.resend")
def resend(request: PortalRequest, pk: int) -> HttpResponse:
    said = texts.RESENT if settings.SMTP_HOST else texts.RESENT_TO_FOLDER
    return _decide(request, pk, services.resend_message, said)


@require_POST
@requires("mail.resend")
def resend_all(request: PortalRequest) -> HttpResponse:
    with refusals_as_messages(request):
        again = services.resend_all(messages=request.access.rows("mail.resend", Message), actor=request.user)
        said = texts.ALL_RESENT if settings.SMTP_HOST else texts.ALL_RESENT_TO_FOLDER
        messages.success(request, said.format(letters=ru_plural(again, texts.LETTERS)))
    return back(request, "outbox:list")


@require_POST
@requires("mail.resend")
def drop_outlived(request: PortalRequest) -> HttpResponse:
    with refusals_as_messages(request):
        rows = request.access.rows("mail.resend", Message)
        dropped = services.drop_outlived(messages=rows, actor=request.user)
        messages.success(request, texts.DROPPED.format(letters=ru_plural(dropped, texts.LETTERS)))
    return back(request, "outbox:list")


@require_POST
@requires("mail.resend")
def mark_sent(request: PortalRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, services.mark_as_sent, texts.MARKED)


@require_POST
@requires("mail.resend")
def cancel(request: PortalRequest, pk: int) -> HttpResponse:
    message = _message(request, pk)
    check(request, "mail.resend", message)
    with refusals_as_messages(request):
        asked = ask_first(
            request,
            services.cancel_message,
            title="Отменить письмо?",
            button="Отменить письмо",
            back_url=reverse("outbox:message", args=[pk]),
            message=message,
            actor=request.user,
        )
        if asked:
            return asked
    return _decide(request, pk, services.cancel_message, texts.CANCELLED)


def _decide(request: PortalRequest, pk: int, verb: Callable[..., None], said: str) -> HttpResponse:
    message = _message(request, pk)
    check(request, "mail.resend", message)
    with refusals_as_messages(request):
        verb(message=message, actor=request.user)
        messages.success(request, said.format(subject=message.subject))
    return back(request, "outbox:message", pk)


def _message(request: PortalRequest, pk: int) -> Message:
    rows = request.access.rows("mail.view", Message)
    return get_object_or_404(rows.select_related("created_by"), pk=pk)
