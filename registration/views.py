"""«Регистрация»: the path of the school to the platform, the letter as it leaves, what came of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import aside
from core.access import PortalRequest
from core.errors import Refusal
from core.opened import opened
from core.phones import show_phone
from core.web import (
    EML,
    add_refusal,
    file_response,
    form_page,
    posted,
    refusals_as_messages,
    render_page,
    requires,
)
from documents.services import PDF
from registration import selectors, services, texts
from registration.forms import AnswerForm, CaseForm, ConsentPaperForm, EntryForm
from registration.models import RegistrationCase

Status = RegistrationCase.Status


@require_safe
@requires("registration.view")
def path(request: PortalRequest) -> HttpResponse:
    overview = selectors.overview_of(request.organization)
    context = {
        "overview": overview,
        "steps": overview.steps_for(request.access),
        "letter": selectors.letter_of(overview.case) if overview.case else None,
        "is_behind": overview.case is not None and selectors.is_behind(overview.case),
        "rejected": selectors.rejected_cases(),
    }
    return render_page(request, "registration/path.html", context)


@require_safe
@requires("registration.view")
def consents(request: PortalRequest) -> HttpResponse:
    """Who of those whose phone goes to the platform has agreed to it; the text, one's own press, the way for a paper."""
    named = selectors.named_people(request.organization)
    me = request.access.person
    context = {
        "named": named,
        "mine": next((one for one in named if me and one.person.pk == me.pk), None),
        "text": selectors.handover_text(request.organization),
    }
    return render_page(request, "registration/consents.html", context)


@require_POST
@requires("registration.view")
def consent_give(request: PortalRequest) -> HttpResponse:
    with refusals_as_messages(request):
        services.give_consent(
            organization=request.organization, person=request.access.person, actor=request.user
        )
        messages.success(request, "Согласие записано. Отозвать его можно в любой день.")
    return redirect("registration:consents")


@requires("registration.record_consent")
def consent_paper(request: PortalRequest) -> HttpResponse:
    """Write down a consent that was signed on paper."""
    people = selectors.named_rows(request.organization)
    files = request.FILES if request.method == "POST" else None
    form = ConsentPaperForm(
        posted(request), files, people=people, initial={"person": request.GET.get("person")}
    )

    def save(data: dict[str, Any]) -> None:
        services.record_consent(actor=request.user, **data)

    back = reverse("registration:consents")
    return _form_view(request, form, save, "Согласие на бумаге", "Записать согласие", back=back)


@require_safe
@requires("registration.view")
def consent_blank(request: PortalRequest) -> HttpResponse:
    """The text of the consent to print and sign."""
    pdf = selectors.blank_consent(request.organization)
    return file_response(pdf, PDF, "Согласие на передачу данных.pdf", inline=True)


@require_safe
@requires("registration.view")
def consent_scan(request: PortalRequest, pk: int) -> HttpResponse:
    """The scan of a consent: always to be saved, never shown by the browser."""
    decision = selectors.consent_scan(request.access, pk)
    if decision is None or decision.scan is None:
        raise Http404
    return file_response(decision.scan.read(), decision.scan.content_type, decision.scan.name)


@requires("registration.edit")
def new(request: PortalRequest) -> HttpResponse:
    """Begin the case: the form is filled from the signed order."""
    if request.method != "POST" and selectors.current_case() is not None:
        return _not_now(request, texts.OPEN_ALREADY)
    if left := aside.leave(request, request.path):
        return left
    order = selectors.order_in_force(request.organization)
    item = order.item if order else None
    initial = {"phone": show_phone(item.phone), "email": item.email} if item else {}
    form = aside.unjudged(request, CaseForm(aside.typed(request, request.path), initial=initial))

    def save(data: dict[str, Any]) -> None:
        services.draft_case(organization=request.organization, actor=request.user, **data)

    return _form_view(request, form, save, "Заявка на регистрацию", "Сохранить черновик", order=order)


