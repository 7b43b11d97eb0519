"""Makes the data beside this file, once, with the build that they are named after; later builds must carry them over.

    git worktree add --detach <folder> c3c35ee
    .venv/bin/python tests/data/make.py --build <folder> [--out tests/data]

The demo school of that build, made as tests/browser/demo.py makes it (`migrate`, `demo`, PAPERS), on SQLite and on
PostgreSQL, and what each of its pages says to each role. All of it with a key of its own (SECRET, on which the codes
of links and the cursors of lists depend), seeded randomness and a clock that does not run by itself: the school is
made from MADE_AT on, a millisecond a look at the clock, so that no two moments are one; the pages are seen at FROZEN.
Running it again gives the same bytes.
"""

import argparse
import contextlib
import email.generator
import gzip
import importlib
import io
import json
import os
import random
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import time_machine

HERE = Path(__file__).resolve().parent
BUILD = "c3c35ee"
SECRET = f"demo-{BUILD}-not-a-secret"
MADE_AT = datetime.fromisoformat("2026-11-22T14:50:00+03:00")
FROZEN = datetime.fromisoformat("2026-11-22T15:00:00+03:00")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, required=True, help="a worktree of that commit")
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--child", choices=list(CHILDREN), help="for its own use: run inside the build")
    options = parser.parse_args()
    if options.child:
        os.chdir(options.build)
        sys.path.insert(0, str(options.build))
        os.environ["DJANGO_SETTINGS_MODULE"] = "sferum_portal.settings"
        CHILDREN[options.child](options.out)
    else:
        _make(options.build.resolve(), options.out.resolve())


def _make(build: Path, out: Path) -> None:
    """Both schools, both dumps, and the pages of what the dumps give back."""
    sys.path[:0] = [str(build)]
    harness = importlib.import_module("tests.services.harness")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = harness.Postgres.create(folder / "postgres")
        try:
            _run("school", build, folder / "sqlite")
            _run("school", build, folder / "pg", server.url)
            lite, pg = out / f"demo-{BUILD}.sqlite.sql.gz", out / f"demo-{BUILD}.pg.sql.gz"
            _pack(lite, sqlite_dump(folder / "sqlite" / "portal.sqlite3"))
            _pack(pg, postgres_dump(server.port))
            _run("restore", build, folder / "sqlite-again", source=lite)
            server.sql("CREATE DATABASE again OWNER portal")
            _run("restore", build, folder / "pg-again", server.url_of("again"), source=pg)
            _run("look", build, folder / "sqlite-again")
            _run("look", build, folder / "pg-again", server.url_of("again"))
        finally:
            server.stop()
        _join(folder / "sqlite-again" / "pages.json", folder / "pg-again" / "pages.json", out)


def _run(child: str, build: Path, var: Path, database: str = "", source: Path | None = None) -> None:
    """One step in a process of its own, with the code of the build."""
    var.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ours = {
        "DEMO": "1",
        "VAR_DIR": str(var),
        "SECRET_KEYS": SECRET,
        "PYTHONHASHSEED": "0",
        "LOG_LEVEL": "ERROR",
    }
    if database:
        ours["DATABASE_URL"] = database
    command = [sys.executable, __file__, "--build", build, "--out", source or var, "--child", child]
    subprocess.run(list(map(str, command)), env=kept | ours, check=True)


# --- Steps inside the build ---------------------------------------------------------------------------------


def _school(var: Path) -> None:
    with time_machine.travel(MADE_AT, tick=False) as clock:
        _no_chance(clock)
        import_module = importlib.import_module
        import_module("django").setup()
        command = import_module("django.core.management").call_command
        command("migrate", verbosity=0)
        clock.move_to(MADE_AT)  # migrations look at the clock more often on one database than on the other
        command("demo")
        exec(import_module("tests.browser.places").PAPERS, {})


