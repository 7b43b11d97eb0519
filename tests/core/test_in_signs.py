"""How long a text is, said in words that agree with the number."""

import pytest

from core.errors import Invalid
from core.russian import in_signs
from documents.rules import clean_number


@pytest.mark.parametrize(
    ("length", "words"), [(1, "1 знак"), (201, "201 знак"), (203, "203 знака"), (211, "211 знаков")]
)
def test_a_length_agrees_with_its_number(length, words):
    assert in_signs("я" * length) == words


def test_the_number_of_an_order_that_is_too_long_is_told_in_words_that_agree():
    with pytest.raises(Invalid, match="203 знака, а можно"):
        clean_number("я" * 203)
