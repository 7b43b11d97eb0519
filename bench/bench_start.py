"""P15: the first `make run` on a fresh machine, wheels at hand, and the next one."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.common import compare
from tests.services.make import Make, copy_project


def run() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="sferum-bench-") as folder:
        return [_first(Path(folder)), _next(Path(folder))]


def _first(folder: Path) -> dict[str, Any]:
    """All of it: virtual environment, packages, tables, static files, the demo school. pip takes wheels it has kept."""

    def fresh(number: int) -> Path:
        for old in folder.iterdir():
            shutil.rmtree(old)
        return copy_project(folder / f"portal-{number}")

    def ours(copy: Path) -> float:
        shutil.rmtree(copy / ".venv", ignore_errors=True)
        return _seconds(copy)

    def baseline(copy: Path) -> None:
        shutil.rmtree(copy / ".venv", ignore_errors=True)
        subprocess.run(["make", "--silent", "venv"], cwd=copy, check=True, stdout=subprocess.DEVNULL)

    note = "baseline: virtual environment and packages alone"
    return compare("P15 first make run", ours, baseline, 3, setup=fresh, reach_ours=90, note=note)


def _next(folder: Path) -> dict[str, Any]:
    copy = next(folder.iterdir())

    def baseline() -> None:
        command = [sys.executable, "-c", "import sferum_portal.settings, django; django.setup()"]
        subprocess.run(
            command,
            cwd=copy,
            check=True,
            env={"DEMO": "1", "DJANGO_SETTINGS_MODULE": "sferum_portal.settings"},
        )

    note = "baseline: Django alone set up once; ours starts a launcher, a web server, a worker and beat"
    return compare("P15 next make run", lambda: _seconds(copy), baseline, 5, reach_ours=5, note=note)


def _seconds(copy: Path) -> float:
    make = Make(copy)
    make.stop()
    return make.seconds


if __name__ == "__main__":
    run()
