"""The consent is a document of its own: versioned, never changed, public (152-ФЗ)."""

import hashlib

import pytest

from core.errors import Conflict
from invitations.models import Consent, ConsentText
from invitations.services.consents import ensure_text, withdraw_consent
from tests import factories as f


@pytest.mark.parametrize("role", ["parent", "pupil", "teacher"])
def test_the_document_says_who_why_what_how_long_and_how_to_withdraw(client, organization, role):
    text = ensure_text(organization=organization, role=role)
    page = client.get(f"/consent/{text.pk}/").content.decode()
    for words in ("Оператор", "ООШ № 19", "Цель", "Срок", "Отозвать", organization.email, "152-ФЗ"):
        assert words in page
    assert text.sha256 == hashlib.sha256(text.body.encode()).hexdigest()


def test_the_same_wording_stays_one_version_and_new_details_make_another(organization):
    first = ensure_text(organization=organization, role="parent")
    assert ensure_text(organization=organization, role="parent") == first
    organization.address = "357000, с. Заречное, ул. Новая, д. 2"
    second = ensure_text(organization=organization, role="parent")
    assert (first.number, second.number) == (1, 2)
    first.refresh_from_db()
    assert "Школьная" in first.body
    assert "Новая" in second.body


def test_a_withdrawal_is_a_new_row_and_happens_once(school_class, administrator):
    link = f.InvitationFactory(school_class=school_class)
    text = f.ConsentTextFactory(organization=school_class.organization, role="pupil")
    given = f.ConsentFactory(invitation=link, text=text, person=link.person)
    withdraw_consent(consent=given, actor=administrator)
    with pytest.raises(Conflict):
        withdraw_consent(consent=given, actor=administrator)
    assert list(Consent.objects.order_by("pk").values_list("decision", flat=True)) == ["given", "withdrawn"]


@pytest.mark.parametrize("pk", ["999999", "9" * 18])
def test_a_document_that_is_not_there_answers_404(client, db, pk):
    assert client.get(f"/consent/{pk}/").status_code == 404


def test_names_with_braces_do_not_break_the_document(organization):
    organization.full_name = "Школа {0} {school}"
    assert "Школа {0} {school}" in ensure_text(organization=organization, role="parent").body
    assert ConsentText.objects.count() == 1
