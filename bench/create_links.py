"""The measurement of bench_create.py, in the process of one engine."""

import io
import json
import os
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sferum_portal.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from bench import seed_links as seed  # noqa: E402
from bench.common import compare  # noqa: E402
from invitations.models import Invitation  # noqa: E402
from invitations.rules import MAX_AT_ONCE  # noqa: E402
from invitations.services.links import create_for_enrolments  # noqa: E402
from orgstructure.models import Enrolment  # noqa: E402

SIZES = (1_000, 100_000)
LINK_COLUMNS = (
    "id, organization_id, kind, status, person_id, school_class_id, role, version, max_uses, uses, created_by_id,"
    " created_at, expires_at, annul_reason"
)
EVENT_COLUMNS = (
    "organization_id, at, actor_id, actor_label, verb, object_type, object_id, object_label, details, personal,"
    " request_id"
)
postgresql = connection.vendor == "postgresql"
where = seed.parents(max(SIZES))
school, maker, school_class = where["school"], where["maker"], where["school_class"]


def ours(rows: int) -> float:
    seed.empty_links()
    began = time.perf_counter()
    with scope(organization=school):
        for first in range(1, rows + 1, MAX_AT_ONCE):
            last = min(first + MAX_AT_ONCE, rows + 1)
            create_for_enrolments(
                organization=school,
                enrolments=Enrolment.objects.filter(pk__gte=first, pk__lt=last).select_related("person"),
                actor=maker,
            )
    elapsed = time.perf_counter() - began
    with scope(organization=school):
        assert Invitation.objects.count() == rows
    return elapsed


def tuples(rows: int) -> tuple[list[tuple], list[tuple]]:
    now = timezone.now()
    end = now + timedelta(days=30)
    details = json.dumps({"expires_at": end.isoformat()})
    label = f"Иванова Анна Петровна · {school_class} · родитель"
    links = [
        (10_000_000 + n, school.pk, "personal", "active", n, school_class.pk, "parent", 1, 1, 0, maker.pk, str(now),
         str(end), "")
        for n in range(1, rows + 1)
    ]  # fmt: skip
    events = [
        (school.pk, str(now), maker.pk, str(maker), "invitation.created", "invitations.invitation", link[0], label,
         details, "{}", "")
        for link in links
    ]  # fmt: skip
    return links, events


def raw(rows: int) -> float:
    links, events = tuples(rows)
    seed.empty_links()
    if postgresql:
        files = [
            io.StringIO("".join("\t".join(map(str, row)) + "\n" for row in part)) for part in (links, events)
        ]
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.copy_expert(f"COPY invitations_invitation ({LINK_COLUMNS}) FROM STDIN", files[0])
            cursor.copy_expert(f"COPY audit_event ({EVENT_COLUMNS}) FROM STDIN", files[1])
        return time.perf_counter() - began
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, part in (
            ("invitations_invitation", LINK_COLUMNS, links),
            ("audit_event", EVENT_COLUMNS, events),
        ):
            places = ", ".join(["%s"] * len(part[0]))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", part)  # noqa: S608
    return time.perf_counter() - began


for rows in SIZES:
    compare(
        f"P2 create {rows} links, {connection.vendor}",
        lambda rows=rows: ours(rows),
        lambda rows=rows: raw(rows),
        7 if rows < 100_000 else 3,
        reach_ratio=4 if postgresql else None,
        note=f"baseline: raw {'COPY' if postgresql else 'executemany'} of links and journal",
    )
