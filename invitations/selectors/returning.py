"""Who asks to come back, and which link for it works."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from core.access import Access
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


def request_meant(invitation: Invitation, *, full_name: str, child_name: str = "") -> JoinRequest | None:
    """The request to join the class of `invitation` that somebody so named has made, waiting or accepted; else None.

    A parent's child must be meant too. Whoever asks is told nothing of it: names are no proof of who they are.
    """
    rows = JoinRequest.objects.filter(
        school_class=invitation.school_class_id,
        role=invitation.role,
        status__in=(JoinRequest.Status.NEW, JoinRequest.Status.ACCEPTED),
    )
    fits = [
        (_fit(row, full_name), row.status == JoinRequest.Status.ACCEPTED, row.pk, row)
        for row in rows.select_related("person", "invitation")
        if not child_name or score(child_name, row.child_name) >= PROBABLE
    ]
    best = max(fits, default=None)
    return best[-1] if best and best[0] >= PROBABLE else None


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
