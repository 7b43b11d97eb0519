"""What a request knows about the person behind it. roles/policy.py fills it in; the lower stairs only ask."""

from typing import Any, Protocol

from django.http import HttpRequest


class Access(Protocol):
    user: Any
    organization: Any
    person: Any
    roles: frozenset[str]

    def can(self, action: str, obj: Any = None) -> bool: ...


class PortalRequest(HttpRequest):
    """An HttpRequest after AccessMiddleware: it carries `access` and, where one is chosen, `organization`."""

    access: Access
    organization: Any
    htmx: Any
