"""The director reads the letter of a case exactly as it will leave, and approves or returns it."""

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
from registration.models import RegistrationCase


@admin.register(RegistrationCase, site=site)
class RegistrationCaseAdmin(DecisionAdmin):
    view_action = "registration.view"
    decide_action = "registration.approve"
    row_template = "admin/registration/case_row.html"
    former_address = "registration/registrationrequest"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegistrationCase]:
        return selectors.cases(portal_request(request).access).order_by("-pk")

    def decision(self, request: HttpRequest, obj: RegistrationCase) -> HttpResponse:
        form, refused = ReturnForm(), ""
        if request.POST.get("decision") == "approve":
            try:
                services.approve_case(
                    case=obj, seen=request.POST.get("seen", ""), actor=portal_request(request).user
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

    def _return(self, request: HttpRequest, obj: RegistrationCase, form: ReturnForm) -> bool:
        try:
            services.return_case(case=obj, actor=portal_request(request).user, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
            return False
        messages.success(request, "Заявка возвращена. Администратор увидит причину.")
        return True

    def _page(
        self, request: HttpRequest, obj: RegistrationCase, form: ReturnForm, refused: str
    ) -> HttpResponse:
        obj = self.get_queryset(request).get(pk=obj.pk)
        overview = selectors.overview_of(obj.organization)
        waiting = obj.status == self.waiting_status
        context: dict[str, Any] = {
            "case": obj,
            "overview": overview,
            "letter": selectors.letter_of(obj),
            "order": obj.order,
            "page_numbers": range(1, pictures.page_count(papers.order_pdf(obj.order)) + 1),
            "return_form": form,
            "refused": refused,
            "may_decide": waiting and portal_request(request).access.can(self.decide_action, obj),
        }
        return render(
            request, "admin/registration/case.html", context, status=400 if refused or form.errors else 200
        )
