"""Personal words stand apart from the rest, a person's can be emptied, and nothing else ever changes an event."""

import json
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django_scopes import scope, scopes_disabled

from audit import selectors, words
from audit.models import ERASED, Event, JournalIsFinal
from audit.services import record, record_many, record_set, redact
from invitations.models import Invitation
from orgstructure.models import Person
from orgstructure.services.people import edit_person
from outbox.services import cancel_message
from tests import factories as f


@pytest.fixture
def person(organization):
    return f.PersonFactory(
        organization=organization, last_name="Жукова", first_name="Анна", patronymic="Ивановна"
    )


def columns(event):
    return event.details, event.personal


# --- What stands where ---------------------------------------------------------------------------------


def test_what_names_somebody_stands_in_a_column_of_its_own(person, administrator):
    edit_person(person=person, actor=administrator, last_name="Быкова", phone="+79000001408")
    event = Event.objects.get(verb="person.edited")
    assert event.details == {}
    assert event.personal["changes"]["last_name"] == ["Жукова", "Быкова"]
    assert event.subject_id == person.pk


def test_numbers_dates_and_states_name_nobody(organization, person):
    order = f.OrderFactory(person=person)
    event = record(
        "order.signed", order, actor=None, number="7", dated_on=date(2026, 9, 1), reason="по просьбе"
    )
    assert columns(event) == ({"number": "7", "dated_on": "2026-09-01"}, {"reason": "по просьбе"})
    moved = record("verification.moved", f.VerificationFactory(person=person), actor=None, to="pending")
    assert columns(moved) == ({"to": "pending"}, {})


def test_a_schools_changes_name_nobody(organization):
    assert (
        record("organization.edited", organization, actor=None, changes={"mark": ["1", "2"]}).personal == {}
    )


def test_a_detail_that_nobody_has_declared_counts_as_personal(organization):
    assert columns(record("old.thing", organization, actor=None, strange="Жукова")) == (
        {},
        {"strange": "Жукова"},
    )


def test_a_detail_is_declared_either_way_but_not_both():
    assert words.is_personal("registration.sent", "to")
    assert not words.is_personal("verification.moved", "to")
    assert words.is_personal("person.edited", "changes")
    assert not words.is_personal("class.edited", "changes")


def test_the_page_shows_both_as_one(client_of, administrator, school_class):
    record(
        "invitation.extended",
        f.InvitationFactory(school_class=school_class),
        actor=None,
        days=9,
        reason="болел",
    )
    page = client_of(administrator).get("/journal/").content.decode()
    assert "на сколько дней: 9" in page
    assert "причина: болел" in page


# --- Whom an event is about ----------------------------------------------------------------------------


def subjects(event):
    return event.subject_id, event.second_subject_id


def test_the_row_says_whom_it_is_about(person, school_class):
    assert subjects(record("person.added", person, actor=None)) == (person.pk, None)
    link = f.InvitationFactory(school_class=school_class, person=person)
    assert subjects(record("invitation.printed", link, actor=None)) == (person.pk, None)
    parent = f.PersonFactory(organization=person.organization, kind="parent")
    family = f.GuardianshipFactory(pupil=person, guardian=parent)
    assert subjects(record("guardian.linked", family, actor=None)) == (parent.pk, person.pk)
    assert subjects(record("class.created", school_class, actor=None)) == (None, None)


def test_a_subject_of_lessons_and_a_number_of_a_letter_are_no_people(organization, school_class, person):
    """Columns that only sound like a person: a redaction of that number would empty what is not about them."""
    chat = f.ChatFactory(
        organization=organization,
        school_class=school_class,
        kind="subject",
        subject=f.SubjectFactory(organization=organization, pk=person.pk + 90),
    )
    assert subjects(record("chat.planned", chat, actor=None)) == (None, None)
    taught = f.AssignmentFactory(
        person=person, role="subject_teacher", school_class=school_class, subject=chat.subject
    )
    assert subjects(record("assignment.opened", taught, actor=None)) == (taught.person_id, None)
    letter = f.MessageFactory(
        organization=organization, status="failed", subject_type="invitations.invitation", subject_id=7
    )
    cancel_message(message=letter, actor=None)
    assert Event.objects.get(verb="message.cancelled").subject_id is None


