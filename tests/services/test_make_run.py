"""`make run` as a newcomer meets it: on a copy of the project, the demo school made, kept, and begun anew."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.architecture import tracked
from tests.services.harness import ROOT, free_port, wait_until

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]


@pytest.fixture
def copy(tmp_path):
    """The project's files alone: no var, no .env, no virtual environment (the tests' own is used)."""
    for path in tracked():
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return tmp_path


class Make:
    def __init__(self, folder: Path, target: str = "run"):
        self.log = folder / f"make-{time.monotonic()}.log"
        dropped = (
            "VAR_DIR",
            "DATABASE_URL",
            "REDIS_URL",
            "DJANGO_SETTINGS_MODULE",
            "MAKEFLAGS",
            "MAKELEVEL",
            "DEMO",
        )
        env = {name: value for name, value in os.environ.items() if name not in dropped}
        command = ["make", target, f"PORT={free_port()}", f"VENV={Path(sys.executable).parents[1]}"]
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
        wait_until(lambda: "Ctrl-C" in self.output or self.popen.poll() is not None, 200, "make run")
        self.seconds = time.monotonic() - began
        assert self.popen.poll() is None, self.output

    @property
    def output(self):
        return self.log.read_text()

    def stop(self):
        """Ctrl-C, as a terminal gives it: to everybody of the group."""
        os.killpg(self.popen.pid, signal.SIGINT)
        self.popen.wait(30)
        assert "Портал остановлен." in self.output


def test_p15_the_first_start_makes_a_school_the_second_keeps_it_a_reset_begins_anew(copy, capsys):
    database = copy / "var" / "portal.sqlite3"
    first = Make(copy)
    first.stop()
    people = json.loads((copy / "var" / "demo.json").read_text(encoding="utf-8"))
    assert len(people) >= 5
    assert all(person["email"] in first.output and person["password"] in first.output for person in people)
    born = database.stat().st_ino

    second = Make(copy)
    second.stop()
    assert database.stat().st_ino == born
    assert "Создаю" not in second.output
    assert people[0]["password"] in second.output

    anew = Make(copy, "demo-reset")
    anew.stop()
    assert "Создаю демонстрационную школу" in anew.output

    with capsys.disabled():
        sys.stdout.write(
            f"\nP15: first start {first.seconds:.1f} s without wheels, next {second.seconds:.1f} s\n"
        )
    assert first.seconds <= 90
    assert second.seconds <= 5
