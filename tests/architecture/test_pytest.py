"""The test run itself: nothing passes by not running."""

import subprocess
import sys

import pytest

from tests.architecture import ROOT


@pytest.fixture
def outcome(tmp_path):
    """Runs pytest with the project's own conftest on a file of these lines."""

    def run(*lines: str) -> subprocess.CompletedProcess:
        (tmp_path / "conftest.py").write_text((ROOT / "conftest.py").read_text(encoding="utf-8"))
        (tmp_path / "test_it.py").write_text("\n".join(["import pytest", *lines]))
        options = ["-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
        command = [sys.executable, "-m", "pytest", *options, str(tmp_path / "test_it.py")]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    return run


def test_a_skipped_test_fails_the_run(outcome):
    done = outcome("def test_a(): pass", "def test_b(): pytest.skip('no server')")
    assert done.returncode == 1
    assert "1 passed, 1 skipped" in done.stdout


def test_a_marker_that_nobody_declared_fails_the_run(outcome):
    assert outcome("@pytest.mark.servces", "def test_a(): pass").returncode != 0
