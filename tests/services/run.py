"""`make test-services`: start PostgreSQL and Redis, run everything on them, stop them.

Without arguments the ordinary suite on PostgreSQL, then the services, and beside them, for they wait more than they work, the
browser and the races once more on SQLite. With arguments (as for pytest) one run of just these.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.services.harness import ROOT, SERVICES_DIR, Servers

PATIENT = ["-o", "timeout=600"]  # processes start and stop in these tests
ON_POSTGRESQL = "the ordinary suite on PostgreSQL, on a leap day"
RACES_ON_SQLITE = "the races on SQLite"
RUNS = {
    ON_POSTGRESQL: [
        *("-m", "not services and not browser", "-n", "2"),
        "--ignore=tests/architecture",  # read from the source alone
        "--ignore=tests/core/test_odd_input.py",  # its guard refuses on SQLite what PostgreSQL would
    ],
    "services": ["-m", "services", *PATIENT],
    RACES_ON_SQLITE: ["-m", "services", "-k", "races", *PATIENT, "tests/services"],
    "browser": ["-m", "browser", *PATIENT],
}
BESIDE = ("browser", RACES_ON_SQLITE)
NO_SERVERS: dict[str, str | None] = {"DATABASE_URL": None, "REDIS_URL": None}
# What a run's environment has otherwise, None where it is not set at all. Nothing may depend on today: what passes on SQLite
# today passes on PostgreSQL on another day (tests/conftest.py).
OTHER: dict[str, dict[str, str | None]] = {
    ON_POSTGRESQL: {"TEST_DAY": "2028-02-29"},
    RACES_ON_SQLITE: NO_SERVERS | {"RACE_ROUNDS": "5"},
    "browser": NO_SERVERS,
}


def main(args: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="sferum-services-") as folder:
        servers = Servers.create(Path(folder))
        env = os.environ | {
            SERVICES_DIR: folder,
            "DEMO": "1",
            "DATABASE_URL": servers.postgres.url,
            "REDIS_URL": servers.redis.url,
        }
        try:
            if args:
                return _pytest(["-m", "services or browser or not services", *PATIENT, *args], env).returncode
            code = _timed(ON_POSTGRESQL, env)
            with ThreadPoolExecutor(1) as beside:
                others = beside.submit(lambda: [_timed(name, env, aside=True) for name in BESIDE])
                return max(code, _timed("services", env), *others.result())
        finally:
            servers.stop()


def _with(env: dict[str, str], other: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in (env | other).items() if value is not None}


def _timed(name: str, env: dict[str, str], *, aside: bool = False) -> int:
    """The exit code of a run; `aside`: what it printed comes in one piece at its end."""
    began = time.monotonic()
    if aside:
        done = _pytest(
            RUNS[name],
            _with(env, OTHER.get(name, {})),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    else:
        sys.stdout.write(f"--- {name}\n")
        sys.stdout.flush()
        done = _pytest(RUNS[name], _with(env, OTHER.get(name, {})))
    took = f"--- {name}: {time.monotonic() - began:.0f} s, code {done.returncode}\n"
    sys.stdout.write(f"--- {name}\n{done.stdout}{took}" if aside else took)
    sys.stdout.flush()
    return done.returncode


def _pytest(options: list[str], env: dict[str, str], **output: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options], cwd=ROOT, env=env, check=False, **output
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
