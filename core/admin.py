"""The admin site: the director decides here, an operator looks after the installation."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin, SimpleListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.text import capfirst

from core.access import portal_request
from core.filters import Tab
from core.numbers import row_numbers
from core.web import check

DESK_ROWS = 10


@dataclass(frozen=True)
class Desk:
    """What waits for a decision in one place of the admin site."""

    admin: Any
    title: str
    count: int
    rows: list[Any]


class PortalAdminSite(AdminSite):
    site_header = site_title = "Сферум-портал"
    index_title = "На решение"
    site_url = "/"
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The pages of each table; they answer at the address that they had under another name, too."""
        former = [
            path(f"{admin.former_address}/", include(admin.urls))
            for admin in self._registry.values()
            if isinstance(admin, DecisionAdmin) and admin.former_address
        ]
        return [*former, *super().get_urls()]

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and portal_request(request).access.can("site.admin")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One way to sign in, with its rate limits and second factor; who may not be here is told so."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.path.replace("login/", ""))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What waits for the director, oldest first; under it, for an operator, the tables of the installation."""
        admins = [
            a
            for a in self._registry.values()
            if isinstance(a, DecisionAdmin) and a.has_view_permission(request)
        ]
        desks = [admin.desk(request) for admin in admins]
        tables = [
            {
                **app,
                "models": [
                    m for m in app["models"] if not isinstance(self._registry[m["model"]], DecisionAdmin)
                ],
            }
            for app in self.get_app_list(request)
        ]
        context = {
            "desks": desks,
            "waits": any(desk.count for desk in desks),
            "tables": [app for app in tables if app["models"]],
        }
        return super().index(request, context | (extra_context or {}))


site = PortalAdminSite(name="admin")


class PolicyAdmin(ModelAdmin):
    """A ModelAdmin that asks roles/policy.py. By default it shows and nothing more.

    `view_action` opens list and row. Writing goes through services in the subclass' own views, never through
    Django's generic add, change and delete, unless a subclass says so.
    """

    view_action = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that the person may see, in the list's order."""
        rows = portal_request(request).access.rows(self.view_action, self.model)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """As Django does; a tick that is no row's number is 404."""
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if len(row_numbers(ticked)) != len(ticked):
            raise Http404
        return super().response_action(request, queryset, *args, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return portal_request(request).access.can(self.view_action, obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class WaitingFilter(SimpleListFilter):
    """The state of what is decided; without a choice, what waits."""

    title = "состояние"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "все"), *model_admin.model.Status.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        return queryset.filter(status=self.value() or DecisionAdmin.waiting_status)

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or DecisionAdmin.waiting_status
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": chosen == str(value), "query_string": query, "display": label}


class DecisionAdmin(PolicyAdmin):
    """A list of what waits for the director, and a page on which one thing is looked at and decided.

    A subclass gives `decide_action` (asked before anything is changed), `row_template` and `decision`; `former_address`
    where bookmarks may still lead to «app/model» of another name.
    """

    decide_action = ""
    waiting_status = "pending"
    row_template = ""
    former_address = ""
    change_list_template = "admin/decisions.html"
    list_filter = (WaitingFilter,)
    list_display = ("__str__",)
    list_per_page = 50
    show_full_result_count = False
    actions = None

    @property
    def list_url(self) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"

    def desk(self, request: HttpRequest) -> Desk:
        waiting = self.get_queryset(request).filter(status=self.waiting_status)
        rows = list(waiting.order_by("submitted_at", "pk")[: DESK_ROWS + 1])
        count = len(rows) if len(rows) <= DESK_ROWS else waiting.count()
        return Desk(self, str(self.model._meta.verbose_name_plural), count, rows[:DESK_ROWS])

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data:
            changelist = response.context_data["cl"]
            response.context_data["tabs"] = [
                Tab(capfirst(choice["display"]), None, choice["query_string"], choice["selected"])
                for spec in changelist.filter_specs
                for choice in spec.choices(changelist)
            ]
        return response

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        if request.method == "POST":
            check(portal_request(request), self.decide_action, obj)
        return self.decision(request, obj)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        raise Http404  # the portal has a journal of its own

    def decision(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """The page of one thing; on POST one service call, then back to what waits. Each subclass gives its own."""
        raise Http404
