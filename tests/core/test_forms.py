"""Fields that several rooms' forms share, and that no room makes its own again."""

import re
from datetime import date

import pytest
from django import forms

from core.forms import DayField, PhoneField
from tests.architecture import ROOT, sources


def test_a_phone_is_kept_as_the_portal_keeps_it():
    assert PhoneField().clean("8 (800) 000-14-08") == "+78000001408"
    assert PhoneField(required=False).clean("") == ""
    with pytest.raises(forms.ValidationError, match="не мобильный"):
        PhoneField(mobile=True).clean("8 (800) 000-14-08")
    with pytest.raises(forms.ValidationError, match="не российский"):
        PhoneField().clean("+375 29 123-45-67")


@pytest.mark.parametrize("typed", ["+7 914 555-12-34 доб. 12", "+79145551234", "+37529"])
def test_a_phone_comes_back_as_it_was_typed_and_a_stored_one_as_people_read_it(typed):
    class Form(forms.Form):
        phone = PhoneField()

    assert Form({"phone": typed})["phone"].value() == typed
    assert Form(initial={"phone": "+79145551234"})["phone"].value() == "+7 914 555-12-34"


def test_a_day_is_chosen_in_the_calendar_and_shown_as_the_browser_wants_it():
    class Form(forms.Form):
        day = DayField()

    shown = str(Form(initial={"day": date(2026, 9, 1)})["day"])
    assert 'type="date"' in shown
    assert 'value="2026-09-01"' in shown
    assert not Form({"day": "31.02.2026"}).is_valid()


@pytest.mark.parametrize(
    "part", ['"type": "date"', '"type": "tel"', "class PhoneField", "class DayField", "class PersonField"]
)
def test_each_part_stands_once(part):
    found = [
        str(path.relative_to(ROOT)) for path in sources() if re.search(part, path.read_text(encoding="utf-8"))
    ]
    assert len(found) == 1
