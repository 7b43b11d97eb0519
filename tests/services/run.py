"""`make test-services`: start PostgreSQL and Redis, run everything on them, stop them.

Without arguments four runs: the ordinary suite on PostgreSQL, the services, the races once more on SQLite, the browser.
With arguments (as for pytest) one run of just these.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.services.harness import ROOT, SERVICES_DIR, Servers

PATIENT = ["-o", "timeout=600"]  # processes start and stop in these tests
ON_POSTGRESQL = "the ordinary suite on PostgreSQL, on a leap day"
RACES_ON_SQLITE = "the races on SQLite"
RUNS = {
    # What is read from the source alone is the same on every database.
    ON_POSTGRESQL: ["-m", "not services and not browser", "-n", "2", "--ignore=tests/architecture"],
    "services": ["-m", "services", *PATIENT],
    RACES_ON_SQLITE: ["-m", "services", "-k", "races", *PATIENT, "tests/services"],
    "browser": ["-m", "browser", *PATIENT],
}
# Nothing may depend on today: what passes on SQLite today passes here on another day (tests/conftest.py).
OTHER = {  # what a run's environment has otherwise: None where it is not set at all
    ON_POSTGRESQL: {"TEST_DAY": "2028-02-29"},
    RACES_ON_SQLITE: {"DATABASE_URL": None, "REDIS_URL": None, "RACE_ROUNDS": "5"},
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
                return _pytest(["-m", "services or browser or not services", *PATIENT, *args], env)
            codes = {
                name: _timed(name, options, _with(env, OTHER.get(name, {}))) for name, options in RUNS.items()
            }
            return max(codes.values())
        finally:
            servers.stop()


def _with(env: dict[str, str], other: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in (env | other).items() if value is not None}


def _timed(name: str, options: list[str], env: dict[str, str]) -> int:
    began = time.monotonic()
    sys.stdout.write(f"--- {name}\n")
    sys.stdout.flush()
    code = _pytest(options, env)
    sys.stdout.write(f"--- {name}: {time.monotonic() - began:.0f} s, code {code}\n")
    return code


def _pytest(options: list[str], env: dict[str, str]) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options], cwd=ROOT, env=env, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
