"""What a request knows about the person behind it. roles/policy.py fills it in; the lower stairs only ask."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Model, QuerySet
from django.http import HttpRequest


@dataclass(frozen=True)
class Signatory:
    """Who signs the school's papers: the person, the post as it stands under the paper, the account that may press."""

    person: Any
    post: str
    account: Any = None


class Access(Protocol):
    """Who asks, in which school, and the two questions of every right; both raise KeyError for an unknown one."""

    user: Any
    organization: Any
    person: Any
    roles: frozenset[str]
    class_ids: frozenset[int]
    subjects: frozenset[tuple[int, int]]

    @property
    def sees_whole_school(self) -> bool: ...

    def can(self, action: str, row: Any = None) -> bool:
        """Whether one may do `action` to `row`; without a row, to anything at all."""
        ...

    def rows(self, action: str, model: type[Model]) -> QuerySet[Any]:
        """The rows of `model` to which one may do `action`."""
        ...

    def signatory(self, day: date) -> Signatory | None: ...


class PortalRequest(HttpRequest):
    """An HttpRequest after AccessMiddleware: it carries `access` and, where one is chosen, `organization`."""

    access: Access
    organization: Any
    htmx: Any
