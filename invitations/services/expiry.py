"""Expiry is true by the clock; here it is written down, set-based, with a journal row for each link (clause 2.1 m)."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min, QuerySet
from django_scopes import scopes_disabled

from audit.services import SYSTEM, record_many
from core.states import transition_many
from invitations.models import Invitation, is_past_due

BATCH = 3_000  # a transaction stays under half a second on a busy machine: docs/benchmarks.md, P1
VERB = "invitation.expired"

# One statement: what expires is what is journalled, whatever happens beside it.
_POSTGRESQL = """
WITH gone AS (
    UPDATE invitations_invitation SET status = 'expired'
    WHERE status = 'active' AND expires_at <= %(now)s AND id >= %(first)s AND id < %(last)s
    RETURNING id, organization_id, person_id, role
)
INSERT INTO audit_event (organization_id, at, actor_id, actor_label, verb, object_type, object_id, object_label,
                         details, request_id)
SELECT gone.organization_id, %(now)s, NULL, %(system)s, %(verb)s, 'invitations.invitation', gone.id,
       coalesce(p.last_name || ' ' || p.first_name, 'ссылка класса'), '{}', ''
FROM gone LEFT JOIN orgstructure_person p ON p.id = gone.person_id
"""
# SQLite has one writer: inside its transaction nothing comes between the two statements.
_SQLITE_JOURNAL = """
INSERT INTO audit_event (organization_id, at, actor_id, actor_label, verb, object_type, object_id, object_label,
                         details, request_id)
SELECT i.organization_id, %(now)s, NULL, %(system)s, %(verb)s, 'invitations.invitation', i.id,
       coalesce(p.last_name || ' ' || p.first_name, 'ссылка класса'), '{}', ''
FROM invitations_invitation i LEFT JOIN orgstructure_person p ON p.id = i.person_id
WHERE i.status = 'active' AND i.expires_at <= %(now)s AND i.id >= %(first)s AND i.id < %(last)s
"""


def expire_due(now: datetime) -> int:
    """Write down every link that is past its time at `now`, in all schools. Returns how many.

    Batches by id range keep each transaction short. An acceptance that came first wins: the status is in the WHERE.
    """
    with scopes_disabled():
        due = Invitation.objects.past_due(now)
        span = due.aggregate(first=Min("pk"), last=Max("pk"))
    if span["first"] is None:
        return 0
    return sum(
        _expire_range(now, first, first + BATCH) for first in range(span["first"], span["last"] + 1, BATCH)
    )


def _expire_range(now: datetime, first: int, last: int) -> int:
    values: dict[str, Any] = {"now": now, "first": first, "last": last, "system": SYSTEM, "verb": VERB}
    with transaction.atomic(), connection.cursor() as cursor, scopes_disabled():
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL, values)
            return cursor.rowcount
        cursor.execute(_SQLITE_JOURNAL, values | {"now": connection.ops.adapt_datetimefield_value(now)})
        due = Invitation.objects.past_due(now).filter(pk__gte=first, pk__lt=last)
        return len(transition_many(due, Invitation.Status.EXPIRED))


def write_down_expiry(rows: QuerySet[Invitation], now: datetime) -> None:
    """Write down what of `rows` is past its time, so that it is not in the way; in the caller's transaction."""
    gone = transition_many(
        rows.filter(is_past_due(now)).order_by("pk").select_for_update(), Invitation.Status.EXPIRED
    )
    if gone:
        written = Invitation.objects.filter(pk__in=gone).select_related("person", "school_class")
        record_many(VERB, written.order_by("pk"), actor=None)
