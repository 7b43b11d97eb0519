"""Orders: the list, one order with the paper as it will leave, its files."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import aside, clock
from core.access import PortalRequest, Signatory
from core.confirm import ask_first
from core.errors import Refusal
from core.forms import ScanForm
from core.numbers import row_number
from core.opened import opened
from core.pagination import paginate
from core.web import (
    add_refusal,
    file_response,
    form_page,
    refusals_as_messages,
    render_page,
    requires,
)
from documents import kinds, pictures, selectors, services
from documents.filters import OrderFilter
from documents.forms import OrderForm
from documents.models import Order
from documents.revocation import REVOCATION

Status = Order.Status


@require_safe
@requires("orders.view")
def orders(request: PortalRequest) -> HttpResponse:
    asked = OrderFilter.of_page(request, selectors.orders(request.access))
    counts = selectors.order_counts(request.access)
    states = [("", "Все"), *Status.choices]
    context = {
        "tabs": asked.tabs(states, {**counts, "": sum(counts.values())}, hide_empty=True),
        "narrowed": bool(asked.value("status")),
        "page": paginate(asked.qs, ("-id",), request.GET.get("cursor")),
        "kinds": kinds.offered_kinds(),
        "pitch": " ".join(kind.pitch for kind in kinds.offered_kinds() if kind.pitch),
    }
    return render_page(request, "documents/orders.html", context)


@require_safe
@requires("orders.view")
def order(request: PortalRequest, pk: int) -> HttpResponse:
    return _order_page(request, _order(request, pk))


def _order_page(request: PortalRequest, order: Order, scan_form: ScanForm | None = None) -> HttpResponse:
    rows = selectors.rows_of(order)
    context = {
        "order": order,
        "rows": rows,
        "doubts": selectors.case_doubts(order, rows),
        "page_numbers": range(1, pictures.page_count(_pdf(request, order)) + 1),
        "obstacle": selectors.phone_obstacle(order),
        "scan_form": scan_form or ScanForm(),
        "editable": order.status in services.EDITABLE,
        "revocable": order.status == Status.SIGNED and order.known_kind and order.known_kind.revocable,
        "revocation": REVOCATION.code,
    }
    return render_page(request, "documents/order.html", context, status=400 if scan_form else 200)


@requires("orders.draft")
def order_new(request: PortalRequest) -> HttpResponse:
    code = request.POST.get("kind") or request.GET.get("kind") or kinds.offered_kinds()[-1].code
    kind = kinds.find_kind(code)
    if kind is None:
        raise Http404
    asked = {name: request.GET.get(name) for name in ("revokes", "person")}
    here = f"{request.path}?kind={kind.code}"
    if left := aside.leave(request, here):
        return left
    form = aside.unjudged(request, OrderForm(aside.typed(request, here, **asked), kind=kind, initial=asked))
    in_work = None
    if request.method == "POST" and form.is_valid():
        try:
            created = services.draft_order(
                organization=request.organization, kind=kind.code, actor=request.user, **form.typed()
            )
            return redirect("documents:order", created.pk)
        except Refusal as refusal:
            in_work = getattr(refusal, "order", None)
            add_refusal(form, refusal)
    return _order_form(request, form, here, in_work=in_work)


@requires("orders.draft")
def order_edit(request: PortalRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    if request.method != "POST" and order.status not in services.EDITABLE:
        messages.error(request, f"Приказ сейчас «{order.get_status_display()}»: править его нельзя.")
        return redirect("documents:order", pk)
    if left := aside.leave(request, request.path):
        return left
    typed = aside.typed(request, request.path, person=request.GET.get("person"))
    form = aside.unjudged(request, opened(OrderForm(typed, kind=kinds.kind_of(order), order=order)))
    in_work = None
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_order(order=order, actor=request.user, **form.typed())
            return redirect("documents:order", order.pk)
        except Refusal as refusal:
            in_work = getattr(refusal, "order", None)
            add_refusal(form, refusal)
    return _order_form(request, form, request.path, order, in_work=in_work)


def _order_form(
    request: PortalRequest,
    form: OrderForm,
    here: str,
    order: Order | None = None,
    *,
    in_work: int | None = None,
) -> HttpResponse:
    signer = request.access.signatory(clock.today())
    context = {
        "form": form,
        "kind": form.kind,
        "order": order,
        "in_work": in_work,
        "nobody": form.nobody_fits,
        "alone": form.offers_only(signer.person) if signer and not order else False,
        "may_add": form.takes_anybody and request.access.can("staff.add"),
        "here": here,
        "left_out": form.kind.left_out(clock.today()) if form.kind.left_out else "",
        "may_let_in": bool(form.kind.let_in[0]) and request.access.can(form.kind.let_in[0]),
    }
    return form_page(request, "documents/order_form.html", context)


@require_POST
@requires("orders.draft")
def submit(request: PortalRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    with refusals_as_messages(request):
        signer = request.access.signatory(clock.today())
        services.submit_order(order=order, signer=signer, actor=request.user)
        own = request.access.can("orders.sign")
        told = (
            "Приказ ждёт вашей подписи."
            if own
            else "Приказ у директора: он подпишет его или вернёт с причиной."
        )
        messages.success(request, told)
    return redirect("documents:order", pk)


@require_POST
@requires("orders.draft")
def drop(request: PortalRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    with refusals_as_messages(request):
        asked = ask_first(
            request,
            services.drop_order,
            title="Снять приказ?",
            button="Снять",
            back_url=reverse("documents:order", args=[pk]),
            order=order,
            actor=request.user,
        )
        if asked:
            return asked
        services.drop_order(order=order, actor=request.user)
        messages.success(request, "Приказ снят.")
    return redirect("documents:order", pk)


@require_POST
@requires("orders.draft")
def scan(request: PortalRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_as_messages(request):
            former = row_number(request.POST.get("instead_of"))
            services.attach_scan(
                order=order, scan=form.cleaned_data["scan"], actor=request.user, instead_of=former
            )
            messages.success(request, "Скан приложен к приказу." if former is None else "Скан заменён.")
        return redirect("documents:order", pk)
    return _order_page(request, order, form)


@require_safe
@requires("orders.view")  # type: ignore[arg-type]  # csp_replace knows views of a request only
@csp_replace({"object-src": [SELF]})  # type: ignore[arg-type]  # the browser's own PDF viewer is a plugin
def order_pdf(request: PortalRequest, pk: int) -> HttpResponse:
    """Our own PDF opens in the browser; with ?download it is saved."""
    order = _order(request, pk)
    return file_response(
        _pdf(request, order), services.PDF, _name(order, "pdf"), inline="download" not in request.GET
    )


@require_safe
@requires("orders.view")
def order_docx(request: PortalRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    docx = selectors.order_docx(order, signer=_signer_of_draft(request, order))
    return file_response(docx, services.DOCX, _name(order, "docx"))


@require_safe
@requires("orders.view")
def order_page(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """A page of the paper as a picture of the very PDF."""
    picture = pictures.page_png(_pdf(request, _order(request, pk)), number)
    if picture is None:
        raise Http404
    return file_response(picture, "image/png", f"{number}.png", inline=True)


@require_safe
@requires("orders.view")
def file(request: PortalRequest, pk: int) -> HttpResponse:
    """A stored file of an order: always to be saved, never shown by the browser."""
    stored = selectors.order_file(request.access, pk)
    if stored is None:
        raise Http404
    return file_response(stored.read(), stored.content_type, stored.name)


def _order(request: PortalRequest, pk: int) -> Order:
    return get_object_or_404(selectors.full_orders(request.access), pk=pk)


def _signer_of_draft(request: PortalRequest, order: Order) -> Signatory | None:
    """Whose name stands under a draft; a signed paper has its own."""
    return None if order.pdf_id else request.access.signatory(clock.today())


def _pdf(request: PortalRequest, order: Order) -> bytes:
    return selectors.order_pdf(order, signer=_signer_of_draft(request, order))


def _name(order: Order, extension: str) -> str:
    stored = order.pdf if extension == "pdf" else order.docx
    return stored.name if stored else f"Проект приказа.{extension}"
