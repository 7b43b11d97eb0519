"""Marking links as expired: true by the clock, written down here, set-based, each with a journal row (clause 2.1 m)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Concat
from django_scopes import scopes_disabled

from audit.services import record_set
from core.sets import among
from core.states import transition_many
from invitations.models import Invitation, is_past_due

BATCH = 5_000  # a transaction stays under half a second on a busy machine: docs/benchmarks.md, P1
VERB = "invitation.expired"
_WHOSE = Case(
    When(person=None, then=Value("ссылка класса")),
    default=Concat("person__last_name", Value(" "), "person__first_name"),
)


def expire_due(now: datetime) -> int:
    """Write down every link that is past its time at `now`, in all schools. Returns how many.

    In batches, so that each transaction is short. An acceptance that came first wins: the status is in the WHERE.
    """
    written = batch = _expire_batch(now)
    while batch == BATCH:
        batch = _expire_batch(now)
        written += batch
    return written


@transaction.atomic
def _expire_batch(now: datetime) -> int:
    """The next links that are due and that nobody else has in hand: what expires is what is journalled."""
    with scopes_disabled():
        batch = (
            Invitation.objects.past_due(now)
            .order_by("expires_at")
            .select_for_update(skip_locked=True)[:BATCH]
        )
        gone = transition_many(batch, Invitation.Status.EXPIRED)
        record_set(VERB, Invitation.objects.filter(pk__in=among(gone)), actor=None, label=_WHOSE, at=now)
    return len(gone)


def mark_expired(rows: QuerySet[Invitation], now: datetime) -> None:
    """Write down what of `rows` is past its time, so that it is not in the way; in the caller's transaction."""
    gone = transition_many(
        rows.filter(is_past_due(now)).order_by("pk").select_for_update(), Invitation.Status.EXPIRED
    )
    record_set(
        VERB,
        Invitation.objects.filter(pk__in=among(gone)),
        actor=None,
        label=Invitation.label_in_sql(),
        at=now,
    )
