"""The consent is a document of its own: versioned, never changed, public; and the last word of each person (152-ФЗ)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from consents.models import ConsentText, Decision, Standing
from consents.services import ensure_text, name_subjects, record_decision, record_decisions, withdraw
from core.errors import Conflict, Invalid
from core.uploads import Scan
from tests import factories as f


def test_the_same_wording_stays_one_version_and_new_details_make_another(organization):
    first = ensure_text(organization=organization, role="parent")
    assert ensure_text(organization=organization, role="parent") == first
    organization.address = "357000, с. Заречное, ул. Новая, д. 2"
    second = ensure_text(organization=organization, role="parent")
    assert (first.number, second.number) == (1, 2)
    first.refresh_from_db()
    assert "Школьная" in first.body
    assert "Новая" in second.body


@pytest.fixture
def text(organization):
    return f.ConsentTextFactory(organization=organization)


@pytest.fixture
def person(organization):
    return f.PersonFactory(organization=organization, kind="parent")


def standing_of(person):
    """(state, decision) of the one standing of a person, None if there is none."""
    return Standing.objects.filter(subject=person).values_list("state", "decision").first()


def test_a_withdrawal_is_a_new_row_and_happens_once(text, person, administrator):
    given = f.DecisionFactory(text=text, subject=person)
    taken = withdraw(decision=given, actor=administrator)
    with pytest.raises(Conflict):
        withdraw(decision=given, actor=administrator)
    assert list(Decision.objects.order_by("pk").values_list("decision", flat=True)) == ["given", "withdrawn"]
    assert standing_of(person) == ("withdrawn", taken.pk)
    event = Event.objects.get(verb="consent.withdrawn")
    assert (event.object_id, event.actor, event.subject_id) == (taken.pk, administrator, person.pk)


def test_nothing_is_withdrawn_after_a_refusal(text, person, administrator):
    given = f.DecisionFactory(text=text, subject=person)
    f.DecisionFactory(text=text, subject=person, decision="refused")
    with pytest.raises(Conflict):
        withdraw(decision=given, actor=administrator)


def test_the_standing_is_the_last_word_and_there_is_one(text, person):
    for answer in ("given", "refused", "given", "refused"):
        last = f.DecisionFactory(text=text, subject=person, decision=answer)
        assert standing_of(person) == (answer, last.pk)
    assert Standing.objects.count() == 1


def test_a_paper_written_down_later_than_it_was_signed_does_not_overtake_a_later_word(
    text, person, administrator
):
    refused = f.DecisionFactory(text=text, subject=person, decision="refused")
    f.DecisionFactory(
        text=text,
        subject=person,
        channel="paper",
        recorded_by=administrator,
        decided_at=refused.decided_at - timedelta(days=3),
    )
    assert standing_of(person) == ("refused", refused.pk)
    assert Event.objects.filter(verb="consent.recorded").count() == 1


def test_a_paper_keeps_its_scan_and_a_tick_has_none(text, person, administrator, organization):
    scan = f.FileFactory(organization=organization)
    given = f.DecisionFactory(
        text=text, subject=person, channel="paper", recorded_by=administrator, scan=scan
    )
    assert given.scan == scan
    paper = Scan(b"%PDF", "application/pdf", "pdf")
    taken = withdraw(decision=given, channel="paper", actor=administrator, scan=paper)
    assert taken.scan.name.startswith("Отзыв согласия, ")
    with pytest.raises(IntegrityError), transaction.atomic():
        f.DecisionFactory(text=text, subject=person, scan=f.FileFactory(organization=organization))


def test_a_paper_says_who_wrote_it_down(text, person):
    with pytest.raises(Invalid):
        record_decision(text=text, decision="given", subject=person, channel="paper")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            organization=text.organization, text=text, subject=person, decision="given", channel="paper"
        )


def test_who_decides_as_oneself_is_the_subject(text, person, organization):
    other = f.PersonFactory(organization=organization)
    with pytest.raises(IntegrityError), transaction.atomic():
        f.DecisionFactory(text=text, subject=person, giver=other, capacity="self")
    f.DecisionFactory(text=text, subject=person, giver=other, capacity="representative")


def test_a_decision_without_a_subject_stands_for_nobody_until_it_gets_one(text, person):
    unknown = f.DecisionFactory(text=text, capacity="self")
    assert not Standing.objects.exists()
    name_subjects(subjects={unknown.pk: person})
    unknown.refresh_from_db()
    assert (unknown.subject, unknown.giver) == (person, person)
    assert standing_of(person) == ("given", unknown.pk)


def test_two_decisions_that_turn_out_to_be_one_persons_leave_the_later(text, person):
    first = f.DecisionFactory(text=text)
    second = f.DecisionFactory(text=text, decision="refused")
    name_subjects(subjects={second.pk: person, first.pk: person})
    assert standing_of(person) == ("refused", second.pk)


def test_a_subject_is_named_once(text, person, organization):
    given = f.DecisionFactory(text=text, subject=person)
    name_subjects(subjects={given.pk: f.PersonFactory(organization=organization)})
    given.refresh_from_db()
    assert given.subject == person


def test_many_papers_cost_as_many_statements_as_one(
    text, organization, administrator, django_assert_num_queries
):
    for number in (1, 30):
        people = f.PersonFactory.create_batch(number, organization=organization)
        with django_assert_num_queries(5):  # a savepoint and its end, decisions, standings, journal
            made = record_decisions(text=text, decision="given", subjects=people, recorded_by=administrator)
        assert len(made) == number
    assert Standing.objects.filter(state="given").count() == 31
    assert Event.objects.filter(verb="consent.recorded").count() == 31


def test_names_with_braces_do_not_break_the_document(organization):
    organization.full_name = "Школа {0} {school}"
    assert "Школа {0} {school}" in ensure_text(organization=organization, role="parent").body
    assert ConsentText.objects.count() == 1
