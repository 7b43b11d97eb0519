"""What an address may call a row."""

import pytest

from core.numbers import MAX_ROW, row_number, row_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("0012", 12),
        (str(MAX_ROW), MAX_ROW),
        (str(MAX_ROW + 1), None),
        ("9" * 5_000, None),
        ("-1", None),
        ("1.0", None),
        (" 1", None),
        ("²", None),
        ("٣", None),
        ("", None),
        (None, None),
    ],
)
def test_only_ascii_digits_that_a_row_can_have_are_a_number(text, number):
    assert row_number(text) == number


def test_of_many_values_those_that_are_numbers_stay_in_order():
    assert row_numbers(["3", "x", "1", "", "3"]) == [3, 1, 3]
