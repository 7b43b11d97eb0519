"""The admin site: the director decides here, an operator looks after the installation."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest


class PortalAdminSite(AdminSite):
    site_header = site_title = "Сферум-портал"
    index_title = "На решение"
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.access.can("site.admin")  # type: ignore[attr-defined]


site = PortalAdminSite(name="admin")


class PolicyAdmin(ModelAdmin):
    """A ModelAdmin that asks roles/policy.py. By default it shows and nothing more.

    `view_action` opens list and row. Writing goes through services in the subclass' own views, never through
    Django's generic add, change and delete, unless a subclass says so.
    """

    view_action = ""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.access.can(self.view_action, obj)  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
