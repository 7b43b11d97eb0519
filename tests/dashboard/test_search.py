"""The search box finds a class however its name is written."""

import pytest

from dashboard.selectors.search import found
from roles.selectors import actor_for
from tests import factories as f


@pytest.fixture
def look(organization, year, staff_room, administrator):
    """`look(text)`: the titles of the classes that the box finds."""
    names = [
        (5, "А", ""),
        (5, "А", "филиал"),
        (5, "Б1", ""),
        (10, "инженерный", ""),
        (0, "А", ""),
        (None, "ОВЗ", ""),
    ]
    for grade, letter, mark in names:
        f.SchoolClassFactory(year=year, grade=grade, letter=letter, mark=mark)
    access = actor_for(administrator, organization, administrator.memberships.get().person)
    return lambda text: [str(row) for row in found(access, text).classes]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("4821", True),
        ("4821 7730", True),
        ("4821-7730-915", True),
        ("482", False),
        ("482177309154", False),
        ("48а1", False),
    ],
)
def test_the_beginning_of_a_code_is_told_that_it_is_too_little(client_of, administrator, typed, told):
    """Codes are derived from the whole link and stored nowhere (quality S2): a part of one finds nothing."""
    page = client_of(administrator).get("/search/", {"q": typed}).content.decode()
    assert ("Код с листа ищется целиком" in page) is told


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("5", ["5А", "5А (филиал)", "5Б1"]),
        ("5 класс", ["5А", "5А (филиал)", "5Б1"]),
        ("5а", ["5А", "5А (филиал)"]),
        ("5 «А» класс", ["5А", "5А (филиал)"]),
        ("5-б1", ["5Б1"]),
        ("10 инж", ["10 инженерный"]),
        ("Филиал", ["5А (филиал)"]),
        ("0", ["0А"]),
        ("овз", ["ОВЗ"]),
        ("учительская", ["Учительская"]),
        ("9А", []),
        ("!", []),
    ],
)
def test_a_class_is_found_as_people_write_it(look, text, titles):
    assert look(text) == titles


@pytest.mark.parametrize("text", ["приказ 27", "Приказ № 27", "№27", "27"])
def test_an_order_is_found_as_it_is_called(organization, administrator, text):
    person = f.PersonFactory(organization=organization, kind="staff")
    order = f.OrderFactory(person=person, signed=True, number="27")
    assert found(f.actor_of(administrator), text).orders == [order]


@pytest.mark.parametrize("text", ["8 (900) 201", "+7 900 201", "201-14-08"])
def test_a_part_of_a_phone_is_found_as_it_is_printed(organization, staff_room, administrator, text):
    person = f.PersonFactory(organization=organization, kind="staff", phone="+79002011408")
    assert found(f.actor_of(administrator), text).people == [person]


def test_people_of_one_name_are_told_apart(client_of, administrator, organization, year, staff_room):
    name = {"last_name": "Иванов", "first_name": "Иван", "patronymic": "Иванович"}
    third = f.SchoolClassFactory(year=year, grade=3, letter="А")
    one, other = (
        f.EnrolmentFactory(
            school_class=third, person=f.PersonFactory(organization=organization, kind="pupil", **name)
        ).person
        for _ in range(2)
    )
    type(one).objects.filter(pk=one.pk).update(birth_date="2017-08-19")
    mother = f.PersonFactory(
        organization=organization,
        kind="parent",
        last_name="Орлова",
        first_name="Анна",
        patronymic="Ильинична",
    )
    f.GuardianshipFactory(guardian=mother, pupil=other, relation="mother")
    page = " ".join(client_of(administrator).get("/search/", {"q": "Иванов Иван"}).content.decode().split())
    assert "19.08.2017 · 3А" in page
    assert "3А · мать Орлова А. И." in page


def test_who_has_a_name_of_their_own_is_told_as_before(client_of, administrator, year):
    pupil = f.EnrolmentFactory(school_class=f.SchoolClassFactory(year=year, grade=3, letter="Щ")).person
    page = client_of(administrator).get("/search/", {"q": pupil.full_name}).content.decode()
    assert page.count("3Щ") == 0
