"""Storing files: bytes with their hash, and removing them when their term is over (retention)."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django_scopes import scopes_disabled

from audit.services import record_set
from core import clock
from core.rows import TimeZone
from core.sealing import seal
from core.sets import among, update_returning
from files.models import File

BATCH = 500  # a transaction stays short, however much is over on one day


def store_file(
    *,
    organization: Any,
    name: str,
    content_type: str,
    content: bytes,
    actor: Any,
    expires_on: date | None = None,
    sealed: bool = False,
) -> File:
    """Keep bytes with their hash, in the transaction of the decision they belong to. The name is always ours.

    `expires_on`: the last day that the file is kept, None for good. `sealed`: what lies in the table is read by nobody
    who has only the table.
    """
    return File.objects.create(
        organization=organization,
        name=name[:200],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=seal(content) if sealed else content,
        sealed=sealed,
        expires_on=expires_on,
        created_by=None if isinstance(actor, str) else actor,
    )


def purge_due(now: datetime) -> int:
    """Remove the bytes of every file whose last day is over by its school's clock, in all schools. Returns how many.

    The row stays, with its hash and size. In batches, each file with its journal row.
    """
    purged = batch = _purge_batch(now)
    while batch == BATCH:
        batch = _purge_batch(now)
        purged += batch
    return purged


@transaction.atomic
def _purge_batch(now: datetime) -> int:
    with scopes_disabled():
        due = File.objects.past_term(clock.dates_of(TimeZone.values, now)).order_by("expires_on", "pk")
        batch = due.select_for_update(skip_locked=True, of=("self",))[:BATCH]
        gone = update_returning(batch, Q(purged_at=None), content=b"", purged_at=now)
        if gone:
            details = {name: F(name) for name in ("expires_on", "size", "sha256")}
            purged = File.objects.filter(pk__in=among(gone))
            record_set("file.purged", purged, actor=None, label=F("name"), details=details, at=now)
    return len(gone)
