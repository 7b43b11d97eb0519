"""A parent's place in a class follows from the child's."""

from datetime import date, timedelta

import pytest

from core import clock
from core.errors import Conflict
from orgstructure.models import Enrolment, Guardianship
from orgstructure.services import guardians
from orgstructure.services.enrolments import Place, close_places, open_places
from tests import factories as f

DAY = date(2026, 10, 5)


@pytest.fixture
def family(organization):
    """A mother and two children, in no class yet."""
    mother, *children = f.PersonFactory.create_batch(3, organization=organization)
    for child in children:
        f.GuardianshipFactory(guardian=mother, pupil=child)
    return mother, *children


def enter(child, school_class, actor, since=DAY):
    open_places(places=[Place(child, school_class, "pupil")], since=since, actor=actor)


def leave(child, school_class, actor, last_day):
    places = Enrolment.objects.filter(person=child, school_class=school_class)
    return close_places(places=places, last_day=last_day, actor=actor)


def places_of(person):
    rows = Enrolment.objects.filter(person=person, role="parent").order_by("valid_from", "pk")
    return [(row.school_class, row.valid_from, row.valid_to) for row in rows]


def test_the_parent_comes_and_goes_with_the_child(family, school_class, administrator):
    mother, child, _ = family
    enter(child, school_class, administrator)
    assert places_of(mother) == [(school_class, DAY, None)]
    last_day = DAY + timedelta(days=9)
    assert len(leave(child, school_class, administrator, last_day)) == 1
    assert places_of(mother) == [(school_class, DAY, last_day)]


def test_a_parent_of_two_children_of_the_class_stays_while_one_remains(family, school_class, administrator):
    mother, first, second = family
    for child in (first, second):
        enter(child, school_class, administrator)
    assert len(places_of(mother)) == 1
    leave(first, school_class, administrator, DAY + timedelta(days=5))
    assert places_of(mother) == [(school_class, DAY, None)]
    leave(second, school_class, administrator, DAY + timedelta(days=9))
    assert places_of(mother) == [(school_class, DAY, DAY + timedelta(days=9))]


def test_two_children_who_leave_together_take_the_parent_along(family, school_class, administrator):
    mother, *children = family
    open_places(places=[Place(c, school_class, "pupil") for c in children], since=DAY, actor=administrator)
    close_places(places=Enrolment.objects.filter(role="pupil"), last_day=DAY, actor=administrator)
    assert places_of(mother) == [(school_class, DAY, DAY)]


def test_a_move_moves_the_parent(family, school_class, year, administrator):
    mother, child, _ = family
    other = f.SchoolClassFactory(year=year, grade=9, letter="Я")
    enter(child, school_class, administrator)
    leave(child, school_class, administrator, DAY + timedelta(days=9))
    enter(child, other, administrator, since=DAY + timedelta(days=10))
    assert places_of(mother) == [
        (school_class, DAY, DAY + timedelta(days=9)),
        (other, DAY + timedelta(days=10), None),
    ]


def test_a_place_that_never_began_takes_the_parents_along(family, school_class, administrator):
    mother, child, _ = family
    enter(child, school_class, administrator)
    leave(child, school_class, administrator, DAY - timedelta(days=1))
    assert not Enrolment.objects.exists()


def test_a_new_representative_is_where_the_child_is_and_goes_with_the_guardianship(
    organization, school_class, administrator
):
    child = f.EnrolmentFactory(school_class=school_class).person
    father = f.PersonFactory(organization=organization)
    link = guardians.link_guardian(guardian=father, pupil=child, relation="father", actor=administrator)
    today = clock.today()
    assert places_of(father) == [(school_class, today, None)]
    guardians.end_guardianship(guardianship=link, last_day=today, actor=administrator)
    assert places_of(father) == [(school_class, today, today)]
    assert Guardianship.objects.get().valid_to == today
    with pytest.raises(Conflict, match="уже закончено"):
        guardians.end_guardianship(guardianship=link, last_day=today, actor=administrator)


def test_a_guardianship_that_ends_leaves_the_place_that_another_child_gives(
    family, school_class, administrator
):
    mother, first, second = family
    for child in (first, second):
        enter(child, school_class, administrator)
    link = Guardianship.objects.get(pupil=first)
    guardians.end_guardianship(guardianship=link, last_day=clock.today(), actor=administrator)
    assert places_of(mother) == [(school_class, DAY, None)]


def test_a_child_whose_last_day_is_known_gives_a_place_to_that_day(
    family, school_class, organization, administrator
):
    child = f.EnrolmentFactory(school_class=school_class, valid_to=clock.today() + timedelta(days=30)).person
    father = f.PersonFactory(organization=organization)
    guardians.link_guardian(guardian=father, pupil=child, relation="father", actor=administrator)
    assert places_of(father) == [(school_class, clock.today(), clock.today() + timedelta(days=30))]


def test_whoever_came_without_a_known_child_keeps_the_place(family, school_class, administrator):
    _, child, _ = family
    asked = f.EnrolmentFactory(school_class=school_class, role="parent")
    enter(child, school_class, administrator)
    leave(child, school_class, administrator, DAY)
    asked.refresh_from_db()
    assert asked.valid_to is None


def test_a_former_representative_gets_no_place(organization, school_class, administrator):
    child, former = f.PersonFactory.create_batch(2, organization=organization)
    f.GuardianshipFactory(guardian=former, pupil=child, valid_to=DAY - timedelta(days=1))
    enter(child, school_class, administrator)
    assert places_of(former) == []


def test_a_pupil_of_one_class_is_not_put_into_another_and_is_named(school_class, year, administrator):
    child = f.EnrolmentFactory(school_class=school_class).person
    other = f.SchoolClassFactory(year=year, grade=9, letter="Я")
    with pytest.raises(Conflict, match=f"{child.full_name} — {school_class} с 01.09.2026"):
        enter(child, other, administrator)
    assert Enrolment.objects.count() == 1
