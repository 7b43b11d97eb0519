"""Who asks to come back, and which link for it works."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from core.access import Access
from core.names import search_form
from invitations.codes import read_return_code
from invitations.models import Invitation, JoinRequest, ReturnLink
from invitations.models.returning import has_a_way_back
from orgstructure.matching import PROBABLE, score

Status = ReturnLink.Status
MAX_COUNTED = 200


def asked_to_return(access: Access, **of: Any) -> QuerySet[ReturnLink]:
    """Who waits for the word of the actor, the last first; `of` narrows the rows (to a class, to requests).

    Whoever was turned down after asking is not among them; when that is undone, they are again.
    """
    asked: QuerySet[ReturnLink] = access.rows("returns.view", ReturnLink).filter(status=Status.ASKED, **of)
    rows = asked.filter(has_a_way_back())
    return rows.select_related("invitation__person", "request__person", "school_class").order_by("-pk")


def standing_return(invitation: Invitation, request: JoinRequest | None, now: datetime) -> ReturnLink | None:
    """What is asked for, or the link that was given and works still; one query."""
    rows = ReturnLink.objects.filter(invitation=invitation, request=request)
    for row in rows.filter(status__in=(Status.ASKED, Status.OPEN)).order_by("-pk"):
        if row.state_at(now) != Status.CLOSED:
            return row
    return None


def shown_return(invitation: Invitation, request: JoinRequest | None, pk: int) -> ReturnLink | None:
    """The row that a page had shown, whatever has become of it since."""
    return ReturnLink.objects.filter(invitation=invitation, request=request, pk=pk).first()


def requests_meant(invitation: Invitation, *, full_name: str, child_name: str = "") -> list[JoinRequest]:
    """The requests to join the class of `invitation` that somebody so named has made, waiting or accepted.

    Usually one. The name and, of a parent, the child's decide together; of two people whom they fit alike both are given,
    and whoever knows them says which it is. Whoever asks is told nothing: names are no proof of who they are.
    """
    rows = JoinRequest.objects.filter(
        school_class=invitation.school_class_id,
        role=invitation.role,
        status__in=(JoinRequest.Status.NEW, JoinRequest.Status.ACCEPTED),
    ).select_related("person", "invitation")
    fits = {
        row: (_fit(row, full_name), score(child_name, row.child_name) if child_name else 100) for row in rows
    }
    fits = {row: fit for row, fit in fits.items() if min(fit) >= PROBABLE}
    best = max(map(sum, fits.values()), default=0)
    of_best = [row for row, fit in fits.items() if sum(fit) == best]
    of_best.sort(key=lambda row: (row.status == JoinRequest.Status.ACCEPTED, row.pk))
    return list({_who(row): row for row in of_best}.values())


def _who(row: JoinRequest) -> tuple[int, str, str]:
    """One person who asked twice is one."""
    return row.person_id or 0, search_form(row.full_name), search_form(row.child_name)


def _fit(row: JoinRequest, full_name: str) -> int:
    """How surely a name is that of a request, as it was written or as the school has it."""
    known = [row.full_name, row.person.full_name] if row.person else [row.full_name]
    return max(score(full_name, name) for name in known)


def is_asked(invitation: Invitation) -> bool:
    """Whether somebody waits for a link to come back by this one."""
    return ReturnLink.objects.filter(invitation=invitation, request=None, status=Status.ASKED).exists()


def return_by_code(code: str) -> ReturnLink | None:
    """The row that a genuine code names, of any school; None for a forged one, without a query."""
    pk = read_return_code(code)
    if pk is None:
        return None
    with scopes_disabled():
        rows = ReturnLink.objects.select_related(
            "invitation__organization",
            "invitation__person",
            "school_class",
            "request__school_class",
            "request__person",
        )
        return rows.filter(pk=pk).first()
