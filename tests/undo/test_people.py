"""Undo of lists of people, classes, requests and statuses: the same database, and what others have built on stays whole."""

import pytest

from consents.models import Answer, Standing
from core import clock
from invitations.models import JoinRequest
from invitations.services.links import create_for_enrolments
from invitations.services.requests import accept_requests, reject_requests
from orgstructure.models import Employment, Enrolment, Guardianship, Person, SchoolClass
from orgstructure.pasted import PersonLine
from orgstructure.services import lists
from orgstructure.services.school import generate_classes
from roles.models import Verification
from roles.services.verification import move_verifications
from tests import factories as f
from tests.undo.tables import all_tables, differences
from undo.services import undo_run

LINES = [PersonLine(n, "Белов", name, "Ильич") for n, name in enumerate(("Иван", "Олег", "Пётр"), 1)]


def write_list(organization, school_class, actor, role="pupil"):
    rows = [(line, None, "") for line in LINES]
    return lists.write_list(
        organization=organization, rows=rows, role=role, school_class=school_class, actor=actor
    )


@pytest.mark.parametrize("role", ["pupil", "teacher", "parent"])
def test_a_pasted_list_goes_without_a_trace(organization, school_class, staff_room, administrator, role):
    before = all_tables()
    people = write_list(organization, school_class, administrator, role)
    assert people.run.title.endswith(": 3 человека")
    undo_run(run=people.run, actor=administrator)
    assert differences(before, all_tables()) == []


def test_families_go_with_their_links_and_places(organization, school_class, administrator):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    before = all_tables()
    rows = [(LINES[0], pupil.pk, "father"), (LINES[1], None, "")]
    parents = lists.write_list(
        organization=organization, role="parent", school_class=school_class, rows=rows, actor=administrator
    )
    assert Guardianship.objects.count() == 1
    undo_run(run=parents.run, actor=administrator)
    assert differences(before, all_tables()) == []


def test_whoever_has_a_link_since_stays_with_place_and_work(
    organization, staff_room, school_class, administrator
):
    people = write_list(organization, school_class, administrator, "teacher")
    kept = people.people[0]
    create_for_enrolments(
        organization=organization, enrolments=Enrolment.objects.filter(person=kept), actor=administrator
    )
    outcome = undo_run(run=people.run, actor=administrator)
    assert list(Person.objects.filter(last_name="Белов")) == [kept]
    assert Enrolment.objects.get(person=kept)
    assert Employment.objects.get(person=kept)
    told = [(row.label, row.reason) for row in outcome.kept]
    assert told == [("Белов Иван Ильич", "на это уже опираются другие записи")]


def test_whose_card_was_put_right_since_stays(organization, school_class, administrator):
    people = write_list(organization, school_class, administrator)
    Person.objects.filter(pk=people.people[1].pk).update(phone="+79000000001")
    undo_run(run=people.run, actor=administrator)
    assert list(Person.objects.filter(last_name="Белов")) == [people.people[1]]
    assert Enrolment.objects.filter(person=people.people[1]).count() == 1


def test_generated_classes_go_and_one_with_people_stays(organization, year, administrator):
    before = all_tables()
    wanted = {"wanted": [(5, "А"), (6, "Б")], "organization": organization, "year": year}
    made, _ = generate_classes(actor=administrator, **wanted)
    undo_run(run=made.run, actor=administrator)
    assert differences(before, all_tables()) == []
    again, _ = generate_classes(actor=administrator, **wanted)
    f.EnrolmentFactory(school_class=again[0])
    undo_run(run=again.run, actor=administrator)
    assert list(SchoolClass.objects.all()) == [again[0]]


@pytest.fixture
def asked(organization, school_class):
    """Requests by a class's link: of a known pupil, of a newcomer with a consent, of a parent who names a child."""
    pupil = f.EnrolmentFactory(school_class=school_class).person
    of_pupils = f.InvitationFactory(school_class=school_class, kind="class", max_uses=9, uses=2)
    of_parents = f.InvitationFactory(
        school_class=school_class, kind="class", role="parent", max_uses=9, uses=1
    )
    consent = f.DecisionFactory(
        text=f.ConsentTextFactory(organization=organization), subject=None, decision=Answer.GIVEN
    )
    return {
        f.JoinRequestFactory(invitation=of_pupils, full_name=pupil.full_name): pupil,
        f.JoinRequestFactory(invitation=of_pupils, full_name="Новиков Лев Олегович", consent=consent): None,
        f.JoinRequestFactory(
            invitation=of_parents, full_name="Котова Ева Ильинична", child_name=pupil.full_name
        ): None,
    }


def test_accepted_requests_wait_again(organization, asked, administrator):
    before = all_tables()
    done = accept_requests(decisions=list(asked.items()), actor=administrator)
    assert Person.objects.filter(last_name__in=["Новиков", "Котова"]).count() == 2
    assert Standing.objects.exists()
    outcome = undo_run(run=done.run, actor=administrator)
    assert differences(before, all_tables()) == []
    assert ("Заявки становятся как были", 3) in outcome.taken


def test_a_request_whose_person_stays_stays_accepted(organization, asked, administrator):
    done = accept_requests(decisions=list(asked.items()), actor=administrator)
    kept = Person.objects.get(last_name="Котова")
    f.MembershipFactory(person=kept)
    undo_run(run=done.run, actor=administrator)
    assert JoinRequest.objects.get(full_name__startswith="Котова").status == "accepted"
    assert Enrolment.objects.get(person=kept).joined_at
    assert JoinRequest.objects.filter(status="new").count() == 2


def test_rejected_requests_wait_again(organization, asked, administrator):
    before = all_tables()
    done = reject_requests(requests=list(asked), reason="не наш", actor=administrator)
    undo_run(run=done.run, actor=administrator)
    assert differences(before, all_tables()) == []


WAYS = [
    (former, to)
    for former in ("", "not_started", "pending", "refused", "confirmed")
    for to in sorted(Verification.TRANSITIONS[former or "not_started"])
]


@pytest.mark.parametrize(("former", "to"), WAYS)
def test_statuses_are_what_they_were(organization, staff_room, administrator, former, to):
    person = f.PersonFactory(organization=organization, kind="staff")
    f.EnrolmentFactory(school_class=staff_room, person=person, role="teacher", joined_at=clock.now())
    if former:
        f.VerificationFactory(
            person=person, status=former, reason="нет диплома" if former == "refused" else ""
        )
    before = all_tables()
    done = move_verifications(people=[person], to=to, reason="нет диплома", actor=administrator)
    undo_run(run=done.run, actor=administrator)
    assert differences(before, all_tables()) == []
