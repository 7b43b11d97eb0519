"""«Регистрация»: the path of the school to the platform, the letter as it leaves, what came of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from core.access import PortalRequest
from core.errors import Refusal
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
from registration import selectors, services
from registration.forms import AnswerForm, CaseForm, EntryForm
from registration.models import RegistrationCase

Status = RegistrationCase.Status


@require_safe
@requires("registration.view")
def path(request: PortalRequest) -> HttpResponse:
    overview = selectors.overview_of(request.organization)
    context = {
        "overview": overview,
        "letter": selectors.letter_of(overview.case) if overview.case else None,
        "rejected": selectors.rejected_cases(),
        "editable": bool(overview.case and overview.case.status in services.EDITABLE),
    }
    return render_page(request, "registration/path.html", context)


@requires("registration.edit")
def new(request: PortalRequest) -> HttpResponse:
    """Begin the case: the form is filled from the signed order."""
    order = selectors.order_in_force(request.organization)
    item = order.item if order else None
    initial = {"phone": show_phone(item.phone), "email": item.email} if item else {}
    form = CaseForm(posted(request), initial=initial)

    def save(data: dict[str, Any]) -> None:
        services.draft_case(organization=request.organization, actor=request.user, **data)

    return _form_view(request, form, save, "Заявка на регистрацию", "Сохранить черновик", order=order)


@requires("registration.edit")
def edit(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    initial = {"phone": show_phone(case.phone), "email": case.email, "comment": case.comment}
    form = CaseForm(posted(request), initial=initial)

    def save(data: dict[str, Any]) -> None:
        services.edit_case(case=case, actor=request.user, **data)

    order = selectors.order_in_force(request.organization)
    return _form_view(request, form, save, "Заявка на регистрацию", "Сохранить", order=order)


@requires("registration.edit")
def answer(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)

    def save(data: dict[str, Any]) -> None:
        services.record_answer(case=case, actor=request.user, **data)

    return _form_view(request, AnswerForm(posted(request)), save, "Ответ платформы", "Записать ответ")


@requires("registration.edit")
def reject(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)

    def save(data: dict[str, Any]) -> None:
        services.reject_case(case=case, actor=request.user, **data)

    return _form_view(request, AnswerForm(posted(request)), save, "Отказ платформы", "Записать отказ")


@requires("registration.edit")
def register(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)

    def save(data: dict[str, Any]) -> None:
        services.record_registered(case=case, actor=request.user, **data)

    return _form_view(request, EntryForm(posted(request)), save, "Вход на платформу", "Записать вход")


def _form_view(
    request: PortalRequest,
    form: forms.Form,
    save: Callable[[dict[str, Any]], None],
    title: str,
    button: str,
    **extra: Any,
) -> HttpResponse:
    """A form of the case: saved by one service call, or shown again with what was typed and what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
            return redirect("registration:path")
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "heading": title, "button": button, **extra}
    return form_page(request, "registration/form.html", context)


@require_POST
@requires("registration.edit")
def submit(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    with refusals_as_messages(request):
        services.submit_case(case=case, actor=request.user)
        messages.success(request, "Заявка у директора: он одобрит её или вернёт с причиной.")
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
        messages.success(
            request, f"Отправка № {sending.number} в очереди. Здесь будет видно, когда письмо уйдёт."
        )
    return redirect("registration:path")


@require_POST
@requires("registration.send")
def resend(request: PortalRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    with refusals_as_messages(request):
        sending = services.resend_case(case=case, actor=request.user)
        messages.success(request, f"Отправка № {sending.number} в очереди: то же письмо ещё раз.")
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