def _no_chance(clock: Any) -> None:
    """Time that runs only when it is looked at, and randomness that is always the same; before Django is set up."""
    dice = random.Random(BUILD)
    random.seed(BUILD)
    uuid.uuid4 = lambda: uuid.UUID(int=dice.getrandbits(128), version=4)
    email.generator.random = random.Random(BUILD)  # type: ignore[attr-defined]  # the boundaries of a letter's parts
    chance = SimpleNamespace(choice=dice.choice, compare_digest=secrets.compare_digest)
    importlib.import_module("django.utils.crypto").secrets = chance  # type: ignore[attr-defined]
    timezone = importlib.import_module("django.utils.timezone")
    true_now: Callable[[], datetime] = timezone.now

    def now() -> datetime:
        clock.shift(timedelta(milliseconds=1))
        return true_now()

    timezone.now = now  # type: ignore[attr-defined]

    def as_sql(self: Any, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        return "%s", [connection.ops.adapt_datetimefield_value(now())]

    Now = importlib.import_module("django.db.models.functions").Now
    Now.as_sql = Now.as_sqlite = Now.as_postgresql = as_sql


def _restore(source: Path) -> None:
    importlib.import_module("django").setup()
    connection = importlib.import_module("django.db").connection
    restore(connection, gzip.decompress(source.read_bytes()).decode())


def restore(connection: Any, script: str) -> None:
    """Load a dump into the empty database of a Django connection."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with connection.constraint_checks_disabled():
            connection.connection.executescript(script)
    else:
        with connection.cursor() as cursor:
            cursor.execute(script)


def _look(var: Path) -> None:
    with time_machine.travel(FROZEN, tick=False):
        importlib.import_module("django").setup()
        pages = importlib.import_module("pages")
        places = importlib.import_module("tests.browser.places")
        User = importlib.import_module("roles.models").User
        school = importlib.import_module("orgstructure.models").Organization.objects.get()
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(places.FACTS, {})
        facts = json.loads(said.getvalue())
        clients, wanted = {}, {}
        for role in places.ROLES:
            user = (
                None
                if role == "guest"
                else User.objects.get(email=f"{EMAILS.get(role, role)}@school.example")
            )
            clients[role] = pages.sign_in(user, None if role in ("guest", "operator") else school)
            mine = [place for place in places.PLACES if role in place.roles.split()]
            wanted[role] = {place.path.format(**facts): place.name for place in mine}
        before = _rows()
        first = var.parent / "sqlite-again" / "pages.json"
        again = pages.load(first)[0] if first.exists() else None
        found = pages.revisit(clients, again) if again else pages.crawl(clients, wanted)
        assert _rows() == before, "a page that is only looked at has changed the data"
        pages.store(var / "pages.json", found)


EMAILS = {"teacher": "class"}


def _rows() -> dict[str, list[Any]]:
    """Every row of every table but the sessions'."""
    connection = importlib.import_module("django.db").connection
    found = {}
    for table in connection.introspection.table_names():
        if table != "django_session":
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')
                rows = cursor.fetchall()
            found[table] = sorted(
                repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in rows
            )
    return found


CHILDREN = {"school": _school, "restore": _restore, "look": _look}


# --- Dumps --------------------------------------------------------------------------------------------------


def sqlite_dump(database: Path) -> str:
    connection = sqlite3.connect(database)
    try:
        return "\n".join(connection.iterdump()) + "\n"
    finally:
        connection.close()


def postgres_dump(port: int) -> str:
    """A script without psql's own commands and without settings, for psycopg2 as well as for psql."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
    program = str(found[-1]) if found else shutil.which("pg_dump") or "pg_dump"
    options = "--inserts --rows-per-insert=200 --no-owner --no-privileges --no-comments --username=portal"
    command = [program, *options.split(), "--host=127.0.0.1", f"--port={port}", "portal"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # Before the first table: settings of the session and, in later versions, a command of psql; the last one ends it.
    return re.sub(r"^\\unrestrict .*\n*\Z", "", text[text.index("\nCREATE ") + 1 :], flags=re.MULTILINE)


def _pack(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _join(lite: Path, pg: Path, out: Path) -> None:
    """One list of pages with the queries on both databases; it must say the same of both."""
    pages = importlib.import_module("pages")
    ours, theirs = pages.load(lite)[0], pages.load(pg)[0]
    for mine, other in zip(ours, theirs, strict=True):
        mine.queries |= other.queries
        if sorted(mine.numbers) != sorted(other.numbers):
            mine.postgresql = other.numbers
            sys.stderr.write(f"{mine.role} {mine.path}: others on PostgreSQL\n")
        elif mine.numbers != other.numbers:
            # A list without an order of its own: it depends on what PostgreSQL knows of the table at that moment.
            sys.stderr.write(f"{mine.role} {mine.path}: in another order on PostgreSQL\n")
        assert (mine.status, mine.to) == (other.status, other.to), mine.path
    about = {"build": BUILD, "secret": SECRET, "made_at": MADE_AT.isoformat(), "frozen": FROZEN.isoformat()}
    pages.store(out / f"pages-{BUILD}.json.gz", ours, **about)


if __name__ == "__main__":
    main()
