"""«Убрать» beside a class: a pupil who was written there by mistake, or has left; an undo brings all of it back."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict
from invitations.services.links import create_personal
from orgstructure.models import Enrolment, Person
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


def pasted(browser, place, text, **more):
    data = {"role": "pupil", "school_class": place.pk, "text": text} | more
    return " ".join(browser.post("/people/paste/", data).content.decode().split())


@pytest.mark.parametrize("days", [0, 9])
def test_the_same_card_goes_into_the_right_class_with_the_parents(
    client_of, administrator, place, mother, year, days
):
    Enrolment.objects.update(valid_from=clock.today() - timedelta(days=days))
    other = f.SchoolClassFactory(year=year, grade=11, letter="Б")
    run = take_out(place=place, last_day=yesterday(), actor=administrator)
    browser = client_of(administrator)
    card = browser.get(f"/people/{place.person_id}/").content.decode()
    assert f"/people/paste/?role=pupil&amp;person={place.person_id}" in card
    form = browser.get(f"/people/paste/?role=pupil&person={place.person_id}")
    text = form.context["form"]["text"].value()
    assert text == place.person.full_name
    asked = pasted(browser, other, text)
    assert "в портале уже есть Щукина Яна Олеговна" in asked
    answered = browser.post(
        "/people/paste/", {"role": "pupil", "school_class": other.pk, "text": text, "do": "same:1"}
    ).context["form"]
    sent = {
        "role": "pupil",
        "school_class": other.pk,
        "text": answered["text"].value(),
        "confirm": answered.mark,
    }
    browser.post("/people/paste/", sent)
    mine = Enrolment.objects.unended().filter(school_class=other)
    assert sorted(mine.values_list("person", "role")) == sorted(
        [(place.person_id, "pupil"), (mother.pk, "parent")]
    )
    undo_run(run=run, actor=administrator)  # nobody is in two classes: the former place stays as it is
    assert Enrolment.objects.unended().filter(person=place.person).count() == 1


def test_a_form_says_where_the_card_of_a_child_who_was_taken_out_is(client_of, administrator, place):
    take_out(place=place, last_day=yesterday(), actor=administrator)
    typed = {"kind": "pupil", "last_name": "Щукина", "first_name": "Яна", "patronymic": "Олеговна"}
    page = client_of(administrator).post("/people/new/", typed | {"class": place.school_class_id})
    assert "нажмите «Записать в класс»" in page.content.decode()
    assert Person.objects.filter(last_name="Щукина").count() == 1


def test_a_former_member_of_staff_is_not_offered_a_pupils_place(
    client_of, administrator, place, organization
):
    take_out(place=place, last_day=yesterday(), actor=administrator)
    former = f.PersonFactory(organization=organization)
    f.EmploymentFactory(person=former, post="учитель", valid_from=f.YEAR_START, valid_to=yesterday())
    browser = client_of(administrator)
    assert "Записать в класс" in browser.get(f"/people/{place.person_id}/").content.decode()
    assert "Записать в класс" not in browser.get(f"/people/{former.pk}/").content.decode()
