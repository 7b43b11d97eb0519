"""What refers to the rows that runs keep is asked about by the undo, whoever made it: a plan is kept, a commit never refuses."""

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from consents.models import ConsentText
from consents.services import ensure_text
from invitations.models import Invitation
from invitations.services.acceptance import accept_invitation, refuse_invitation
from invitations.services.links import create_for_enrolments
from orgstructure.models import Enrolment, Person
from orgstructure.pasted import PersonLine
from orgstructure.services import lists
from orgstructure.services.school import generate_classes
from tests import factories as f
from undo.models import Run, Written
from undo.registry import tables
from undo.selectors import referring
from undo.services import keep_deleting, keep_made, rehearse_undo, undo_run, undoable

LINES = [PersonLine(n, "Белов", name, "Ильич") for n, name in enumerate(("Иван", "Олег", "Пётр"), 1)]


@pytest.fixture
def enrolments(organization, school_class):
    return [f.EnrolmentFactory(school_class=school_class) for _ in range(4)]


def invite(organization, enrolments, actor):
    return create_for_enrolments(organization=organization, enrolments=enrolments, actor=actor)


def answer(link, *, agreed=True):
    text = ensure_text(organization=link.organization, role=link.role)
    if agreed:
        accept_invitation(invitation=link, consent_text=text, agreed=True)
    else:
        refuse_invitation(invitation=link, consent_text=text)


def listed(organization, school_class, actor, role="pupil"):
    rows = [(line, None, "") for line in LINES]
    return lists.write_list(
        organization=organization, rows=rows, role=role, school_class=school_class, actor=actor
    )


def whole():
    """Fails where a row points at nothing: what the commit would refuse."""
    connection.check_constraints()
    return True


def test_lesson_a05_every_foreign_key_to_a_row_of_a_run_is_asked_about():
    """A relation without a way back (`related_name="+"`) refers as much as any other."""
    for label in tables():
        asked = {
            (relation.related_model, relation.field.name) for relation in referring(apps.get_model(label))
        }
        there = {
            (model, field.name)
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.local_concrete_fields
            if field.remote_field
            and field.remote_field.model is apps.get_model(label)
            and model is not Written
        }
        assert asked == there, label


def test_lesson_a05_an_undo_does_what_its_plan_said_though_people_have_answered(
    organization, enrolments, administrator
):
    made = invite(organization, enrolments, administrator)
    links = list(Invitation.objects.order_by("pk"))
    answer(links[0])
    answer(links[1], agreed=False)
    told = rehearse_undo(run=made.run, actor=administrator)
    assert told.taken == [("Новые ссылки аннулируются", 2)]
    assert [row.reason for row in told.kept] == ["уже вступили по ссылке", "ссылка уже не действует"]
    assert told == undo_run(run=made.run, actor=administrator)
    assert whole()
    assert Invitation.objects.filter(status="annulled").count() == 3


def test_lesson_a05_a_link_that_works_no_more_is_not_counted_as_one_to_annul(
    organization, enrolments, administrator
):
    made = invite(organization, enrolments, administrator)
    Invitation.objects.filter(pk=made.links[0].pk).update(
        status="annulled", annulled_at=made.run.created_at, annul_reason="не тому", handed_at=made.run.created_at,
        handed_how="paper",
    )  # fmt: skip
    outcome = undo_run(run=made.run, actor=administrator)
    assert outcome.taken == [("Новые ссылки аннулируются", 3)]
    assert (outcome.kept_number, outcome.seen_number) == (1, 0)


def test_lesson_a05_a_consent_text_belongs_to_the_school_and_not_to_a_press(
    organization, enrolments, administrator
):
    made = invite(organization, enrolments, administrator)
    assert not made.run.written.filter(row_model="consents.consenttext").exists()
    undo_run(run=made.run, actor=administrator)
    assert ConsentText.objects.count() == 1


def test_lesson_a05_of_a_run_made_before_a_text_that_was_agreed_to_stays(
    organization, enrolments, administrator
):
    with undoable(organization=organization, kind="links.made", actor=administrator) as keeping:
        text = ensure_text(organization=organization, role="pupil")
        keep_made(ConsentText, [text.pk])
    f.DecisionFactory(text=text)
    outcome = undo_run(run=keeping.run, actor=administrator)
    assert whole()
    assert [row.reason for row in outcome.kept] == ["на это уже опираются другие записи"]


def test_lesson_a05_a_deleted_row_whose_person_is_gone_is_not_put_back(
    organization, school_class, administrator
):
    first = listed(organization, school_class, administrator)
    others = [
        f.EnrolmentFactory(school_class=school_class, person=row, role="parent") for row in first.people
    ]
    places = Enrolment.objects.filter(pk__in=[row.pk for row in others])
    with undoable(organization=organization, kind="teachers.set", actor=administrator) as keeping:
        keep_deleting(places)
        places.delete()
    undo_run(run=first.run, actor=administrator)
    assert not Person.objects.filter(last_name="Белов").exists()
    outcome = undo_run(run=keeping.run, actor=administrator)
    assert whole()
    assert {row.reason for row in outcome.kept} == {"того, к чему это относилось, больше нет"}


def test_lesson_a05_the_page_says_what_stands_in_the_way_and_counts_people(
    client_of, organization, staff_room, school_class, administrator
):
    people = listed(organization, school_class, administrator, "teacher")
    places = list(Enrolment.objects.filter(person__in=[person.pk for person in people.people]))
    made = invite(organization, places, administrator)
    outcome = rehearse_undo(run=people.run, actor=administrator)
    assert (outcome.number, outcome.kept_number) == (0, 3)
    page = client_of(administrator).get(reverse("undo:run", args=[people.run.pk])).content.decode()
    assert "уже нечего" not in page
    assert "Отменить нельзя" in page
    assert "Ссылки-приглашения: 3" in page
    assert "сначала отмените" in page
    assert reverse("undo:run", args=[made.run.pk]) in page
    assert "останется" not in page


def test_lesson_a05_a_run_that_must_be_undone_first_is_named_with_its_link(
    client_of, organization, administrator, year
):
    made, _ = generate_classes(organization=organization, year=year, wanted=[(5, "А")], actor=administrator)
    pupils = listed(organization, made[0], administrator)
    client = client_of(administrator)
    address = reverse("undo:run", args=[made.run.pk])
    page = client.get(address).content.decode()
    assert "сначала отмените" in page
    assert reverse("undo:run", args=[pupils.run.pk]) in page
    undo_run(run=pupils.run, actor=administrator)
    assert "сначала отмените" not in client.get(address).content.decode()
    client.post(reverse("undo:undo", args=[made.run.pk]))
    assert Run.objects.get(pk=made.run.pk).status == "undone"
