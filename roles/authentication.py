"""API authentication by tokens (keys): a token stands for one account in one school."""

from typing import Any

from django_scopes import scopes_disabled
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from roles.selectors import actor_for, memberships_of


class ApiTokenAuthentication(TokenAuthentication):
    """Authenticates by `Authorization: Bearer …` (or `Token …`) and gives the request the access of that account in that school.

    The view opens the organization's scope itself (core.api.SchoolViewSet): a scope cannot be left open here.
    """

    def authenticate_header(self, request: Any) -> str:
        """The word before the key: what the request said, if it is one of the two, else the standard one."""
        return "Token" if get_authorization_header(request).lower().startswith(b"token ") else "Bearer"

    def authenticate(self, request: Any) -> Any:
        try:
            with scopes_disabled():
                found = super().authenticate(request)
        except UnicodeDecodeError:  # no key has such signs
            raise AuthenticationFailed from None
        if found is None:
            return None
        user, token = found
        membership = next(
            (m for m in memberships_of(user) if m.organization_id == token.organization_id), None
        )
        if membership is None:
            return None
        request._request.organization = membership.organization
        request._request.access = actor_for(user, membership.organization, membership.person)
        return user, token


class ApiTokenScheme(OpenApiAuthenticationExtension):
    """How the key is given, as the schema says it."""

    target_class = ApiTokenAuthentication
    name = "apiToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Ключ со страницы «Ключи API».",
        }