@requires("registration.edit")
def edit(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    if late := _too_late(request, case, services.EDITABLE):
        return late
    if left := aside.leave(request, request.path):
        return left
    initial = {"phone": show_phone(case.phone), "email": case.email, "comment": case.comment}
    form = CaseForm(aside.typed(request, request.path), initial=initial)
    form = aside.unjudged(request, opened(form))

    def save(data: dict[str, Any]) -> None:
        services.edit_case(case=case, actor=request.user, **data)

    about: dict[str, Any] = {
        "order": selectors.order_in_force(request.organization),
        "returned": case.return_reason if case.status == Status.RETURNED else "",
        "lacks_scan": case.order.scan_id is None,
        "in_the_way": selectors.overview_of(request.organization).in_the_way.rstrip("."),
    }
    return _form_view(request, form, save, "Заявка на регистрацию", "Сохранить", **about)


@requires("registration.edit")
def answer(request: PortalRequest, pk: int) -> HttpResponse:
    """What the platform answered, yes or no; one that is written down already is corrected here while nothing followed."""
    case = _case(request, pk)
    if late := _too_late(request, case, (Status.SENT, Status.ANSWERED)):
        return late
    initial: dict[str, Any] = {"was": case.status}
    if case.status == Status.ANSWERED:
        written = {"answer": case.answer, "answered_on": case.answered_on}
        initial |= {"outcome": AnswerForm.ACCEPTED, **written}

    def save(data: dict[str, Any]) -> None:
        services.record_answer(
            case=case,
            answered_on=data["answered_on"],
            answer=data["answer"],
            refused=data["outcome"] == AnswerForm.REFUSED,
            instead=data["was"] == Status.ANSWERED,
            actor=request.user,
        )

    form = AnswerForm(posted(request), initial=initial)
    return _form_view(request, form, save, "Ответ платформы", "Записать ответ")


@require_POST
@requires("registration.edit")
def withdraw_answer(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    with refusals_as_messages(request):
        services.withdraw_answer(case=case, actor=request.user)
        messages.success(request, texts.ANSWER_WITHDRAWN)
    return redirect("registration:path")


@requires("registration.edit")
def register(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    if late := _too_late(request, case, (Status.ANSWERED,)):
        return late

    def save(data: dict[str, Any]) -> None:
        services.record_registered(case=case, actor=request.user, **data)

    return _form_view(request, EntryForm(posted(request)), save, "Вход на платформу", "Записать вход")


def _too_late(
    request: PortalRequest, case: RegistrationCase, allowed: tuple[Status, ...]
) -> HttpResponse | None:
    """A form that would be refused is not opened; one that was open already is answered with what was typed in it."""
    if request.method == "POST" or case.status in allowed:
        return None
    return _not_now(request, texts.NOT_EDITABLE.format(status=case.get_status_display()))


def _not_now(request: PortalRequest, words: str) -> HttpResponse:
    messages.error(request, words)
    return redirect("registration:path")


def _form_view(
    request: PortalRequest,
    form: forms.Form,
    save: Callable[[dict[str, Any]], None],
    title: str,
    button: str,
    back: str = "",
    **extra: Any,
) -> HttpResponse:
    """A form of the case: saved by one service call, or shown again with what was typed and what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
            messages.success(request, f"{title}: записано.")
            return redirect(back or "registration:path")
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "heading": title, "button": button, "back": back, **extra}
    return form_page(request, "registration/form.html", context)


@require_POST
@requires("registration.edit")
def submit(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    with refusals_as_messages(request):
        services.submit_case(case=case, actor=request.user)
        silent = selectors.without_consent(case)
        if silent:
            names = ", ".join(person.full_name for person in silent)
            messages.warning(request, texts.SUBMITTED_UNAGREED.format(names=names))
        else:
            messages.success(request, texts.SUBMITTED)
    return redirect("registration:path")


@require_POST
@requires("registration.edit")
def take_back(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    with refusals_as_messages(request):
        services.take_back_case(case=case, actor=request.user)
        messages.success(request, "Заявка снова у вас. После правки её надо одобрить ещё раз.")
    return redirect("registration:path")


@require_POST
@requires("registration.send")
def send(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    with refusals_as_messages(request):
        sending = services.send_case(case=case, actor=request.user)
        messages.success(request, texts.queued(sending.number, to_folder=not settings.SMTP_HOST))
    return redirect("registration:path")


@require_POST
@requires("registration.send")
def resend(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    with refusals_as_messages(request):
        sending = services.resend_case(case=case, actor=request.user)
        messages.success(request, texts.queued(sending.number, to_folder=not settings.SMTP_HOST, again=True))
    return redirect("registration:path")


@require_safe
@requires("registration.view")
def letter(request: PortalRequest, pk: int) -> HttpResponse:
    """The letter as a file: the approved bytes, or what would be approved now, dated."""
    return file_response(selectors.letter_file(_case(request, pk)), EML, "Заявка на регистрацию.eml")


@require_safe
@requires("registration.view")
def sent_letter(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """One sending's letter, byte for byte as it was frozen."""
    content = selectors.sent_bytes(_case(request, pk), number)
    if content is None:
        raise Http404
    return file_response(content, EML, f"Заявка на регистрацию, отправка {number}.eml")


def _case(request: PortalRequest, pk: int) -> RegistrationCase:
    return get_object_or_404(selectors.cases(request.access), pk=pk)
