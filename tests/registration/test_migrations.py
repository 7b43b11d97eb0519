"""The case got its name: old rows keep their places, old events their words, old bookmarks their page."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_scopes import scope

from audit import selectors as journal
from audit.models import Event
from outbox.models import Message
from registration.models import RegistrationCase, Sending
from tests import factories as f

OLD, NEW = "registration.registrationrequest", "registration.registrationcase"
BEFORE = ("registration", "0003_letter_in_files")


def tables():
    return {
        name
        for name in connection.introspection.table_names()
        if name.startswith("registration_registration")
    }


def names():
    """All that PostgreSQL calls by the name of a table or a column: keys, indexes, sequences, constraints."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class UNION SELECT conname FROM pg_constraint")
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture
def moved():
    """Go back to the old name; forward again when the test is over."""

    def move(target=None):
        executor = MigrationExecutor(connection)
        executor.migrate([target] if target else executor.loader.graph.leaf_nodes())

    yield move
    move()


@pytest.mark.django_db(transaction=True)
def test_cases_and_sendings_go_back_to_the_old_name_and_come_again(moved):
    school = f.OrganizationFactory()
    with scope(organization=school):
        person = f.PersonFactory(organization=school, kind="staff")
        case = f.RegistrationCaseFactory(order=f.OrderFactory(person=person, signed=True), status="sent")
        letter = f.MessageFactory(organization=school, subject_type=NEW, subject_id=case.pk)
        sending = case.sendings.create(organization=school, number=1, message=letter)
    moved(BEFORE)
    assert tables() == {"registration_registrationrequest"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, request_id FROM registration_sending")
        assert cursor.fetchall() == [(sending.pk, case.pk)]
        cursor.execute("SELECT subject_type FROM outbox_message")
        assert cursor.fetchall() == [(OLD,)]
    assert not [name for name in names() if "registrationcase" in name or "sending_case" in name]
    moved()
    assert tables() == {"registration_registrationcase"}
    assert not [name for name in names() if "registrationrequest" in name or "sending_request" in name]
    with scope(organization=school):
        assert list(Sending.objects.values_list("pk", "case")) == [(sending.pk, case.pk)]
        assert Message.objects.get().subject_type == NEW
        assert RegistrationCase.objects.get().status == "sent"


def test_what_was_written_under_the_former_label_has_its_words_and_its_page(client_of, draft, director):
    Event(
        organization=draft.organization,
        actor_label="Портал",
        verb="registration.answered",
        object_type=OLD,
        object_id=draft.pk,
        object_label="Заявка на регистрацию от 01.09.2026",
        details={"answered_on": "2026-09-03"},
    ).save()
    [former, drafted] = journal.events_about(draft)
    assert (former.url, drafted.url) == ("/registration/", "/registration/")
    assert former.details[0][0] == "дата ответа"
    for label in (OLD, NEW):
        page = client_of(director).get("/journal/", {"object": f"{label}:{draft.pk}"}).content.decode()
        assert "аписан ответ платформы" in page
        assert "аявка на регистрацию подготовлена" in page


def test_a_bookmark_of_the_former_address_opens_the_same_page(client_of, director, pending):
    office = client_of(director)
    for address in ("registrationrequest", "registrationcase"):
        assert office.get(f"/admin/registration/{address}/").status_code == 200
        page = office.get(f"/admin/registration/{address}/{pending.pk}/change/")
        assert "Одобрить заявку" in page.content.decode()
