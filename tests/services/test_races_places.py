"""R5: threads that move one pupil, write one guardian, take two children out of a class: nobody stands in two places."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope

from core import clock
from core.errors import Conflict
from orgstructure.models import Enrolment, Guardianship, Person
from orgstructure.services import guardians
from orgstructure.services.enrolments import Place, close_places, open_places
from tests import factories as f
from tests.services.races import ROUNDS, at_once, won

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def school() -> Iterator:
    organization = f.OrganizationFactory()
    with scope(organization=organization):
        yield organization


@pytest.fixture
def classes(school):
    year = f.AcademicYearFactory(organization=school)
    return [f.SchoolClassFactory(year=year, grade=grade, letter="Ц") for grade in range(1, 9)]


def enter(person, school_class):
    return lambda: open_places(places=[Place(person, school_class, "pupil")], actor=None)


def test_r5_of_eight_classes_a_pupil_gets_into_one(servers, school, classes):
    for _ in range(ROUNDS):
        pupil = f.PersonFactory(organization=school)
        assert len(won(at_once(school, [enter(pupil, place) for place in classes]))) == 1
        assert Enrolment.objects.filter(person=pupil).count() == 1


def test_the_database_itself_lets_one_of_two_writers_in(servers, school, classes):
    """Past the services: whoever writes the table by another way meets the constraint."""
    for _ in range(ROUNDS):
        pupil = f.PersonFactory(organization=school)

        def write(place, pk=pupil.pk):
            try:
                with transaction.atomic():
                    list(Person.objects.select_for_update().filter(pk=pk))
                    f.EnrolmentFactory(person=Person.objects.get(pk=pk), school_class=place)
            except IntegrityError:
                raise Conflict("занято") from None

        assert len(won(at_once(school, [lambda p=place: write(p) for place in classes[:4]]))) == 1
        assert Enrolment.objects.filter(person=pupil).count() == 1


def test_r5_a_guardian_is_written_once_and_gets_one_place(servers, school, classes):
    for _ in range(ROUNDS):
        child = f.EnrolmentFactory(school_class=classes[0]).person
        mother = f.PersonFactory(organization=school)

        def link(child=child, mother=mother):
            return guardians.link_guardian(guardian=mother, pupil=child, relation="mother", actor=None)

        assert len(won(at_once(school, [link] * 6))) == 1
        assert Guardianship.objects.filter(pupil=child).count() == 1
        assert Enrolment.objects.filter(person=mother).count() == 1


def test_r5_two_children_who_leave_at_once_take_their_parent_along(servers, school, classes):
    last_day = clock.today() + timedelta(days=1)
    for _ in range(ROUNDS):
        mother, *children = f.PersonFactory.create_batch(3, organization=school)
        for child in children:
            f.GuardianshipFactory(guardian=mother, pupil=child)
            enter(child, classes[0])()

        def leave(pk):
            return close_places(places=Enrolment.objects.filter(person=pk), last_day=last_day, actor=None)

        won(at_once(school, [lambda pk=child.pk: leave(pk) for child in children]))
        assert Enrolment.objects.get(person=mother).valid_to == last_day


def test_r5_a_child_who_comes_while_a_guardian_is_written_brings_the_guardian(servers, school, classes):
    tomorrow = clock.today() + timedelta(days=1)
    for _ in range(ROUNDS):
        child = f.EnrolmentFactory(school_class=classes[0], valid_to=clock.today()).person
        mother = f.PersonFactory(organization=school)
        verbs = [
            lambda child=child, mother=mother: guardians.link_guardian(
                guardian=mother, pupil=child, relation="mother", actor=None
            ),
            lambda child=child: open_places(
                places=[Place(child, classes[1], "pupil")], since=tomorrow, actor=None
            ),
        ]
        assert len(won(at_once(school, verbs))) == 2
        assert Enrolment.objects.filter(person=mother, school_class=classes[1]).count() == 1
