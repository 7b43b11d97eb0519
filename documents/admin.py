"""The director signs orders here, or returns them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import clock
from core.access import Signatory, portal_request
from core.admin import DecisionAdmin, site
from core.effects import Effect, preview
from core.errors import Refusal
from core.russian import dt
from core.web import add_refusal
from documents import pictures, rules, selectors, services
from documents.forms import ReturnForm, SignForm
from documents.models import Order


@admin.register(Order, site=site)
class OrderAdmin(DecisionAdmin):
    view_action = "orders.view"
    decide_action = "orders.sign"
    row_template = "admin/documents/order_row.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return selectors.full_orders(portal_request(request).access).order_by("-pk")

    def decision(self, request: HttpRequest, obj: Order) -> HttpResponse:
        sign_form = SignForm(initial={"dated_on": clock.today()})
        return_form = ReturnForm()
        if request.POST.get("decision") == "sign":
            sign_form = SignForm(request.POST, request.FILES)
            if sign_form.is_valid() and self._sign(request, obj, sign_form):
                return redirect("admin:index")
        elif request.method == "POST":
            return_form = ReturnForm(request.POST)
            if return_form.is_valid() and self._return(request, obj, return_form):
                return redirect("admin:index")
        # After a refusal the page says what stands in the table by now, not what was tried on this instance.
        order = self.get_queryset(request).get(pk=obj.pk) if request.method == "POST" else obj
        return self._page(request, order, sign_form, return_form)

    def _sign(self, request: HttpRequest, order: Order, form: SignForm) -> bool:
        seen = request.POST.get("seen", "")
        try:
            services.sign_order(
                order=order,
                seen=seen,
                signer=_signer(request),
                actor=portal_request(request).user,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
            return False
        later = order.effective_on and order.effective_on > clock.today()
        since = f"вступит в силу {dt(order.effective_on)}" if later else "действует"
        about = f": {order.item.person.full_name}" if order.item and order.item.person else ""
        messages.success(
            request, f"Приказ № {order.full_number} {order.kind_title} подписан и {since}{about}."
        )
        return True

    def _return(self, request: HttpRequest, order: Order, form: ReturnForm) -> bool:
        try:
            services.return_order(order=order, actor=portal_request(request).user, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
            return False
        own = order.drafted_by_id == portal_request(request).user.pk
        then = "Исправьте его и передайте снова." if own else "Тот, кто его готовил, увидит причину."
        messages.success(request, f"Приказ возвращён. {then}")
        return True

    def _page(
        self, request: HttpRequest, order: Order, sign_form: SignForm, return_form: ReturnForm
    ) -> HttpResponse:
        waiting = order.status == self.waiting_status
        may_decide = waiting and portal_request(request).access.can(self.decide_action, order)
        signer = _signer(request) if waiting else None
        expected, refused = self._expected(request, order, signer) if may_decide else ([], "")
        rows = selectors.rows_of(order)
        context: dict[str, Any] = {
            "order": order,
            "rows": rows,
            "doubts": selectors.case_doubts(order, rows),
            "page_numbers": range(1, pictures.page_count(selectors.order_pdf(order, signer=signer)) + 1),
            "obstacle": selectors.phone_obstacle(order),
            "expected": expected,
            "refused": refused,
            "sign_form": sign_form,
            "return_form": return_form,
            "may_decide": may_decide,
            "seen": services.draft_hash(order, signer=signer) if waiting else "",
        }
        failed = bool(sign_form.errors or return_form.errors)
        return render(request, "admin/documents/order.html", context, status=400 if failed else 200)

    def _expected(
        self, request: HttpRequest, order: Order, signer: Signatory | None
    ) -> tuple[list[Effect], str]:
        """What signing this order today would do, or the sentence that would refuse it."""
        try:
            terms = {"number": rules.number_of_draft(order.pk), "dated_on": clock.today()}
            return preview(
                services.sign_order, order=order, signer=signer, actor=portal_request(request).user, **terms
            ), ""
        except Refusal as refusal:
            return [], refusal.message


def _signer(request: HttpRequest) -> Signatory | None:
    return portal_request(request).access.signatory(clock.today())
