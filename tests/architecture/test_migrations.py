"""Migrations are named for what they do, can be taken back, and fit the models."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.architecture import APPS


@pytest.fixture(scope="module")
def migrations():
    loader = MigrationLoader(connection=None)
    return [migration for (app, _), migration in loader.disk_migrations.items() if app in APPS]


def test_migrations_are_named(migrations):
    assert [str(migration) for migration in migrations if "auto" in migration.name] == []


def test_migrations_can_be_taken_back(migrations):
    found = [
        f"{migration}: {operation.describe()}"
        for migration in migrations
        for operation in migration.operations
        if not operation.reversible
    ]
    assert found == []


def test_models_and_migrations_say_the_same(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_every_table_goes_and_comes_back():
    for app in reversed(APPS):
        if any(key[0] == app for key in MigrationLoader(connection).disk_migrations):
            call_command("migrate", app, "zero", verbosity=0)
    left = [name for name in connection.introspection.table_names() if name.split("_")[0] in APPS]
    call_command("migrate", verbosity=0)
    assert left == []
