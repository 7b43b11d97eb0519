"""Run one measurement on PostgreSQL and on SQLite, each in a process of its own with a database of its own."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.services.harness import ROOT, Postgres


def on_each_engine(module: str) -> list[dict[str, Any]]:
    """What `python -m module` reports when run on each, first on PostgreSQL, then on SQLite."""
    results = []
    with tempfile.TemporaryDirectory(prefix="sferum-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Postgres.create(folder / "postgres")
        try:
            for engine, url in (
                ("postgresql", server.url),
                ("sqlite", f"sqlite:///{folder / 'bench.sqlite3'}"),
            ):
                results += _run(module, engine, url, folder / engine)
        finally:
            server.stop()
    return results


def _run(module: str, engine: str, url: str, folder: Path) -> list[dict[str, Any]]:
    folder.mkdir()
    env = os.environ | {
        "DATABASE_URL": url,
        "VAR_DIR": str(folder),
        "DEMO": "1",
        "LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    print(done.stdout, end="", flush=True)
    return [json.loads(line[7:]) for line in done.stdout.splitlines() if line.startswith("RESULT ")]
