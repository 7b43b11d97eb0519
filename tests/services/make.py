"""`make run` on a copy of the project, for its test and for its measurement (bench/bench_start.py)."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests.architecture import tracked
from tests.services.harness import ROOT, free_port, wait_until

OURS = ("VAR_DIR", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL", "DEMO")


def copy_project(folder: Path) -> Path:
    """The project's files alone: no var, no .env, no virtual environment."""
    for path in tracked():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return folder


class Make:
    """A running `make run`, from the moment it has said that it is open; `seconds` is how long that took."""

    def __init__(self, folder: Path, target: str = "run", venv: Path | None = None):
        self.log = folder / f"make-{time.monotonic()}.log"
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        command = ["make", target, f"PORT={free_port()}", *([f"VENV={venv}"] if venv else [])]
        began = time.monotonic()
        with self.log.open("w") as log:
            self.popen = subprocess.Popen(
                command,
                cwd=folder,
                env=env,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        wait_until(lambda: "Ctrl-C" in self.output or self.popen.poll() is not None, 600, "make run")
        self.seconds = time.monotonic() - began
        assert self.popen.poll() is None, self.output

    @property
    def output(self) -> str:
        return self.log.read_text()

    def stop(self) -> None:
        """Ctrl-C, as a terminal gives it: to everybody of the group."""
        os.killpg(self.popen.pid, signal.SIGINT)
        self.popen.wait(60)
        assert "Портал остановлен." in self.output
