"""Tenant and access middleware: puts a request into the scope of one school and says who the person is there."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django_scopes import scopes_disabled

from core import clock
from core.access import PortalRequest
from roles.policy import NOBODY, Actor
from roles.selectors import actor_for, memberships_of

SESSION_KEY = "organization_id"


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
