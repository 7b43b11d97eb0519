"""What a request knows about the person behind it. roles/policy.py fills it in; the lower stairs only ask."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.http import HttpRequest


@dataclass(frozen=True)
class Signatory:
    """Who signs the school's papers: the person, the post as it stands under the paper, the account that may press."""

    person: Any
    post: str
    account: Any = None


class Access(Protocol):
    user: Any
    organization: Any
    person: Any
    roles: frozenset[str]

    def can(self, action: str, obj: Any = None) -> bool: ...

    def signatory(self, day: date) -> Signatory | None: ...


class PortalRequest(HttpRequest):
    """An HttpRequest after AccessMiddleware: it carries `access` and, where one is chosen, `organization`."""

    access: Access
    organization: Any
    htmx: Any
