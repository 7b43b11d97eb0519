"""`manage.py serve`: the whole portal under one launcher: web server, and a worker with beat."""

import contextlib
import errno
import fcntl
import os
import shlex
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from honcho.manager import Manager
from honcho.printer import Printer

from sferum_portal import embedded

WEB = (
    "{python} -m granian --interface wsgi --host {host} --port {port} --workers 1"
    " --blocking-threads {threads} --no-access-log --log-level warning --workers-kill-timeout 4"
    " --respawn-failed-workers --respawn-interval 0.5"
    " sferum_portal.wsgi:application"
)
WORKER = (
    # the demo is often looked at as root; celery's warning to do so is for servers
    "{python} -W ignore::UserWarning:celery.platforms -m celery --quiet -A sferum_portal worker --beat"
    " --pool threads --concurrency 2 --loglevel warning --without-gossip --without-mingle --without-heartbeat"
    " --pidfile="
)


class QuietPrinter(Printer):
    """Honcho's printer without its own notes on starting and stopping."""

    def write(self, message: Any) -> None:
        if message.name != "system":
            super().write(message)


class Command(BaseCommand):
    help = "Starts the web server and the worker with beat; stops all when one stops or on Ctrl-C."
    requires_system_checks: list[str] = []  # the web server makes them; a start in seconds matters here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=4, help="requests answered at once")
        parser.add_argument(
            "--prepare", action="store_true", help="migrate, collect static; with DEMO=1 make the demo school"
        )
        parser.add_argument("--reset", action="store_true", help="throw the demo school away first")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        lock = _only_one()
        _refuse_taken_port(host, port)
        if options["reset"]:
            embedded.reset()
        if options["prepare"]:
            embedded.prepare(self.stdout)
        connections.close_all()  # nothing open may pass into the children
        address = f"http://{host}:{port}"
        os.environ.setdefault("PORTAL_URL", address)
        threading.Thread(target=self._announce, args=(address,), daemon=True).start()
        code = _run_children(host, port, options["threads"])
        lock.close()
        stopped_by_hand = code in (130, 143)
        self.stdout.write("Портал остановлен." if stopped_by_hand else f"Портал упал с кодом {code}.")
        sys.exit(0 if stopped_by_hand else code)

    def _announce(self, address: str) -> None:
        for _ in range(300):
            time.sleep(0.1)
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                    break
            except (urllib.error.URLError, OSError):
                continue
        else:
            return
        lines = ["", f"Портал открыт: {address}", ""]
        people = embedded.demo_people()
        if people:
            lines += ["Демонстрационная школа, войти можно так:"]
            lines += [f"  {p['role']:<28} {p['email']:<34} {p['password']:<20} {p['name']}" for p in people]
            lines += [""]
        lines += ["Остановить: Ctrl-C", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _run_children(host: str, port: int, threads: int) -> int:
    values = {
        "python": shlex.quote(sys.executable),
        "host": shlex.quote(host),
        "port": port,
        "threads": threads,
    }
    manager = Manager(QuietPrinter(sys.stdout))
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    for name, command in (("web", WEB), ("worker", WORKER)):
        manager.add_process(name, "exec " + command.format(**values), env=env, cwd=str(settings.BASE_DIR))
    threading.Thread(target=_kill_orphans, args=(manager,), daemon=True).start()
    try:
        manager.loop()
    finally:
        _kill_groups(manager)
    # A child that died by a signal has a negative code; a shell would call it 128 + n.
    code = manager.returncode or 0
    return 128 - code if code < 0 else code


def _kill_orphans(manager: Manager) -> None:
    """Let honcho see that a child died even if the child has children.

    Honcho waits for the end of a child's output, which its own children (beat, the web server's worker) hold open when it
    is killed outright. Whoever outlived the leader of the group goes after it. Where there is no /proc, honcho waits.
    """
    while True:
        time.sleep(0.5)
        for process in list(manager._processes.values()):
            pid = process.get("pid")
            if pid and _is_zombie(pid):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def _kill_groups(manager: Manager) -> None:
    """Each child leads a group of its own: whoever of it outlived its leader goes too."""
    for process in manager._processes.values():
        if pid := process.get("pid"):
            try:
                os.killpg(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue


def _only_one() -> Any:
    lock = (settings.VAR_DIR / "serve.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CommandError(
            f"Портал уже запущен с папкой {settings.VAR_DIR}. Остановите его (Ctrl-C в его окне)."
        ) from error
    return lock


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reasons = {
                errno.EADDRINUSE: f"Порт {port} занят другой программой.",
                errno.EACCES: f"Порт {port} открыть нельзя: не хватает прав.",
            }
            reason = reasons.get(error.errno or 0, f"Адрес {host}:{port} открыть нельзя: {error.strerror}.")
            raise CommandError(f"{reason} Укажите другой: make run PORT={port + 1}") from error
