"""«Убрать» beside a class: a pupil who was written there by mistake, or has left; an undo brings all of it back."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict
from invitations.services.links import create_personal
from orgstructure.models import Enrolment
from orgstructure.services.enrolments import Place, open_places
from orgstructure.services.guardians import link_guardian
from orgstructure.services.leaving import take_out
from tests import factories as f
from tests.undo.tables import all_tables, differences
from undo.models import Run
from undo.services import undo_run


@pytest.fixture
def place(school_class):
    name = {"person__last_name": "Щукина", "person__first_name": "Яна", "person__patronymic": "Олеговна"}
    return f.EnrolmentFactory(school_class=school_class, person__gender="f", **name)


@pytest.fixture
def mother(organization, place, administrator):
    mother = f.PersonFactory(organization=organization, last_name="Щукина", first_name="Ольга")
    link_guardian(guardian=mother, pupil=place.person, relation="mother", actor=administrator)
    return mother


def url(place):
    return f"/people/places/{place.pk}/end/"


def yesterday():
    return clock.today() - timedelta(days=1)


def test_a_card_takes_a_pupil_out_of_a_class_and_asks_first(client_of, administrator, place, mother):
    browser, card = client_of(administrator), f"/people/{place.person_id}/"
    assert url(place) in browser.get(card).content.decode()
    question = browser.post(url(place), {"next": card}).content.decode()
    assert f"Убрать из {place.school_class}?" in question
    assert "Щукина Ольга" in question  # the mother's place goes along
    assert Enrolment.objects.filter(pk=place.pk, valid_to=None).exists()
    done = browser.post(url(place), {"confirmed": "1", "next": card}, follow=True)
    assert done.redirect_chain[-1][0] == card
    assert f"больше не в {place.school_class}" in done.content.decode()
    assert url(place) not in done.content.decode()
    assert not Enrolment.objects.unended().filter(person__in=[place.person, mother]).exists()
    again = browser.post(url(place), {"confirmed": "1"}, follow=True)
    assert "Убирать нечего: этого места в классе уже нет." in again.content.decode()


def test_who_was_taken_out_may_be_written_into_another_class(administrator, place, year):
    other = Place(place.person, f.SchoolClassFactory(year=year, grade=11, letter="А"), "pupil")
    with pytest.raises(Conflict, match="место уже есть"):
        open_places(places=[other], actor=administrator)
    take_out(place=place, last_day=yesterday(), actor=administrator)
    assert open_places(places=[other], actor=administrator)


@pytest.mark.parametrize("days", [0, 9])
def test_it_is_undone_without_a_trace(administrator, place, mother, days):
    Enrolment.objects.update(valid_from=clock.today() - timedelta(days=days))
    create_personal(
        organization=place.organization,
        people=[place.person],
        school_class=place.school_class,
        role="pupil",
        actor=administrator,
    )
    before = all_tables()
    run = take_out(place=place, last_day=yesterday(), actor=administrator)
    assert differences(before, all_tables()) != []
    undo_run(run=run, actor=administrator)
    assert differences(before, all_tables()) == []


def test_the_second_is_told(administrator, place):
    take_out(place=place, last_day=yesterday(), actor=administrator)
    with pytest.raises(Conflict, match="Убирать нечего"):
        take_out(place=place, last_day=yesterday(), actor=administrator)
    assert Run.objects.count() == 1


def test_who_leads_the_class_may_and_another_may_not(
    client_of, class_teacher, subject_teacher, deputy, place
):
    for user in (subject_teacher, deputy):
        assert client_of(user).post(url(place), {"confirmed": "1"}).status_code == 403
        assert url(place) not in client_of(user).get(f"/people/{place.person_id}/").content.decode()
    client_of(class_teacher).post(url(place), {"confirmed": "1"})
    assert not Enrolment.objects.unended().filter(pk=place.pk).exists()


def test_only_a_pupil_is_taken_out(client_of, administrator, place, mother):
    parents = Enrolment.objects.get(person=mother)
    assert client_of(administrator).post(url(parents), {}).status_code == 404
