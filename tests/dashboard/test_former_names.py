"""Who is sought by a former name is found, and the result says so."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from core import clock
from orgstructure.models import FormerName, Person
from orgstructure.services.people import edit_person
from tests import factories as f


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def married(organization, administrator):
    person = f.PersonFactory(
        organization=organization,
        kind="staff",
        last_name="Д’Иванова",
        first_name="Алёна",
        patronymic="Олеговна",
    )
    Person.objects.filter(pk=person.pk).update(created_at=clock.now() - timedelta(days=30))
    person.refresh_from_db()
    return edit_person(person=person, last_name="Сафина", actor=administrator)


@pytest.mark.parametrize("query", ["д'иванова", "Дʼиванова алена"])
@pytest.mark.parametrize("page", ["/search/?q={}", "/people/?kind=staff&q={}"])
def test_lesson_d20_a_former_name_finds_the_person(married, administrator, client_of, page, query):
    shown = text(client_of(administrator).get(page.format(query)))
    assert "Сафина Алёна Олеговна" in shown
    assert "бывш. Д’Иванова" in shown


def test_lesson_d20_a_name_of_today_is_not_called_former(married, administrator, client_of):
    shown = text(client_of(administrator).get("/search/?q=алена олеговна"))
    assert "Сафина Алёна Олеговна" in shown
    assert "бывш." not in shown
    # Words of two names are no name.
    assert (
        "Алёна"
        not in text(client_of(administrator).get("/search/?q=сафина иванова")).split("Ничего не нашлось")[0]
    )


def test_names_that_are_stored_are_folded_anew(married):
    FormerName.objects.update(search_name="")
    Person.objects.filter(pk=married.pk).update(search_name="д’сафина алена")
    editor = SimpleNamespace(connection=connection)
    import_module("orgstructure.migrations.0014_former_names_sought").fold_former_names(apps, editor)
    import_module("orgstructure.migrations.0015_names_folded_anew").fold_apostrophes(apps, editor)
    assert FormerName.objects.get().search_name == "д'иванова алена олеговна"
    assert Person.objects.get(pk=married.pk).search_name == "д'сафина алена"
