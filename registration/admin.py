"""The director reads the application exactly as it will leave, and approves or returns it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.access import portal_request
from core.admin import DecisionAdmin, site
from core.errors import Refusal
from core.web import add_refusal
from documents import pictures
from documents import selectors as papers
from documents.forms import ReturnForm
from registration import selectors, services
from registration.models import RegistrationRequest


@admin.register(RegistrationRequest, site=site)
class RegistrationRequestAdmin(DecisionAdmin):
    view_action = "registration.view"
    decide_action = "registration.approve"
    row_template = "admin/registration/request_row.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegistrationRequest]:
        return selectors.requests(portal_request(request).access).order_by("-pk")

    def decision(self, request: HttpRequest, obj: RegistrationRequest) -> HttpResponse:
        form, refused = ReturnForm(), ""
        if request.POST.get("decision") == "approve":
            try:
                services.approve_request(
                    request=obj, seen=request.POST.get("seen", ""), actor=portal_request(request).user
                )
                messages.success(
                    request, "Заявка одобрена. Письмо заморожено, администратор может его отправить."
                )
                return redirect("admin:index")
            except Refusal as refusal:
                refused = refusal.message
        elif request.method == "POST":
            form = ReturnForm(request.POST)
            if form.is_valid() and self._return(request, obj, form):
                return redirect("admin:index")
        return self._page(request, obj, form, refused)

    def _return(self, request: HttpRequest, obj: RegistrationRequest, form: ReturnForm) -> bool:
        try:
            services.return_request(request=obj, actor=portal_request(request).user, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
            return False
        messages.success(request, "Заявка возвращена. Администратор увидит причину.")
        return True

    def _page(
        self, request: HttpRequest, obj: RegistrationRequest, form: ReturnForm, refused: str
    ) -> HttpResponse:
        obj = self.get_queryset(request).get(pk=obj.pk)
        case = selectors.case_of(obj.organization)
        waiting = obj.status == self.waiting_status
        context: dict[str, Any] = {
            "request_": obj,
            "case": case,
            "letter": selectors.letter_of(obj),
            "order": obj.order,
            "page_numbers": range(1, pictures.page_count(papers.order_pdf(obj.order)) + 1),
            "return_form": form,
            "refused": refused,
            "may_decide": waiting and portal_request(request).access.can(self.decide_action, obj),
        }
        return render(
            request, "admin/registration/request.html", context, status=400 if refused or form.errors else 200
        )
