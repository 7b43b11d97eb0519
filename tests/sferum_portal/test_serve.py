"""`manage.py serve` as a person meets it: real processes in a folder of their own."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.harness import ROOT, free_port, wait_until

STOP_SECONDS = 45  # five are enough; a busy machine gets more


class Launcher:
    def __init__(self, var: Path):
        self.var, self.port, self.log = var, free_port(), var / "serve.log"
        dropped = ("DATABASE_URL", "REDIS_URL", "PORTAL_URL", "DJANGO_SETTINGS_MODULE")
        self.env = {name: value for name, value in os.environ.items() if name not in dropped}
        self.env |= {"DEMO": "1", "VAR_DIR": str(var), "STATIC_COLLECTED": "0"}

    def start(self) -> "Launcher":
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port)]
        with self.log.open("w") as log:
            self.popen = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        wait_until(
            lambda: "Портал открыт" in self.output or self.popen.poll() is not None, what="the address"
        )
        return self

    @property
    def output(self) -> str:
        return self.log.read_text()

    def processes(self) -> set[int]:
        """Everybody alive who was started with this folder: children, their children, orphans too."""
        mark = f"VAR_DIR={self.var}".encode()
        found = set()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                alive = (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
                if alive and mark in (process / "environ").read_bytes().split(b"\0"):
                    found.add(int(process.name))
            except OSError:
                continue
        return found


@pytest.fixture
def launcher(tmp_path):
    launcher = Launcher(tmp_path)
    yield launcher
    for pid in launcher.processes():
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopping_the_launcher_leaves_no_process_behind(launcher, how):
    launcher.start()
    wait_until(lambda: len(launcher.processes()) >= 5, 60, what="launcher, web, its worker, celery, beat")
    launcher.popen.send_signal(how)
    assert launcher.popen.wait(STOP_SECONDS) == 0
    assert launcher.processes() == set()
    assert f"Портал открыт: http://127.0.0.1:{launcher.port}" in launcher.output


@pytest.mark.parametrize("child", [b"celery\0", b"granian\0"])
def test_a_child_that_dies_stops_the_rest_with_its_code(launcher, child):
    launcher.start()
    # Each has a child of its own by now (beat, the web server's worker), which outlives it and holds its output open.
    wait_until(lambda: len(launcher.processes()) >= 5, 60, what="launcher, web, its worker, celery, beat")
    leaders = {pid for pid in launcher.processes() if os.getpgid(pid) == pid}
    worker = next(pid for pid in leaders if child in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(worker, signal.SIGKILL)
    assert launcher.popen.wait(STOP_SECONDS) == 128 + signal.SIGKILL
    assert launcher.processes() == set()


def test_a_taken_port_is_told_in_a_sentence(launcher):
    with socket.socket() as other:
        other.bind(("127.0.0.1", launcher.port))
        other.listen()
        launcher.start()
    assert launcher.popen.wait(STOP_SECONDS) == 1
    assert f"Порт {launcher.port} занят другой программой." in launcher.output
    assert f"make run PORT={launcher.port + 1}" in launcher.output
    assert "Traceback" not in launcher.output


def test_the_same_folder_is_not_served_twice(launcher):
    launcher.start()
    second = Launcher(launcher.var)
    second.log = launcher.var / "second.log"
    second.start()
    assert second.popen.wait(STOP_SECONDS) == 1
    assert "уже запущен" in second.output
    launcher.popen.terminate()
    assert launcher.popen.wait(STOP_SECONDS) == 0
