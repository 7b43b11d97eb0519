"""Coming back: one who has accepted, or asked by a class's link, is let on in another browser (lesson B6).

Whoever holds the link may ask; the class teacher or an administrator, having made sure who it is, gives a link that opens
once, within a day. The way on then belongs to the new browser, and no longer to the one before.
"""

from typing import Any

from django.db import IntegrityError, transaction

from audit.services import record
from core import clock
from core.access import Account
from core.errors import Conflict
from core.states import transition
from invitations.marks import digest, is_kept
from invitations.models import Invitation, JoinRequest, ReturnLink
from invitations.models.returning import still_opens
from invitations.rules import RETURN_WITHIN

Status = ReturnLink.Status
NOTHING_TO_RETURN_TO = (
    "Вернуться можно туда, где приглашение принято или заявка подана. Здесь этого нет: обновите страницу."
)
CLOSED_ALREADY = {
    "asked": "Эта просьба уже закрыта: по ней никто не войдёт.",
    "given": "Эта ссылка уже закрыта.",
    "used": "Закрывать нечего: по этой ссылке уже вошли.",
}
OVER = "Эта ссылка для возвращения уже открыта или закрылась. Попросите новую."


def ask_to_return(*, invitation: Invitation, request: JoinRequest | None = None) -> ReturnLink:
    """A browser that is not known asks on behalf of who accepted a personal link, or made `request` by a class's link.

    Asked once until somebody answers. Conflict where nobody has accepted, or the request was turned down.
    """
    _check(invitation, request)
    asked = ReturnLink.objects.filter(invitation=invitation, request=request, status=Status.ASKED)
    found = asked.first()
    if found:
        return found
    try:
        return _asked(invitation, request)
    except IntegrityError:  # the other tap has asked
        return asked.get()


@transaction.atomic
def _asked(invitation: Invitation, request: JoinRequest | None) -> ReturnLink:
    now = clock.now()
    row = ReturnLink.objects.create(
        status=Status.ASKED,
        invitation=invitation,
        request=request,
        asked_at=now,
        created_at=now,
        **_place(invitation),
    )
    record("return.asked", request or invitation, actor="Открывший ссылку")
    return row


def grant_return(*, invitation: Invitation, actor: Account, request: JoinRequest | None = None) -> ReturnLink:
    """A link for coming back: what was asked for is given, else a new one; one that still works is given again.

    Conflict where there is nothing to come back to.
    """
    _check(invitation, request)
    for _ in range(2):
        try:
            return _grant(invitation, request, actor)
        except IntegrityError:  # somebody else has given one at the same moment: it is the one
            continue
    raise Conflict("Ссылку как раз дал кто-то другой. Обновите страницу.")


@transaction.atomic
def _grant(invitation: Invitation, request: JoinRequest | None, actor: Account) -> ReturnLink:
    now = clock.now()
    rows = ReturnLink.objects.filter(invitation=invitation, request=request)
    given = rows.filter(status=Status.OPEN).first()
    if given and given.state_at(now) == Status.OPEN:
        return given
    if given:
        transition(given, Status.CLOSED, ended_at=given.expires_at)
    changes: dict[str, Any] = {"granted_by": actor, "expires_at": now + RETURN_WITHIN}
    row = rows.filter(status=Status.ASKED).first()
    if row:
        transition(row, Status.OPEN, **changes)
    else:
        row = ReturnLink.objects.create(
            status=Status.OPEN,
            invitation=invitation,
            request=request,
            created_at=now,
            **changes,
            **_place(invitation),
        )
    record("return.granted", request or invitation, actor=actor, expires_at=row.expires_at)
    return row


@transaction.atomic
def close_return(*, row: ReturnLink, actor: Account) -> None:
    """«Это не она»: the asking is turned down, or a link that was given is closed. Conflict says how it is over already."""
    try:
        transition(row, Status.CLOSED, ended_at=clock.now())
    except Conflict:
        row.refresh_from_db()
        how = "used" if row.status == Status.USED else "given" if row.expires_at else "asked"
        raise Conflict(CLOSED_ALREADY[how]) from None
    record("return.closed", _kept_by(row), actor=actor)


def use_return(*, row: ReturnLink, mark: str) -> None:
    """The browser of `mark` takes the way on over; the same mark again is answered alike. Conflict when it is over."""
    kept = _kept_by(row)
    try:
        _use(row, kept, mark)
    except Conflict:
        now_kept = type(kept).objects.filter(pk=kept.pk).values_list("mark", flat=True).first()
        if not is_kept(mark, now_kept):
            raise Conflict(OVER) from None


@transaction.atomic
def _use(row: ReturnLink, kept: Invitation | JoinRequest, mark: str) -> None:
    now = clock.now()
    transition(row, Status.USED, only_if=still_opens(now), ended_at=now)
    if isinstance(kept, JoinRequest):
        JoinRequest.objects.filter(mark=digest(mark)).update(mark=None)
    type(kept).objects.filter(pk=kept.pk).update(mark=digest(mark), marked_at=now)
    record("return.used", kept, actor="Открывший ссылку")


def _kept_by(row: ReturnLink) -> Invitation | JoinRequest:
    return row.request or row.invitation


def _check(invitation: Invitation, request: JoinRequest | None) -> None:
    if request is not None:
        stands = request.status in (JoinRequest.Status.NEW, JoinRequest.Status.ACCEPTED)
    else:
        stands = invitation.status == Invitation.Status.ACCEPTED and invitation.person_id is not None
    if not stands:
        raise Conflict(NOTHING_TO_RETURN_TO)


def _place(invitation: Invitation) -> dict[str, object]:
    return {
        "organization_id": invitation.organization_id,
        "school_class_id": invitation.school_class_id,
        "role": invitation.role,
    }
