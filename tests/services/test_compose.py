"""Every command of docker-compose.yml and of the image is run, without Docker: as the image's user would, on the
environment that compose gives, with only addresses and ports put for those of this machine."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from tests.architecture.test_settings import FILLED_IN, active_example
from tests.services.harness import ROOT, Portal, free_port, wait_until

pytestmark = pytest.mark.services
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IMAGE = {
    "web": json.loads(re.findall(r"^CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)[-1]),
    "image": json.loads(re.findall(r"HEALTHCHECK .* CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)[-1]),
}


# Signs that part an address of a database, and the one that begins a reference in django-environ.
PASSWORD = "$pa/s@s#w:o%r?d"


class Composed(Portal):
    """The portal as compose would run it."""

    def __init__(self, var, database_url, redis_url):
        super().__init__(var)
        given = COMPOSE["web"]["environment"]
        assert set(given) == {"POSTGRES_HOST", "REDIS_URL", "DEMO"}
        for name in ("DATABASE_URL", "REDIS_URL", "DEMO"):
            self.env.pop(name)
        self.env |= active_example() | FILLED_IN | {"POSTGRES_PASSWORD": PASSWORD}
        place = urlsplit(database_url)
        self.env |= {
            "DEMO": "0",
            "POSTGRES_HOST": str(place.hostname),
            "POSTGRES_PORT": str(place.port),
            "POSTGRES_DB": place.path[1:],
            "POSTGRES_USER": "strict",
            "REDIS_URL": redis_url,
            "PORT": str(self.port),
        }
        # What the image does when it is built: static files are collected beside the code.
        self.env |= {
            "STATIC_ROOT": str(var / "static"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }

    def here(self, words):
        """A command of the file, at this machine's addresses."""
        places = {"0.0.0.0": "127.0.0.1", "8000": str(self.port), "http://web:8000": self.url}
        places["/tmp/schedule"] = str(self.var / "schedule")
        return [places.get(word, word) for word in words]

    def run(self, words):
        return subprocess.run(
            self.here(words), cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=60, check=False
        )

    def up(self, name):
        command = COMPOSE[name].get("command") or IMAGE[name]
        program, *args = self.here(command)
        found = shutil.which(program, path=self.env["PATH"])
        assert found, f"{program} is not installed by requirements.txt"
        return self.start(name, *([found, *args] if program != "python" else args))

    def is_healthy(self, name):
        kind, *words = COMPOSE[name]["healthcheck"]["test"]
        assert kind == "CMD"
        return self.run(words).returncode == 0


@pytest.fixture
def composed(servers, tmp_path):
    servers.postgres.sql(
        f"ALTER ROLE strict PASSWORD '{PASSWORD}'",
        "DROP DATABASE IF EXISTS composed",
        "CREATE DATABASE composed OWNER strict",
    )
    composed = Composed(tmp_path, servers.postgres.url_of("composed"), servers.redis.url)
    yield composed
    composed.stop()


def test_each_command_and_each_health_check_of_the_portal_works(composed):
    composed.manage("collectstatic", "--noinput", "--verbosity=0")
    migrate = COMPOSE["migrate"]["command"]
    assert composed.run(migrate).returncode == 0

    assert not composed.is_healthy("web")
    web = composed.up("web")
    wait_until(lambda: composed.is_healthy("web"), 60, f"web\n{web.output}")
    assert composed.run(IMAGE["image"]).returncode == 0
    assert not composed.is_healthy("beat")
    worker = composed.up("worker")
    wait_until(lambda: composed.is_healthy("worker"), 60, f"worker\n{worker.output}")
    beat = composed.up("beat")
    wait_until(lambda: composed.is_healthy("beat"), 60, f"beat\n{beat.output}")

    assert [web.stop(), worker.stop(), beat.stop()] == [0, 0, 0]


def test_the_health_checks_of_the_databases_work(servers, composed):
    composed.env |= {"PGHOST": "127.0.0.1", "PGPORT": str(servers.postgres.port)}
    assert composed.is_healthy("postgres")
    program, *words = COMPOSE["redis"]["healthcheck"]["test"][1:]
    assert composed.run([program, "-p", str(servers.redis.port), *words]).stdout == "PONG\n"


def test_the_redis_of_the_file_starts(tmp_path):
    port = str(free_port())
    command = [*COMPOSE["redis"]["command"], "--port", port, "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as redis:
        ping = ["redis-cli", "-p", port, "ping"]
        wait_until(
            lambda: subprocess.run(ping, capture_output=True, check=False).stdout == b"PONG\n", what="redis"
        )
        redis.terminate()


def test_a_wrong_password_of_the_database_is_asked_for_and_refused(composed):
    """So the test above proves that the right one, with all its signs, arrives."""
    composed.env["POSTGRES_PASSWORD"] = PASSWORD[1:]
    done = composed.run(COMPOSE["migrate"]["command"])
    assert done.returncode != 0
    assert "password authentication failed" in done.stderr
