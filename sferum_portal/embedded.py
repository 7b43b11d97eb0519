"""What the embedded portal (`make run`) needs before it starts: tables, static files, a demo school."""

import hashlib
import json
import shutil
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError, OutputWrapper
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from orgstructure.models import Organization

# All that the demo makes. A folder given as VAR_DIR may hold other things too: these names and no others.
_DEMO_FILES = (
    "portal.sqlite3", "portal.sqlite3-wal", "portal.sqlite3-shm", "demo.json",
    "mail", "broker", "cache", "media",
)  # fmt: skip


def prepare(stdout: OutputWrapper) -> None:
    """Bring tables and static files up to date and, in the demo, make the school if there is none yet."""
    if _migrations_wait():
        stdout.write("Готовлю базу данных…")
        call_command("migrate", verbosity=0)
    _collect_static(stdout)
    if settings.DEMO and "demo" in get_commands() and not Organization.objects.exists():
        stdout.write("Создаю демонстрационную школу…")
        call_command("demo")


def reset() -> None:
    """Throw the demo away. CommandError where it is not an embedded demo: those data are somebody's."""
    if not settings.DEMO or connection.vendor != "sqlite":
        raise CommandError("demo-reset стирает только встроенную демонстрационную школу (DEMO=1, SQLite).")
    connection.close()
    for name in _DEMO_FILES:
        path = settings.VAR_DIR / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for folder in ("queue", "control"):
        (settings.VAR_DIR / "broker" / folder).mkdir(parents=True)


def demo_people() -> list[dict[str, Any]]:
    """Those who can sign in to the demo, as `manage.py demo` wrote them: role, name, email, password."""
    path = settings.VAR_DIR / "demo.json"
    return json.loads(path.read_text(encoding="utf-8")) if settings.DEMO and path.exists() else []


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _collect_static(stdout: OutputWrapper) -> None:
    if not settings.STATIC_COLLECTED:
        return
    stamp = settings.STATIC_ROOT / ".stamp"
    state = _state_of_static()
    if stamp.exists() and stamp.read_text() == state:
        return
    stdout.write("Собираю стили и шрифты…")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state)


def _state_of_static() -> str:
    """One line that changes when our own static files or the installed packages do."""
    sources = sorted(path for path in (settings.BASE_DIR / "static").rglob("*") if path.is_file())
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for path in sources:
        stat = path.stat()
        digest.update(f"{path.relative_to(settings.BASE_DIR)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
