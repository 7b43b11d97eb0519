"""What holds for every run of pytest: a test that did not run has not passed."""

import gc

import pytest
from django.conf import settings

# A whole demo school made or carried over, every migration taken back: no worker of `-n 2` is to be left alone with them.
LONGEST = ("tests/carried/", "tests/dashboard/test_demo.py", "tests/architecture/test_migrations.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What holds only on PostgreSQL is left out on SQLite, in the open: it counts as deselected. The longest begin first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        return
    left_out = [item for item in items if item.get_closest_marker("postgresql")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the garbage collector need not walk it again and again (a sixth of the time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test fails the run: whatever it needs must be there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("skipped tests fail the run (conftest.py)", red=True)
