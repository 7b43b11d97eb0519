"""What `manage.py backup` saves, `manage.py restore` brings back elsewhere, row for row, or refuses with a sentence."""

import io
import json
import tarfile

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django_scopes import scope, scopes_disabled

from core.models import OnceMark
from files.services import store_file
from invitations.models import Invitation
from orgstructure.models import Organization, Person
from sferum_portal.backup import tables
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school(settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "mail"
    settings.MAIL_DIR.mkdir()
    (settings.MAIL_DIR / "1.eml").write_bytes(b"Subject: x\r\n\r\nx")
    organization = f.OrganizationFactory()
    with scope(organization=organization):
        year = f.AcademicYearFactory(organization=organization)
        place = f.SchoolClassFactory(year=year)
        f.user_with_role(organization, "administrator")
        f.InvitationFactory(school_class=place)
        f.PlatformLinkFactory(school_class=place)
        store_file(
            organization=organization,
            name="x.pdf",
            content_type="application/pdf",
            content=b"%PDF",
            actor=None,
        )
        f.MessageFactory(organization=organization, frozen=bytes(range(256)))
        f.PersonFactory(organization=organization, last_name="Ёжикова")
        f.PersonFactory(organization=organization, last_name="Ошибочный")
        Person.objects.get(last_name="Ошибочный").delete()
    OnceMark.objects.create(digest="x", payload="")
    return organization


@scopes_disabled()
def rows():
    """{table: its rows, as the model reads them}."""
    return {
        model._meta.label: [
            {name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in tables()
    }


def run(command, *args):
    said = io.StringIO()
    call_command(command, *map(str, args), stdout=said)
    return said.getvalue()


def wipe():
    with connection.constraint_checks_disabled(), transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)


def next_person(school):
    with scope(organization=Organization.objects.get()):
        return f.PersonFactory(organization=Organization.objects.get()).pk


def test_every_table_comes_back_row_for_row_and_numbers_go_on(school, settings, tmp_path):
    before, path = rows(), tmp_path / "portal.tar.gz"
    said = run("backup", path)
    assert "писем 1" in said
    assert "Ключей" in said
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert not any(key.encode() in path.read_bytes() for key in settings.SECRET_KEYS)
    expected = next_person(school)
    settings.MAIL_DIR = tmp_path / "elsewhere"
    wipe()
    run("restore", path)
    assert rows() == before
    assert OnceMark.objects.count() == 0
    assert next_person(school) == expected
    assert [letter.name for letter in settings.MAIL_DIR.iterdir()] == ["1.eml"]


def test_an_inhabited_portal_is_replaced_only_when_asked(school, tmp_path):
    path = tmp_path / "portal.tar.gz"
    run("backup", path)
    before = rows()
    f.OrganizationFactory(short_name="Другая")
    with pytest.raises(CommandError, match="--replace"):
        run("restore", path)
    assert Organization.objects.filter(short_name="Другая").exists()
    run("restore", path, "--replace")
    assert rows() == before


def test_without_the_keys_it_is_told_what_would_be_lost(school, settings, tmp_path):
    path = tmp_path / "portal.tar.gz"
    run("backup", path)
    settings.SEALING_KEYS = settings.INVITATION_KEYS = ["another-key-of-another-machine-0123456789"]
    before = rows()
    with pytest.raises(CommandError) as refused:
        run("restore", path, "--replace")
    assert "ещё действуют: 1" in str(refused.value)
    links = str(apps.get_model("orgstructure.PlatformLink")._meta.verbose_name_plural)
    assert f"{links}: 1" in str(refused.value)
    assert rows() == before
    assert "сверено" in run("restore", path, "--replace", "--without-keys")
    with scope(organization=school):
        assert Invitation.objects.count() == 1


def test_an_archive_is_not_overwritten_and_a_broken_one_changes_nothing(school, tmp_path):
    path = tmp_path / "portal.tar.gz"
    run("backup", path)
    with pytest.raises(CommandError, match="уже есть"):
        run("backup", path)
    before = rows()
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(CommandError, match="Ничего не изменено"):
        run("restore", cut, "--replace")
    with pytest.raises(CommandError, match="такого файла нет"):
        run("restore", tmp_path / "none.tar.gz")
    assert rows() == before


def changed(path, into, name, change):
    """The archive with one file of it changed."""
    with tarfile.open(path) as old, tarfile.open(into, "w:gz") as new:
        for member in old:
            content = old.extractfile(member).read()
            if member.name == name:
                content = change(content)
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return into


def test_an_archive_of_another_build_or_with_another_content_is_refused(school, tmp_path):
    path = tmp_path / "portal.tar.gz"
    run("backup", path)

    def of_another_build(content):
        manifest = json.loads(content)
        manifest["migrations"].append(["roles", "9999_later"])
        return json.dumps(manifest).encode()

    other = changed(path, tmp_path / "other.tar.gz", "manifest.json", of_another_build)
    with pytest.raises(CommandError, match="roles.9999_later"):
        run("restore", other, "--replace")
    forged = changed(path, tmp_path / "forged.tar.gz", "tables/roles.user.jsonl", lambda content: content * 2)
    with pytest.raises(CommandError, match="повреждена"):
        run("restore", forged, "--replace")


def test_a_row_that_is_missing_is_found_by_the_counts_and_nothing_is_changed(school, tmp_path):
    path, before = tmp_path / "portal.tar.gz", rows()
    run("backup", path)

    def one_more(content):
        manifest = json.loads(content)
        manifest["counts"]["roles.user"] += 1
        return json.dumps(manifest).encode()

    short = changed(path, tmp_path / "short.tar.gz", "manifest.json", one_more)
    with pytest.raises(CommandError, match="roles.User: 3 → 2"):
        run("restore", short, "--replace")
    assert rows() == before
