"""The director reads the letter of a case exactly as it will leave; an operator sees where every school stands."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from core.access import portal_request
from core.admin import DecisionAdmin, PolicyAdmin, site
from core.errors import Refusal
from core.numbers import row_number
from core.once import pressed_once
from core.pagination import paginate
from core.web import add_refusal, check, posted
from documents import pictures
from documents import selectors as papers
from documents.forms import ReturnForm
from orgstructure.forms import OrganizationForm
from orgstructure.models import Organization
from registration import selectors, services, texts
from registration.filters import SchoolFilter
from registration.models import RegistrationCase
from roles.forms import DirectorBackForm, DirectorForm, SameNameForm
from roles.services.accounts import letter_said
from roles.services.doubts import InDoubt
from roles.services.school import create_school, restore_director

BOARD = "admin:orgstructure_organization_changelist"
BOARD_PAGE = 30


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
            if obj.status != self.waiting_status:  # decided in another tab meanwhile
                refused = texts.DECIDED_MEANWHILE.format(state=obj.get_status_display())
            elif form.is_valid() and self._return(request, obj, form):
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


@admin.register(Organization, site=site)
class OrganizationAdmin(PolicyAdmin):
    """Schools of the installation: the board; a new one is made together with its director; a director is given back."""

    view_action = "organization.create"

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return portal_request(request).access.can("organization.create")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        check(portal_request(request), self.view_action, None)
        asked = SchoolFilter.of_page(request, selectors.schools())
        page = paginate(asked.qs, ("short_name", "pk"), request.GET.get("cursor"), size=BOARD_PAGE)
        context = {
            "asked": asked,
            "page": page,
            "lines": selectors.school_lines(page.rows),
            "total": Organization.objects.count(),
        }
        return render(request, "admin/registration/schools.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A school: its step, who leads it, and its director given back."""
        check(portal_request(request), self.view_action, None)
        number = row_number(object_id)
        school = get_object_or_404(selectors.schools(), pk=number or 0)
        people = selectors.school_people(school)
        director = next((row.person for row in people if row.role == "director"), None)
        sent = posted(request)
        form = DirectorBackForm(sent, director=director)
        if sent is not None and form.is_valid() and self._restore(request, school, form):
            return redirect("admin:orgstructure_organization_change", school.pk)
        context = {
            "line": selectors.school_lines([school])[0],
            "school": school,
            "people": people,
            "form": form,
        }
        return render(request, "admin/registration/school.html", context, status=400 if form.errors else 200)

    def _restore(self, request: HttpRequest, school: Organization, form: DirectorBackForm) -> bool:
        try:
            user = restore_director(
                organization=school, director=form.cleaned_data, actor=portal_request(request).user
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
            if isinstance(refusal, InDoubt):
                form.ask_whether_sure()
            return False
        messages.success(request, f"Доступ директору открыт. {letter_said(user)}")
        return True

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(portal_request(request), "organization.create", None)
        if request.method == "POST":
            return pressed_once(request, lambda: self._new_school(request))
        return self._new_school(request)

    def _new_school(self, request: HttpRequest) -> HttpResponse:
        sent = posted(request)
        school, director = OrganizationForm(sent), DirectorForm(sent, prefix="director")
        same_name = SameNameForm(sent)
        valid = [form.is_valid() for form in (school, director, same_name)] if sent is not None else []
        if valid and all(valid) and self._create(request, school, director, same_name):
            return redirect(BOARD)
        context = {
            "school": school,
            "director": director,
            "same_name": same_name if same_name.is_asked(school) else None,
        }
        return render(
            request, "admin/registration/school_new.html", context, status=400 if sent is not None else 200
        )

    def _create(
        self,
        request: HttpRequest,
        school: OrganizationForm,
        director: DirectorForm,
        same_name: SameNameForm,
    ) -> bool:
        try:
            made, user = create_school(
                profile=school.cleaned_data | same_name.cleaned_data,
                director=director.cleaned_data,
                actor=portal_request(request).user,
            )
        except Refusal as refusal:
            add_refusal(director if refusal.field == "email" else school, refusal)
            if isinstance(refusal, InDoubt):
                director.ask_whether_sure()
            return False
        messages.success(request, f"{made} создана, директору открыт вход. {letter_said(user)}")
        return True
