"""What an operator of the installation does with accounts. Its schools: registration/admin.py, which knows their steps."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from core.access import portal_request
from core.admin import PolicyAdmin, site
from core.confirm import ask_first
from core.web import check, refusals_as_messages
from roles.models import User
from roles.services.accounts import set_users_active
from roles.texts import OPENS_AGAIN


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
    def unblock_users(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        return self._set(request, queryset, active=True)

    @admin.action(description="Закрыть вход")
    def block_users(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        return self._set(request, queryset, active=False)

    def _set(self, request: HttpRequest, queryset: QuerySet[User], *, active: bool) -> HttpResponse | None:
        check(portal_request(request), self.view_action, None)
        with refusals_as_messages(request):
            decision: dict[str, Any] = {
                "users": list(queryset),
                "active": active,
                "actor": portal_request(request).user,
            }
            asked = ask_first(
                request,
                set_users_active,
                title="Закрыть вход?",
                button="Закрыть вход",
                back_url=request.get_full_path(),
                way_back=OPENS_AGAIN,
                **decision,
            )
            if asked:
                return asked
            n = set_users_active(**decision)
            messages.success(request, f"Вход {'открыт' if active else 'закрыт'}, учётных записей: {n}.")
        return None
