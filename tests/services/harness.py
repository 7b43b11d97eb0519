"""Real servers and real processes for tests: PostgreSQL, Redis, the portal's web server, worker and beat.

Servers are found by their folder, not by a handle, so that `tests.services.run` starts them and a test,
in another process, can stop, kill and start them again.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
SERVICES_DIR = "TEST_SERVICES_DIR"
QUIET_WORKER = ("--without-gossip", "--without-mingle", "--pidfile=")


INITDB = "--username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8"
POSTGRES_CONF = [
    "listen_addresses = '127.0.0.1'",
    "max_connections = 200",
    # a test's data may be lost with the machine
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition: Callable[[], Any], seconds: float = 60, what: str = "the condition") -> Any:
    """The condition's first true answer; AssertionError after so many seconds without one."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


class Postgres:
    """A cluster of its own in a temporary folder, on a port of its own, by a user that is not root."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder, port
        self.url = self.url_of("portal")

    def url_of(self, database: str) -> str:
        return f"postgres://portal@127.0.0.1:{self.port}/{database}"

    @classmethod
    def create(cls, folder: Path) -> "Postgres":
        server = cls(folder, free_port())
        folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server._run("initdb", "-D", folder / "data", *INITDB.split())
        options = [f"port = {server.port}", f"unix_socket_directories = '{folder}'", *POSTGRES_CONF]
        with (folder / "data" / "postgresql.conf").open("a") as conf:
            conf.write("\n".join(options) + "\n")
        # Nobody is asked for a password but the role `strict`: for tests of passwords.
        hba = folder / "data" / "pg_hba.conf"
        hba.write_text(f"host all strict 127.0.0.1/32 scram-sha-256\n{hba.read_text()}")
        server.start()
        # The portal is an ordinary role, as in life: it owns its database and nothing else.
        server.sql("CREATE ROLE portal LOGIN CREATEDB", "CREATE DATABASE portal OWNER portal")
        server.sql("CREATE ROLE strict LOGIN")
        return server

    def start(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "start")

    def stop(self, mode: str = "fast") -> None:
        if settings.configured:
            connections.close_all()  # the test's own would be found dead
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-m", mode, "stop")

    def sql(self, *statements: str) -> None:
        for statement in statements:
            self._run(
                "psql", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-c", statement
            )

    def _run(self, program: str, *args: Any) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
        command = [str(found[-1]) if found else program, *map(str, args)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        _checked(command, cwd=self.folder)


class Redis:
    """A Redis of its own, which keeps its queue over a restart, as the one of docker-compose.yml does."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder, port
        self.url = f"redis://127.0.0.1:{port}/0"

    @classmethod
    def create(cls, folder: Path) -> "Redis":
        folder.mkdir(parents=True)
        server = cls(folder, free_port())
        server.start()
        return server

    def start(self) -> None:
        places = {"--dir": self.folder, "--pidfile": self.folder / "pid", "--logfile": self.folder / "log"}
        command = f"redis-server --port {self.port} --bind 127.0.0.1 --daemonize yes --appendonly yes".split()
        _checked(command + [str(word) for place in places.items() for word in place])
        wait_until(self._answers, what="redis")

    def stop(self, how: int = signal.SIGTERM) -> None:
        pid = int((self.folder / "pid").read_text())
        os.kill(pid, how)
        wait_until(lambda: not Path(f"/proc/{pid}").exists(), what="redis to stop")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


class Servers:
    """PostgreSQL and Redis together, and the file by which another process finds them."""

    def __init__(self, folder: Path):
        self.folder = folder
        state = json.loads((folder / "state.json").read_text())
        self.postgres = Postgres(folder / "postgres", state["postgres"])
        self.redis = Redis(folder / "redis", state["redis"])

    @classmethod
    def create(cls, folder: Path) -> "Servers":
        folder.chmod(0o755)
        ports = {
            "postgres": Postgres.create(folder / "postgres").port,
            "redis": Redis.create(folder / "redis").port,
        }
        (folder / "state.json").write_text(json.dumps(ports))
        return cls(folder)

    def stop(self) -> None:
        self.redis.stop(signal.SIGKILL)
        self.postgres.stop("immediate")


class Process:
    """One process of the portal, leader of a group of its own, with its output in a file."""

    def __init__(self, name: str, command: list[str], env: dict[str, str], log: Path):
        self.name, self.log = name, log
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def kill9(self) -> None:
        """SIGKILL to the whole group: nobody has the time to say goodbye."""
        self._signal(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM, the exit code; SIGKILL after 15 s."""
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(15)
            except subprocess.TimeoutExpired:
                self.kill9()
        self._signal(signal.SIGKILL)
        return self.popen.returncode

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.popen.pid, number)
        except ProcessLookupError:
            return
        self.popen.wait(10)


class Portal:
    """The portal as real processes over one environment and one folder."""

    def __init__(self, var: Path, **env: str):
        self.var, self.port = var, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))
        }
        self.env = kept | {"DEMO": "1", "VAR_DIR": str(var), "PORTAL_URL": self.url} | env
        self.env.pop("STATIC_COLLECTED", None)
        self.processes: list[Process] = []

    def manage(self, *args: str, **env: str) -> str:
        """`manage.py` with these arguments: its output; AssertionError with it when it fails."""
        return _checked([sys.executable, "manage.py", *args], cwd=ROOT, env=self.env | env)

    def start(self, name: str, *command: str, **env: str) -> Process:
        log = self.var / f"{name}-{len(self.processes)}.log"
        program = [] if command[0].startswith("/") else [sys.executable]
        process = Process(name, [*program, *command], self.env | env, log)
        self.processes.append(process)
        return process

    def web(self) -> Process:
        command = f"-m granian --interface wsgi --host 127.0.0.1 --port {self.port} --workers 1"
        options = "--blocking-threads 4 --no-access-log sferum_portal.wsgi:application"
        process = self.start("web", *command.split(), *options.split())
        wait_until(lambda: self.get("/healthz")[0] == 200, what=f"the web server\n{process.output}")
        return process

    def worker(self, *options: str, **env: str) -> Process:
        """A worker; with `--beat` also the clock."""
        command = "-m celery -A sferum_portal worker --loglevel info --pool threads --concurrency 2"
        return self.start("worker", *command.split(), *QUIET_WORKER, *options, **env)

    def beat(self) -> Process:
        return self.start("beat", "-m", "celery", "-A", "sferum_portal", "beat", "--pidfile=")

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page; status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.stop()


def _checked(command: list[str], **options: Any) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, **options
    )
    assert done.returncode == 0, f"{' '.join(command)} → {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout
