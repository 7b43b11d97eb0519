"""Parts of forms that know no room: a rule's refusal at its field, a phone, a day."""

from collections.abc import Callable
from typing import Any

from django import forms

from core.errors import Invalid
from core.links import check_web_address
from core.phones import parse_phone


def refused(check: Callable[[], Any]) -> Any:
    """Run a rule; its refusal becomes the field's error."""
    try:
        return check()
    except Invalid as refusal:
        raise forms.ValidationError(refusal.message) from None


class PhoneField(forms.CharField):
    """A Russian number, kept as E.164; with `mobile` a mobile one."""

    def __init__(self, *, mobile: bool = False, **kwargs: Any) -> None:
        self.mobile = mobile
        typed = {"type": "tel", "autocomplete": "off"}
        typed |= {"placeholder": "+7 900 000-00-00"} if mobile else {}
        kwargs.setdefault("widget", forms.TextInput(attrs=typed))
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return refused(lambda: parse_phone(typed, mobile=self.mobile))


class WebAddressField(forms.CharField):
    """The address of a site, with or without https://."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}))
        super().__init__(max_length=1_000, **kwargs)  # the rule says it better

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return refused(lambda: check_web_address(typed, field="website"))


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)
