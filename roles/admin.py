"""What an operator of the installation does: schools with their directors, accounts."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.access import portal_request
from core.admin import PolicyAdmin, site
from core.errors import Refusal
from core.web import add_refusal, check, posted, refusals_as_messages
from orgstructure.forms import OrganizationForm
from orgstructure.models import Organization
from roles.forms import DirectorForm
from roles.models import User
from roles.services.accounts import set_users_active
from roles.services.school import create_school


@admin.register(Organization, site=site)
class OrganizationAdmin(PolicyAdmin):
    """Schools of the installation; a new one is made together with its director."""

    view_action = "organization.create"
    list_display = ("short_name", "locality", "inn", "platform", "created_at")
    search_fields = ("short_name", "full_name", "inn", "locality")
    list_per_page = 50
    actions = None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Школы"} | (extra_context or {}))

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return portal_request(request).access.can("organization.create")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(portal_request(request), "organization.create", None)
        sent = posted(request)
        school, director = OrganizationForm(sent), DirectorForm(sent, prefix="director")
        valid = [form.is_valid() for form in (school, director)] if sent is not None else []
        if valid and all(valid) and self._create(request, school, director):
            return redirect("admin:orgstructure_organization_changelist")
        return render(
            request,
            "admin/roles/school_new.html",
            {"school": school, "director": director},
            status=400 if sent is not None else 200,
        )

    def _create(self, request: HttpRequest, school: OrganizationForm, director: DirectorForm) -> bool:
        try:
            made, user = create_school(
                profile=school.cleaned_data,
                director=director.cleaned_data,
                actor=portal_request(request).user,
            )
        except Refusal as refusal:
            add_refusal(director if refusal.field == "email" else school, refusal)
            return False
        messages.success(
            request, f"{made} создана. Письмо со ссылкой на пароль уходит директору: {user.email}."
        )
        return True


@admin.register(User, site=site)
class UserAdmin(PolicyAdmin):
    """Accounts of the installation: who may sign in, and who came last."""

    view_action = "organization.create"
    list_display = ("email", "full_name", "is_active", "is_operator", "last_login")
    list_filter = ("is_active", "is_operator")
    search_fields = ("email", "full_name")
    fields = ("email", "full_name", "is_active", "is_operator", "date_joined", "last_login")
    ordering = ("email",)
    list_per_page = 50
    actions = ("unblock_users", "block_users")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Учётные записи"} | (extra_context or {}))

    @admin.action(description="Открыть вход")
    def unblock_users(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._set(request, queryset, active=True)

    @admin.action(description="Закрыть вход")
    def block_users(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._set(request, queryset, active=False)

    def _set(self, request: HttpRequest, queryset: QuerySet[User], *, active: bool) -> None:
        check(portal_request(request), self.view_action, None)
        with refusals_as_messages(request):
            n = set_users_active(users=list(queryset), active=active, actor=portal_request(request).user)
            messages.success(request, f"Вход {'открыт' if active else 'закрыт'}, учётных записей: {n}.")
