"""A school saved on SQLite comes back on PostgreSQL, on what is as good as another machine, and goes home again."""

import pytest

from tests.services.harness import Portal

pytestmark = pytest.mark.services
SCHOOL = (
    "create_school", "--full-name", "МКОУ «Основная школа № 19»", "--short-name", "МКОУ «ООШ № 19»", "--mark", "19",
    "--locality", "с. Заречное", "--address", "ул. Школьная, 1", "--director", "Почтова Мария Ивановна",
    "--director-email", "director@school.example", "--time-zone", "Asia/Omsk", "--phone", "+7 900 000-00-00",
)  # fmt: skip
COUNT = """
from django_scopes import scopes_disabled
from sferum_portal.backup import tables
with scopes_disabled():
    print({m._meta.label: list(map(str, m._base_manager.order_by("pk").values())) for m in tables()})
"""


def rows(portal: Portal) -> str:
    return portal.manage("shell", "-c", COUNT).splitlines()[-1]


def test_a_school_moves_from_sqlite_to_postgresql_and_back(embedded_portal, portal, tmp_path):
    embedded_portal.manage(*SCHOOL)
    embedded_portal.manage("backup", str(tmp_path / "home.tar.gz"))
    said = portal.manage("restore", str(tmp_path / "home.tar.gz"))
    assert "Число строк сверено" in said
    assert "Почтова" in rows(portal)
    portal.manage("backup", str(tmp_path / "away.tar.gz"))
    before = rows(embedded_portal)
    embedded_portal.manage("restore", str(tmp_path / "away.tar.gz"), "--replace")
    assert rows(embedded_portal) == before
