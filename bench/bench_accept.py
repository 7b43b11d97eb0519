"""P3, P4, P5 over HTTP at 64 connections: accepting separate links, one class link with a cap, opening a link.

Both sides run under Granian (one process, four threads) on the same database server, in turn. The baseline is
bench/bare.py: Django without middleware, one indexed SELECT and, for P3, one INSERT.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import load
from bench.common import compare
from invitations.marks import mark_of
from tests.services.harness import ROOT, Portal, Servers, wait_until

ROUNDS = 5
EACH = int(os.environ.get("BENCH_EACH", "600"))  # requests of one side in one round
SECRET = "a" * 24
CAUSE = "what is left is the page itself (a template with components) and the middleware that the bare view has none of"
REACH = {"postgresql": 0.7, "sqlite": 0.5}


class Stage:
    """The portal and the bare view on one database, with enough links for every round."""

    def __init__(self, folder: Path, engine: str, url: str):
        self.engine, self.url = engine, url
        self.portal = Portal(folder, DATABASE_URL=url, STATIC_COLLECTED="1", LOG_LEVEL="WARNING")
        self.portal.env["STATIC_COLLECTED"] = "1"
        self.portal.env.pop("CELERY_BROKER_URL", None)
        self.portal.manage("migrate", "--verbosity=0")
        self.portal.manage("collectstatic", "--noinput", "--verbosity=0")
        self.cap = EACH * (ROUNDS + 1)
        seeded = self._run("bench.seed_gate", str(EACH * (ROUNDS + 1)), str(self.cap))
        self.__dict__.update(json.loads(seeded))
        self._run("bench.bare", BARE_ROWS=str(EACH))
        self.portal.web()
        self.bare = Portal(folder, DATABASE_URL=url)
        self.bare.start(
            "bare", "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.bare.port),
            "--workers", "1", "--blocking-threads", "4", "--no-access-log", "bench.bare:application",
        )  # fmt: skip
        wait_until(lambda: self.bare.get("/look/nothing")[0] == 404, what="the bare view")

    def _run(self, module: str, *args: str, **env: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", module, *args], cwd=ROOT, env=self.portal.env | env, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def count(self, sql: str) -> int:
        """One number from the database, asked from outside the portal."""
        done = self.portal.manage(
            "shell", "--no-imports", "-c",
            f"from django.db import connection as c; u=c.cursor(); u.execute({sql!r}); print(u.fetchone()[0])",
        )  # fmt: skip
        return int(done.strip())

    def stop(self) -> None:
        self.portal.stop()
        self.bare.stop()

    def bare_load(self, verb: str) -> float:
        paths = [f"/{verb}/code-{n:030d}" for n in range(EACH)]
        requests = [load.get(path) if verb == "look" else load.post(path, b"agreed=yes") for path in paths]
        return _checked(load.send(self.bare.port, requests), 200 if verb == "look" else 302)

    def accept(self, codes: list[str]) -> float:
        bodies = [_body() for _ in codes]
        requests = [load.post(f"/i/{code}", body) for code, body in zip(codes, bodies, strict=True)]
        return _checked(load.send(self.portal.port, requests), 302)

    def ask(self) -> float:
        people = {"full_name": "Петрова Анна Ивановна", "child_name": "Петров Илья", "phone": ""}
        bodies = [_body(**people) for _ in range(EACH)]
        return _checked(
            load.send(self.portal.port, [load.post(f"/i/{self.shared}", body) for body in bodies]),  # type: ignore[attr-defined]
            302,
        )

    def open(self, codes: list[str]) -> float:
        return _checked(load.send(self.portal.port, [load.get(f"/i/{code}") for code in codes]), 200)


_pressed = count(1)


def _body(**words: str) -> bytes:
    """A press with a mark of its own: the same mark would be the same press."""
    mark = mark_of(SECRET, next(_pressed))
    return urlencode({"mark": mark, "do": "accept", "agreed": "yes"} | words).encode()


def _checked(result: load.Load, status: int) -> float:
    assert set(result.statuses) == {status}, result.statuses
    return float(result.rate)


@contextmanager
def stages() -> Iterator[list[Stage]]:
    with tempfile.TemporaryDirectory(prefix="sferum-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "servers").mkdir()
        made: list[Stage] = []
        servers = None
        try:
            for engine in ("sqlite", "postgresql"):
                (folder / engine).mkdir()
                if engine == "postgresql":
                    servers = Servers.create(folder / "servers")
                    url = servers.postgres.url
                else:
                    url = f"sqlite:///{folder / engine / 'portal.sqlite3'}"
                made.append(Stage(folder / engine, engine, url))
            yield made
        finally:
            for stage in made:
                stage.stop()
            if servers:
                servers.stop()


def measure(stage: Stage) -> list[dict[str, Any]]:
    """P5 first, while every link is new; then P3 on them, then P4 on the shared one, to its last use."""
    common: dict[str, Any] = {"unit": "requests/s", "higher_is_better": True, "rounds": ROUNDS}
    links: list[str] = stage.links  # type: ignore[attr-defined]
    place = stage.engine
    opened = compare(
        f"P5 opening a link, {place}", lambda: stage.open(links[:EACH]), lambda: stage.bare_load("look"),
        reach_ratio=0.5, note=f"against a bare view with one SELECT; {CAUSE}", **common,
    )  # fmt: skip
    accepted = compare(
        f"P3 accepting separate links, {place}",
        lambda number: stage.accept(links[(number + 1) * EACH : (number + 2) * EACH]),
        lambda number: stage.bare_load("take"),
        setup=lambda number: number, reach_ratio=REACH[place],
        note=f"against a bare view with one SELECT and one INSERT; no 5xx; {CAUSE}", **common,
    )  # fmt: skip
    asked: list[float] = []
    shared = compare(
        f"P4 everybody on one class link, {place}", lambda: asked.append(stage.ask()) or asked[-1],
        lambda: accepted["ours"]["median"], reach_ratio=0.25, note="against P3 on separate links", **common,
    )  # fmt: skip
    over = load.send(stage.portal.port, [load.post(f"/i/{stage.shared}", b"x")])  # type: ignore[attr-defined]
    assert over.statuses.keys() <= {403, 410}, over.statuses
    uses = stage.count(f"SELECT uses FROM invitations_invitation WHERE id = {stage.shared_id}")  # type: ignore[attr-defined]
    assert uses == stage.cap == stage.count("SELECT count(*) FROM invitations_joinrequest")
    assert stage.count("SELECT count(*) FROM consents_decision WHERE subject_id IS NOT NULL") == stage.cap
    return [opened, accepted, shared]


def run() -> list[dict[str, Any]]:
    """All three on both databases; AssertionError where an answer is wrong or a use is lost or doubled."""
    with stages() as made:
        return [result for stage in made for result in measure(stage)]


if __name__ == "__main__":
    run()
