"""Run as a process of its own: an older build's demo school, carried over by the migrations of this one.

    python -m tests.carried.carry FOLDER

The database of the environment is empty. FOLDER/carried.json gets: `lost`, the tables whose rows differ after going
forward, back and forward again, and `pages`, what every page says now (tests/data/pages.py).
"""

import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import django
import time_machine

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from core.sealing import unseal  # noqa: E402
from orgstructure.models import Organization  # noqa: E402
from roles.models import User  # noqa: E402
from tests.data import make, pages  # noqa: E402

Rows = dict[str, list[str]]
# Kept by Django itself, not by a school: when migrations ran, names of models, numbers given so far, who is signed in.
OTHERS = ("django_migrations", "django_content_type", "django_session", "sqlite_sequence", "auth_permission")


def main(out: Path) -> None:
    with time_machine.travel(make.FROZEN, tick=False):
        dump = (
            make.HERE / f"demo-{make.BUILD}.{'pg' if connection.vendor == 'postgresql' else 'sqlite'}.sql.gz"
        )
        make.restore(connection, gzip.decompress(dump.read_bytes()).decode())
        old, applied = rows_of(), applied_migrations()
        call_command("migrate", verbosity=0)
        forward = rows_of()
        go_back(applied)
        back = rows_of()
        call_command("migrate", verbosity=0)
        again = rows_of()
        lost = {"back": differing(old, back), "again": differing(forward, again)}
        known, _ = pages.load(make.HERE / f"pages-{make.BUILD}.json.gz")
        found = pages.revisit(clients({page.role for page in known}), known)
        pages.store(out / "pages.json", found)
        (out / "lost.json").write_text(json.dumps(lost, ensure_ascii=False), encoding="utf-8")


def clients(roles: Iterable[str]) -> dict[str, Any]:
    """A browser for each role of the demo school."""
    school, made = Organization.objects.get(), {}
    for role in roles:
        email = f"{make.EMAILS.get(role, role)}@school.example"
        user = None if role == "guest" else User.objects.get(email=email)
        made[role] = pages.sign_in(user, None if role in ("guest", "operator") else school)
    return made


def applied_migrations() -> dict[str, str]:
    """The last migration of each app that the dump had applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return dict(cursor.fetchall())


def go_back(applied: dict[str, str]) -> None:
    """To where the dump was; rooms that were not there then go altogether."""
    executor = MigrationExecutor(connection)
    apps = {app for app, _ in executor.loader.graph.nodes}
    executor.migrate([(app, applied.get(app)) for app in sorted(apps)])


def rows_of() -> Rows:
    """Every row of every table, its columns by name, in an order of its own."""
    found: Rows = {}
    for table in connection.introspection.table_names():
        if table in OTHERS:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (our own tables)
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        found[table] = sorted(
            repr(sorted((name, plain(value)) for name, value in row.items())) for row in rows
        )
    return found


def plain(value: Any) -> Any:
    """A column's value as it counts: of JSON what it says, not how SQLite spaces it; of what is sealed what it holds."""
    if isinstance(value, bytes | memoryview):
        return unseal(value) if bytes(value[:5]) == b"gAAAA" else bytes(value)
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            value = json.loads(value)
        except ValueError:
            return value
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value


def differing(before: Rows, after: Rows) -> dict[str, list[str]]:
    """Tables whose rows are not the same, each with the first rows that went and came."""
    found = {}
    for table in sorted(before.keys() | after.keys()):
        mine, theirs = before.get(table, ["no table"]), after.get(table, ["no table"])
        if mine != theirs:
            gone, come = sorted(set(mine) - set(theirs))[:3], sorted(set(theirs) - set(mine))[:3]
            found[table] = [f"- {row}" for row in gone] + [f"+ {row}" for row in come]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