# A chat has keepers, a request a child who may be meant.
NOT_ABOUT = {"chats.chat", "invitations.joinrequest"}


def test_every_table_with_a_person_says_whom_it_is_about():
    """Declared by the room that owns the table; a new table is not forgotten."""
    for model in apps.get_models():
        label = model._meta.label_lower
        columns = tuple(f.attname for f in model._meta.concrete_fields if f.related_model is Person)
        if label in NOT_ABOUT:
            assert set(words.people_of(label)) < set(columns)
        elif model is not Person:
            assert words.people_of(label) == columns, label
    assert words.people_of("orgstructure.person") == ("pk",)


def test_the_caller_may_say_whom_it_is_about(person, school_class):
    event = record("class.edited", school_class, actor=None, subject=person.pk, second_subject=7)
    assert subjects(event) == (person.pk, 7)
    assert "subject" not in event.all_details


def test_many_and_sets_say_the_same_as_one(person, school_class):
    link = f.InvitationFactory(school_class=school_class, person=person)
    record_many("invitation.printed", [link], actor=None, reason="x", days=1)
    details = {"reason": "x", "days": F("version")}
    record_set("invitation.printed", Invitation.objects.filter(pk=link.pk), actor=None, details=details)
    for event in Event.objects.all():
        assert subjects(event) == (person.pk, None)
        assert columns(event) == ({"days": 1}, {"reason": "x"})


def test_a_letter_about_a_person_is_about_that_person(person):
    message = f.MessageFactory(
        organization=person.organization,
        status="failed",
        subject_type="orgstructure.person",
        subject_id=person.pk,
    )

    cancel_message(message=message, actor=None)
    assert Event.objects.get(verb="message.cancelled").subject_id == person.pk


# --- Redaction -----------------------------------------------------------------------------------------


@pytest.fixture
def story(person, administrator, school_class):
    """What the journal knows of Жукова, and of somebody else."""
    link = f.InvitationFactory(school_class=school_class, person=person)
    class_link = f.InvitationFactory(school_class=school_class, kind="class", person=None)
    request = f.JoinRequestFactory(invitation=class_link, full_name="Жукова Анна")
    return {
        "added": record("person.added", person, actor=administrator),
        "accepted": record("invitation.accepted", link, actor=str(person)),
        "annulled": record(
            "invitation.annulled", link, actor=administrator, reason="мать Жуковой просила", days=1
        ),
        "expired": record("invitation.expired", link, actor=None),
        "made": record("request.made", request, actor="Жукова Анна"),
        "disowned": record("invitation.disowned", link, actor="Открывший ссылку"),
        "other": record(
            "person.added", f.PersonFactory(organization=person.organization), actor=administrator
        ),
        "request": request,
    }


def test_redaction_empties_what_names_the_person_and_leaves_what_was_done(story, person, administrator):
    untouched = Event.objects.filter(pk__in=[story["other"].pk, story["made"].pk]).values()
    before = list(untouched)
    assert redact(person=person, actor=administrator) == 5
    for name in ("added", "accepted", "annulled", "expired", "disowned"):
        event = Event.objects.get(pk=story[name].pk)
        assert (event.object_label, event.personal) == ("", {})
        assert (event.verb, event.at, event.details) == (
            story[name].verb,
            story[name].at,
            story[name].details,
        )
        assert event.subject_id == person.pk
    assert list(untouched) == before


def test_the_actors_name_goes_only_where_it_is_the_persons_own(story, person, administrator):
    redact(person=person, actor=administrator)
    names = {
        name: Event.objects.get(pk=event.pk).actor_label for name, event in story.items() if name != "request"
    }
    assert names["accepted"] == ""
    assert (names["added"], names["annulled"]) == (str(administrator), str(administrator))
    assert names["expired"] == "Портал"
    assert names["disowned"] == "Открывший ссылку"


def test_rows_whose_events_did_not_know_the_person_are_named_by_the_caller(story, person, administrator):
    redact(person=person, actor=administrator, objects=[story["request"]])
    made = Event.objects.get(pk=story["made"].pk)
    assert (made.object_label, made.actor_label) == ("", "")


