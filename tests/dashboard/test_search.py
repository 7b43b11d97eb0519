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
