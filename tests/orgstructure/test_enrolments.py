"""Places in classes: opened, joined, confirmed, closed; what the journal and the other rooms are told."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from core import clock
from core.errors import Conflict, Invalid
from invitations.models import Invitation
from invitations.services.links import create_class_link
from orgstructure.models import Enrolment
from orgstructure.services import enrolments
from orgstructure.services.enrolments import Place, open_place
from orgstructure.signals import enrolments_changed
from tests import factories as f

DAY = date(2026, 10, 5)


@pytest.fixture
def told():
    """What other rooms were told: (change, people, day)."""
    heard = []

    def listen(sender, change, enrolments, actor, day, **kwargs):
        heard.append((change, sorted(row.person_id for row in enrolments), day))

    enrolments_changed.connect(listen)
    yield heard
    enrolments_changed.disconnect(listen)


@pytest.fixture
def pupils(organization):
    return f.PersonFactory.create_batch(3, organization=organization)


def places(people, school_class, role="pupil"):
    return [Place(person, school_class, role) for person in people]


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize("role", ["pupil", "parent"])
def test_the_staff_room_has_no_pupils_and_no_parents(organization, staff_room, administrator, role):
    person = f.PersonFactory(organization=organization)
    with pytest.raises(Invalid, match="в «Учительская» не состоит"):
        open_place(person=person, school_class=staff_room, role=role, actor=administrator)
    with pytest.raises(Invalid, match="в «Учительская» не состоит"):
        create_class_link(
            organization=organization, school_class=staff_room, role=role, max_uses=5, actor=administrator
        )
    assert not Invitation.objects.exists()


def test_a_place_is_opened_once_journalled_and_told(pupils, school_class, administrator, told):
    wanted = places(pupils, school_class)
    made = enrolments.open_places(places=[*wanted, wanted[0]], since=DAY, actor=administrator)
    assert {(row.person_id, row.valid_from) for row in made} == {(p.pk, DAY) for p in pupils}
    assert enrolments.open_places(places=wanted, actor=administrator) == []
    assert verbs() == ["enrolment.opened"] * 3
    assert told == [("opened", [p.pk for p in pupils], DAY)]


def test_one_place_is_given_back_new_or_as_it_stands(pupils, school_class, administrator):
    arguments = {"person": pupils[0], "school_class": school_class, "role": "pupil", "actor": administrator}
    first = enrolments.open_place(since=DAY, **arguments)
    assert enrolments.open_place(**arguments) == first


def test_whoever_has_joined_is_joined_once(pupils, school_class, administrator, told):
    enrolments.open_places(places=places(pupils, school_class), since=DAY, actor=administrator)
    rows = Enrolment.objects.filter(person__in=pupils[:2])
    at = clock.now()
    assert len(enrolments.mark_joined(places=rows, at=at, actor="Иванов")) == 2
    assert enrolments.mark_joined(places=rows, at=at + timedelta(hours=1), actor="Иванов") == []
    assert set(rows.values_list("joined_at", flat=True)) == {at}
    assert Event.objects.filter(verb="enrolment.joined", actor_label="Иванов").count() == 2
    assert [change for change, *_ in told] == ["opened", "joined"]


def test_whoever_is_confirmed_has_joined_and_it_can_be_taken_back(pupils, school_class, administrator, told):
    enrolments.open_places(places=places(pupils, school_class), since=DAY, actor=administrator)
    rows, at = Enrolment.objects.all(), clock.now()
    assert len(enrolments.confirm_places(places=rows, at=at, actor=administrator)) == 3
    assert set(rows.values_list("joined_at", "confirmed_at")) == {(at, at)}
    assert enrolments.confirm_places(places=rows, at=at, actor=administrator) == []
    assert len(enrolments.unconfirm_places(places=rows, actor=administrator)) == 3
    assert set(rows.values_list("joined_at", "confirmed_at")) == {(at, None)}
    assert [change for change, *_ in told] == ["opened", "confirmed", "unconfirmed"]


def test_a_closed_place_holds_to_its_last_day_and_one_not_begun_goes(
    pupils, school_class, administrator, told
):
    old, new = pupils[:2]
    enrolments.open_places(places=places([old], school_class), since=DAY, actor=administrator)
    enrolments.open_places(
        places=places([new], school_class), since=DAY + timedelta(days=9), actor=administrator
    )
    last_day = DAY + timedelta(days=5)
    changed = enrolments.close_places(places=Enrolment.objects.all(), last_day=last_day, actor=administrator)
    assert len(changed) == 2
    assert list(Enrolment.objects.values_list("person_id", "valid_to")) == [(old.pk, last_day)]
    assert Enrolment.objects.in_force(last_day).count() == 1
    assert not Enrolment.objects.in_force(last_day + timedelta(days=1)).exists()
    assert Event.objects.filter(verb="enrolment.closed").count() == 2
    assert told[2:] == [("closed", [new.pk], last_day), ("closed", [old.pk], last_day)]
    assert (
        enrolments.close_places(places=Enrolment.objects.all(), last_day=last_day, actor=administrator) == []
    )


def test_a_refusal_of_another_room_undoes_the_change(pupils, school_class, administrator):
    def refuse(sender, **kwargs):
        raise Conflict("Нельзя.")

    enrolments_changed.connect(refuse)
    try:
        with pytest.raises(Conflict):
            enrolments.open_places(places=places(pupils, school_class), actor=administrator)
    finally:
        enrolments_changed.disconnect(refuse)
    assert not Enrolment.objects.exists()
    assert verbs() == []


@pytest.mark.parametrize("verb", ["open", "join", "confirm", "unconfirm", "close"])
def test_many_places_take_as_many_statements_as_one(organization, school_class, administrator, verb):
    counts = []
    for number in (1, 40):
        people = f.PersonFactory.create_batch(number, organization=organization)
        rows = Enrolment.objects.filter(person__in=people)
        if verb != "open":
            enrolments.open_places(places=places(people, school_class), since=DAY, actor=administrator)
        if verb == "unconfirm":
            enrolments.confirm_places(places=rows, at=clock.now(), actor=administrator)
        actions = {
            "open": lambda people=people: enrolments.open_places(
                places=places(people, school_class), actor=administrator
            ),
            "join": lambda rows=rows: enrolments.mark_joined(
                places=rows, at=clock.now(), actor=administrator
            ),
            "confirm": lambda rows=rows: enrolments.confirm_places(
                places=rows, at=clock.now(), actor=administrator
            ),
            "unconfirm": lambda rows=rows: enrolments.unconfirm_places(places=rows, actor=administrator),
            "close": lambda rows=rows: enrolments.close_places(
                places=rows, last_day=clock.today(), actor=administrator
            ),
        }
        with CaptureQueriesContext(connection) as captured:
            assert len(actions[verb]()) == number
        counts.append(len(captured))
    assert counts[0] == counts[1]
