"""The text of a consent is a public page (152-ФЗ)."""

import hashlib
from datetime import UTC, datetime

import pytest

from consents.services import ensure_text
from tests import factories as f


@pytest.mark.parametrize("role", ["parent", "pupil", "teacher"])
def test_the_document_says_who_why_what_how_long_and_how_to_withdraw(client, organization, role):
    text = ensure_text(organization=organization, role=role)
    page = client.get(f"/consent/{text.pk}/").content.decode()
    for words in ("Оператор", "ООШ № 19", "Цель", "Срок", "Отозвать", organization.email, "152-ФЗ"):
        assert words in page
    assert text.sha256 == hashlib.sha256(text.body.encode()).hexdigest()


@pytest.mark.parametrize("pk", ["999999", "9" * 18])
def test_a_document_that_is_not_there_answers_404(client, db, pk):
    assert client.get(f"/consent/{pk}/").status_code == 404


def test_an_edition_is_dated_by_the_schools_calendar(client, organization):
    type(organization).objects.update(time_zone="Asia/Kamchatka")
    evening_in_moscow = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    text = f.ConsentTextFactory(organization=organization, created_at=evening_in_moscow)
    assert "от 23 ноября 2026" in client.get(f"/consent/{text.pk}/").content.decode()


def test_the_title_of_a_parents_consent_names_whose_data_it_is_about(client, organization):
    text = f.ConsentTextFactory(organization=organization, role="parent")
    page = client.get(f"/consent/{text.pk}/").content.decode()
    assert "родителя" in page
    assert "и ребёнка" not in page
