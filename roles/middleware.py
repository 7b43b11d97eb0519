"""Tenant and access middleware: puts a request into the scope of one school and says who the person is there.

And holds a form to the school that it was drawn for: an old tab writes nothing into the one that was chosen since.
"""

import re
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django_scopes import scopes_disabled

from core import clock
from core.access import PortalRequest
from core.once import SCHOOL_FIELD, SCHOOL_HEADER
from roles.policy import NOBODY, Actor
from roles.selectors import actor_for, memberships_of

SESSION_KEY = "organization_id"
# Of the account and of no school; and the way out of the mismatch.
_OF_NO_SCHOOL = ("account_", "mfa_", "roles:switch")
# What is not typed by anybody: ticks, chosen numbers and words of a choice, and what a page must not show.
_NOT_TYPED = re.compile(r"\d{0,18}|on|[a-z_]+|/\S*")
_HIDDEN = re.compile(r"^_|^initial-|^shown$|^csrf|password|token|code|next")


class AccessMiddleware:
    """Sets `request.access` and `request.organization`, and runs the view inside that organization's scope.

    An account of several schools is in the one it chose last; an operator without a school works unscoped, and only
    in the admin site. Anyone else has no scope at all: a query for a school's rows then raises.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.access, request.organization, request.memberships = NOBODY, None, []  # type: ignore[assignment]
        if not request.user.is_authenticated:
            return self.get_response(request)
        request.memberships = memberships_of(request.user)
        membership = self._chosen(request)
        if membership is None:
            request.access = Actor(user=request.user)
            if request.user.is_operator and request.path == "/" and request.method in ("GET", "HEAD"):
                return redirect("admin:orgstructure_organization_changelist")
            if request.user.is_operator and request.path.startswith("/admin/"):
                with scopes_disabled():
                    return self.get_response(request)
            return self.get_response(request)
        request.organization = membership.organization
        request.access = actor_for(request.user, membership.organization, membership.person)
        if self._owes_second_factor(request):
            messages.warning(
                request, "Администратору и директору нужен второй фактор: подключите приложение с кодами."
            )
            return redirect("mfa_activate_totp")
        with clock.in_school(membership.organization):
            return self.get_response(request)

    def _owes_second_factor(self, request: PortalRequest) -> bool:
        """Leaders have to set up a second factor first, where the installation says so."""
        return (
            settings.MFA_REQUIRED_FOR_LEADERS
            and request.access.can("portal.second_factor")
            and not request.path.startswith(("/accounts/", "/theme/"))
            and not is_mfa_enabled(request.user)
        )

    def _chosen(self, request: PortalRequest) -> Any:
        if not request.memberships:
            return None
        wanted = request.session.get(SESSION_KEY)
        return next((m for m in request.memberships if m.organization_id == wanted), request.memberships[0])


class FormSchoolMiddleware:
    """409 for a form of another school than the one the person works in now; what was typed is shown, nothing is written."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: PortalRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST" or not request.user.is_authenticated or _is_of_no_school(request, view):
            return None
        drawn_for = request.POST.get(SCHOOL_FIELD, request.headers.get(SCHOOL_HEADER, ""))
        now_in = str(getattr(request.organization, "pk", ""))
        if drawn_for == now_in or (not drawn_for and len(request.memberships) < 2):
            return None
        return _mismatch(request, drawn_for)


def _is_of_no_school(request: HttpRequest, view: Any) -> bool:
    match = request.resolver_match
    name = match.view_name if match else ""
    return getattr(view, "guarded_by", "") == "public" or str(name).startswith(_OF_NO_SCHOOL)


def _typed(sent: QueryDict) -> list[str]:
    """What somebody typed, each value once: what a form carries beside its fields repeats them."""
    return list(
        dict.fromkeys(
            value.strip()
            for name, values in sent.lists()
            if not _HIDDEN.search(name)
            for value in values
            if not _NOT_TYPED.fullmatch(value.strip())
        )
    )


def _mismatch(request: PortalRequest, drawn_for: str) -> HttpResponse:
    schools = {str(m.organization_id): m.organization for m in request.memberships}
    context = {
        "drawn_for": schools.get(drawn_for),
        "typed": _typed(request.POST),
        "page": request.headers.get("Referer", ""),
    }
    return render(request, "other_school.html", context, status=409)
