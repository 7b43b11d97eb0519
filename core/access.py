"""Types of a request, its account and its permissions. roles/policy.py fills them in; the layers below only ask."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:  # names of layers above, for the reader and the type checker alone
    from django_htmx.middleware import HtmxDetails
    from rest_framework.request import Request

    from orgstructure.models import Organization, Person
    from roles.models import Membership, User

# Who did something, as services and the journal take it: an account, None for the portal itself, or the name of
# somebody without an account (who came by a link).
ActorLike: TypeAlias = "User | str | None"
Account: TypeAlias = "User | None"


@dataclass(frozen=True)
class Signatory:
    """Who signs the school's papers: the person, the post as it stands under the paper, the account that may press."""

    person: "Person"
    post: str
    account: "User | None" = None


class Access(Protocol):
    """Who asks, in which school, and the two questions of every right; both raise KeyError for an unknown one."""

    @property
    def user(self) -> "User": ...

    @property
    def organization(self) -> "Organization": ...

    @property
    def person(self) -> "Person": ...

    @property
    def roles(self) -> frozenset[str]: ...

    @property
    def class_ids(self) -> frozenset[int]: ...

    @property
    def subjects(self) -> frozenset[tuple[int, int]]: ...

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
    """A request behind `core.web.requires`: somebody has signed in, in a school. The middlewares put these on it."""

    user: "User"  # type: ignore[assignment]  # Django's may also be anonymous
    access: Access
    organization: "Organization"
    memberships: "list[Membership]"
    htmx: "HtmxDetails"


def portal_request(request: "HttpRequest | Request") -> PortalRequest:
    """The same request, where Django's admin or DRF hands it over: behind a guard it carries all that a view's does."""
    return cast(PortalRequest, request)
