"""The select of a filter says what Django's own would."""

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from core.filters import PlainSelect

CHOICES = [("", "Класс: все"), (1, "5А"), (2, "<b>5Б</b>")]
ATTRS = {"class": "form-select", "data-autosubmit": True, "aria-label": "Класс «все»"}


@pytest.mark.parametrize("value", [None, "", 1, "2", "none of them"])
def test_a_plain_select_is_the_select_of_django(value):
    plain, known = (
        kind(ATTRS, CHOICES).render("class", value, {"id": "a"}) for kind in (PlainSelect, forms.Select)
    )
    assertHTMLEqual(plain, known)
