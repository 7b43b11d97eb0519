"""What views of links share: the rows that a request names, as far as its person may see and manage them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from core.access import PortalRequest
from core.errors import Invalid
from core.numbers import row_number, row_numbers
from invitations.forms import ROLE_CHOICES
from invitations.models import Invitation
from invitations.selectors import links as selectors
from orgstructure.models import SchoolClass

MAX_CHOSEN = 500


def link_of(request: PortalRequest, pk: int) -> Invitation:
    rows = selectors.links_for(request.access).select_related(
        "created_by", "annulled_by", "person", "school_class"
    )
    return get_object_or_404(rows, pk=pk)


def chosen_links(request: PortalRequest, values: list[str]) -> list[Invitation]:
    """The ticked links, each of which the person may manage; 403 if they may not, 404 if they are not theirs to see.

    Invalid where none is ticked.
    """
    ids = set(row_numbers(values)[:MAX_CHOSEN])
    if not ids:
        raise Invalid("Не выбрано ни одной ссылки. Вернитесь к списку, отметьте нужные и нажмите ещё раз.")
    rows = list(selectors.links_for(request.access).select_related("organization").filter(pk__in=ids))
    if not rows:
        raise Http404
    if not all(request.access.can("invitations.manage", row) for row in rows):
        raise PermissionDenied
    return rows


def class_of(request: PortalRequest, classes: Any, given: Any = None) -> SchoolClass | None:
    """The class that the address names, of those given; 404 for another."""
    text = (request.GET if given is None else given).get("class", "")
    if not text:
        return None
    pk = row_number(text)
    if pk is None:
        raise Http404
    return get_object_or_404(classes, pk=pk)


def role_of(request: PortalRequest, given: Any = None) -> str:
    role = (request.GET if given is None else given).get("role", "")
    return role if role in dict(ROLE_CHOICES) else ""
