"""Fixtures over the harness, for tests/services and tests/browser (each imports them into its conftest)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.services.harness import SERVICES_DIR, Portal, Servers
from tests.services.smtp import ScriptedSmtp


@pytest.fixture(scope="session")
def servers() -> Servers:
    """PostgreSQL and Redis, as started by `make test-services`."""
    folder = os.environ.get(SERVICES_DIR)
    assert folder, "these tests need servers: make test-services ARGS='tests/services/…'"
    return Servers(Path(folder))


@pytest.fixture
def portal(servers: Servers, transactional_db: None, tmp_path: Path) -> Iterator[Portal]:
    """Processes of the portal on PostgreSQL and Redis, over the very database that this test's ORM sees."""
    url = servers.postgres.url_of(settings.DATABASES["default"]["NAME"])
    portal = Portal(tmp_path, DATABASE_URL=url, REDIS_URL=servers.redis.url)
    yield portal
    portal.stop()


@pytest.fixture
def embedded_portal(tmp_path: Path) -> Iterator[Portal]:
    """Processes of the portal on SQLite and the broker made of files, with a migrated, empty database."""
    portal = Portal(tmp_path)
    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        portal.env.pop(name, None)
    portal.manage("migrate", "--verbosity=0")
    yield portal
    portal.stop()


@pytest.fixture
def smtp() -> Iterator[ScriptedSmtp]:
    server = ScriptedSmtp()
    server.start()
    yield server
    server.stop()
