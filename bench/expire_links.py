"""The measurement of bench_expire.py, in the process of one engine."""

import os
import time
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sferum_portal.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import seed_links as seed  # noqa: E402
from bench.common import compare  # noqa: E402
from invitations.services import expiry  # noqa: E402

SIZES = [int(size) for size in os.environ.get("BENCH_LINKS", "100000").split(",")]
LONGEST = 0.5
postgresql = connection.vendor == "postgresql"
where = seed.parents(max(SIZES))
durations: list[float] = []
written = expiry._expire_batch


def timed(*args: Any) -> int:
    began = time.perf_counter()
    rows = written(*args)
    durations.append(time.perf_counter() - began)
    return rows


expiry._expire_batch = timed


def fresh(rows: int) -> Any:
    """`rows` links that are due; returns the moment at which they are."""
    seed.empty_links()
    now = timezone.now()
    values = [now - timedelta(days=30), now - timedelta(days=1)]
    if not postgresql:
        values = [connection.ops.adapt_datetimefield_value(value) for value in values]
    seed.execute(
        "INSERT INTO invitations_invitation (organization_id, kind, status, person_id, school_class_id, role, version,"
        " max_uses, uses, created_by_id, created_at, expires_at, annul_reason)"
        " SELECT organization_id, 'personal', 'active', person_id, school_class_id, role, 1, 1, 0, %s, %s, %s, ''"
        " FROM orgstructure_enrolment WHERE id <= %s ORDER BY id",
        [where["maker"].pk, *values, rows],
    )
    if postgresql:
        seed.execute("VACUUM ANALYZE invitations_invitation")
    return now


def ours(rows: int) -> float:
    now = fresh(rows)
    began = time.perf_counter()
    assert expiry.expire_due(now) == rows
    return time.perf_counter() - began


def raw(rows: int) -> float:
    now = fresh(rows)
    moment = now if postgresql else connection.ops.adapt_datetimefield_value(now)
    journal = (
        "INSERT INTO audit_event (organization_id, at, actor_label, verb, object_type, object_id, object_label,"
        " details, personal, request_id) SELECT i.organization_id, %s, 'Портал', 'invitation.expired',"
        " 'invitations.invitation', i.id, p.last_name || ' ' || p.first_name, '{}', '{}', '' FROM "
    )
    began = time.perf_counter()
    with transaction.atomic():
        if postgresql:
            seed.execute(
                "WITH gone AS (UPDATE invitations_invitation SET status = 'expired' WHERE status = 'active'"
                f" AND expires_at <= %s RETURNING id, organization_id, person_id)"
                f" {journal} gone i LEFT JOIN orgstructure_person p ON p.id = i.person_id",
                [moment, moment],
            )
        else:
            due = "status = 'active' AND expires_at <= %s"
            people = "LEFT JOIN orgstructure_person p ON p.id = i.person_id"
            seed.execute(f"{journal} invitations_invitation i {people} WHERE {due}", [moment, moment])
            seed.execute(f"UPDATE invitations_invitation SET status = 'expired' WHERE {due}", [moment])  # noqa: S608
    return time.perf_counter() - began


for rows in SIZES:
    durations.clear()
    compare(
        f"P1 expire {rows} links, {connection.vendor}",
        lambda rows=rows: ours(rows),
        lambda rows=rows: raw(rows),
        5 if rows < 1_000_000 else 3,
        reach_ratio=1.2,
        note="baseline: one raw UPDATE and INSERT of the same journal rows, one transaction",
    )
    longest = max(durations)
    compare(
        f"P1 longest transaction of {rows}, {connection.vendor}",
        lambda longest=longest: longest,
        lambda: LONGEST,
        1,
        reach_ours=LONGEST,
        note=f"batches of {expiry.BATCH}; of all rounds",
    )
