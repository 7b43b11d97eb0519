"""Stored bytes: their hash, their term, their seal; and the files of papers that were there before this room."""

import hashlib
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django_scopes import scope

from files.models import File
from files.services import reseal_files, store_file
from tests import factories as f

SECRET = "тайный список".encode()


def store(organization, **fields):
    return store_file(
        organization=organization,
        name="Список.txt",
        content_type="text/plain",
        content=SECRET,
        actor=None,
        **fields,
    )


def test_a_file_is_kept_with_its_hash_and_its_term(organization):
    file = File.objects.get(pk=store(organization, expires_on=date(2027, 1, 1)).pk)
    assert (file.read(), file.size, file.sha256) == (SECRET, len(SECRET), hashlib.sha256(SECRET).hexdigest())
    assert (file.expires_on, file.sealed) == (date(2027, 1, 1), False)


def test_a_sealed_file_is_read_by_the_portal_and_by_nobody_who_has_only_the_table(organization):
    file = File.objects.get(pk=store(organization, sealed=True).pk)
    assert SECRET not in bytes(file.content)
    assert (file.read(), file.size, file.sha256) == (SECRET, len(SECRET), hashlib.sha256(SECRET).hexdigest())


def test_after_a_change_of_keys_every_sealed_file_is_sealed_anew(
    organization, other_organization, settings, monkeypatch
):
    monkeypatch.setattr("files.services.BATCH", 2)
    settings.SEALING_KEYS = ["old"]
    files = [store(organization, sealed=True) for _ in range(3)] + [store(other_organization, sealed=True)]
    open_one = store(organization)
    settings.SEALING_KEYS = ["new", "old"]
    assert reseal_files() == len(files)
    settings.SEALING_KEYS = ["new"]
    for file in [*files, open_one]:
        assert File._base_manager.get(pk=file.pk).read() == SECRET


def test_the_command_says_what_to_do_about_a_file_that_no_key_opens(organization, settings, capsys):
    settings.SEALING_KEYS = ["old"]
    store(organization, sealed=True)
    call_command("reseal")
    assert "Перепечатано: файлы — 1." in capsys.readouterr().out
    settings.SEALING_KEYS = ["new"]
    with pytest.raises(CommandError, match="Верните прежний в конец списка"):
        call_command("reseal")


def migrate(*targets):
    MigrationExecutor(connection).migrate(list(targets))


BEFORE = [
    ("documents", "0008_order_without_person"),
    ("registration", "0002_approved_letter"),
    ("files", None),
]


@pytest.mark.django_db(transaction=True)
def test_the_papers_that_were_there_go_and_come_with_their_orders():
    school = f.OrganizationFactory()
    with scope(organization=school):
        paper = f.FileFactory(organization=school, content=b"%PDF-1")
        order = f.OrderFactory(
            person=f.PersonFactory(organization=school, kind="staff"), signed=True, pdf=paper
        )
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        migrate(*BEFORE)
        assert rows("SELECT id, content FROM documents_file") == [(paper.pk, b"%PDF-1")]
    finally:
        migrate(*leaves)
    with scope(organization=school):
        order.refresh_from_db()
        assert order.pdf.read() == b"%PDF-1"
    connection.check_constraints()


@pytest.mark.django_db(transaction=True)
def test_sealed_files_stop_the_way_back():
    school = f.OrganizationFactory()
    with scope(organization=school):
        file = store(school, sealed=True)
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        with pytest.raises(IrreversibleError, match="запечатанные файлы"):
            migrate(("files", "0001_file"))
    finally:
        migrate(*leaves)
    with scope(organization=school):
        assert File.objects.get(pk=file.pk).read() == SECRET


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [(pk, bytes(content)) for pk, content in cursor.fetchall()]