def test_the_redaction_itself_is_journalled_without_a_word_about_the_person(story, person, administrator):
    redact(person=person, actor=administrator)
    event = Event.objects.get(verb="person.redacted")
    assert (event.object_label, event.details, event.personal) == (f"Человек № {person.pk}", {"count": 5}, {})
    assert event.actor == administrator
    kept = json.dumps(
        list(Event.objects.filter(subject_id=person.pk).values("actor_label", "object_label", "personal"))
    )
    assert "Жук" not in json.loads(json.dumps(kept)).encode().decode("unicode_escape")


def test_the_page_says_that_a_name_was_erased(story, person, administrator, client_of):
    redact(person=person, actor=administrator, objects=[story["request"]])
    page = client_of(administrator).get("/journal/").content.decode()
    assert ERASED in page
    assert "Жуков" not in page
    assert (
        not selectors.journal(f.actor_of(administrator))
        .filter(selectors.mentions("Жукова Анна Ивановна"))
        .exists()
    )


def test_another_schools_events_are_not_touched(story, person, administrator, other_organization):
    with scope(organization=other_organization):
        same_number = record("organization.edited", other_organization, actor=None, subject=person.pk)
    redact(person=person, actor=administrator)
    with scopes_disabled():
        assert Event.objects.get(pk=same_number.pk).object_label != ""


def test_nothing_but_the_redaction_changes_an_event(story):
    rows = Event.objects.filter(pk=story["added"].pk)
    for change in (
        lambda: rows.update(personal={}),
        lambda: rows.update(object_label=""),
        rows.delete,
        lambda: Event.objects.bulk_update(list(rows), ["personal"]),
    ):
        with pytest.raises(JournalIsFinal):
            change()
    assert rows.get().object_label == story["added"].object_label


# --- Rows of the journal that were there before ---------------------------------------------------------


def migrate(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("audit", name)])


OLD = "0001_journal"
NEW = "0003_personal_words_apart"
DETAILS = [
    ("person.edited", "orgstructure.person", {"changes": {"email": ["", "a@b.ru"], "post": [None, "завуч"]}}),
    ("class.edited", "orgstructure.schoolclass", {"changes": {"letter": ["А", "Б"]}}),
    ("verification.moved", "roles.verification", {"to": "refused", "reason": "нет «профиля» \"'"}),
    ("registration.sent", "registration.registrationrequest", {"number": 1, "to": "info@sferum.ru", "sha256": "ab"}),
    ("order.drafted", "documents.order", {"kind": "x", "person": {"id": 3, "label": "Жукова"}}),
    ("old.thing", "gone.kind", {"flag": True, "none": None, "list": [1, {"a": False}], "n": 1.5, "reason": ""}),
    ("invitation.expired", "invitations.invitation", {}),
]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_old_journal_is_parted_and_comes_together_again(settings):
    school = f.OrganizationFactory()
    with scope(organization=school):
        person = f.PersonFactory(organization=school)
        for verb, label, details in DETAILS:
            event = Event(
                organization=school, actor_label="Портал", verb=verb, object_type=label, object_id=person.pk,
                object_label="x", details=details,
            )  # fmt: skip
            event.save()
    try:
        migrate(OLD)
        assert stored("details") == [details for *_, details in DETAILS]
        migrate(NEW)
        assert [
            {**plain, **own} for plain, own in zip(stored("details"), stored("personal"), strict=True)
        ] == [details for *_, details in DETAILS]
        assert [sorted(own) for own in stored("personal")] == [
            ["changes"], [], ["reason"], ["to"], ["person"], ["reason"], [],
        ]  # fmt: skip
        with scope(organization=school):
            assert Event.objects.get(verb="person.edited").subject_id == person.pk
            assert Event.objects.get(verb="old.thing").subject_id is None
        migrate(OLD)
        assert stored("details") == [details for *_, details in DETAILS]
    finally:
        executor = MigrationExecutor(connection)  # with what stands on the journal and went back with it
        executor.migrate(executor.loader.graph.leaf_nodes())


def stored(column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM audit_event ORDER BY id")
        return [value if isinstance(value, dict) else json.loads(value) for (value,) in cursor.fetchall()]
