"""Parts of forms that know no room. What is typed comes in by these fields only: each folds it (lesson D20).

A line or several of free text, a name, a phone, an e-mail, a search, a day; a rule's refusal at its field.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from core.emails import MAX_EMAIL, clean_email
from core.errors import Invalid
from core.folding import one_line, paragraphs
from core.links import check_web_address
from core.names import clean_name
from core.numbers import FIRST_YEAR, LAST_YEAR
from core.phones import parse_phone, show_phone
from core.uploads import Scan, read_scan


def refused(check: Callable[[], Any]) -> Any:
    """Run a rule; its refusal becomes the field's error."""
    try:
        return check()
    except Invalid as refusal:
        raise forms.ValidationError(refusal.message) from None


class LineField(forms.CharField):
    """Free text of one line, folded."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class TextField(forms.CharField):
    """Free text of several lines, each folded."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return paragraphs(super().to_python(value) or "")


class SearchField(LineField):
    """What somebody seeks: a sign that no text has finds nothing, and is no error."""


class NameField(LineField):
    """A part of a person's name; `what` is what a refusal calls it («Фамилия»), else the label."""

    def __init__(self, *, what: str = "", **kwargs: Any) -> None:
        self.what = what or kwargs.get("label") or "Имя"
        super().__init__(**{"max_length": 300} | kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return refused(lambda: clean_name(typed, what=self.what, field="", required=self.required))


class EmailField(LineField):
    """An e-mail address as people write it: «Имя <почта@example.ru>;» too, with a domain in Cyrillic."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}))
        super().__init__(**{"max_length": MAX_EMAIL} | kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return refused(lambda: clean_email(typed))


class _Typed(str):
    """What somebody typed: it comes back letter by letter, also where it could be a stored number."""


class PhoneField(LineField):
    """A number, kept as E.164: a Russian one; with `mobile` a mobile one, with `foreign` that of another country, too.

    `stored` is what the row holds: left as it is, it is no mistake of this form, even if it is an incomplete number.
    """

    def __init__(self, *, mobile: bool = False, foreign: bool = False, **kwargs: Any) -> None:
        self.mobile, self.foreign, self.stored = mobile, foreign, ""
        typed = {"type": "tel", "autocomplete": "off"}
        typed |= {"placeholder": "+7 900 000-00-00"} if mobile else {}
        kwargs.setdefault("widget", forms.TextInput(attrs=typed))
        super().__init__(max_length=100, **kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return _Typed(data) if isinstance(data, str) else data

    def prepare_value(self, value: Any) -> Any:
        is_stored = isinstance(value, str) and not isinstance(value, _Typed) and value.startswith("+")
        return show_phone(value) if is_stored else value

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if self.stored and typed in (self.stored, show_phone(self.stored)):
            return self.stored
        return refused(lambda: parse_phone(typed, mobile=self.mobile, foreign=self.foreign))


class WebAddressField(LineField):
    """The address of a site, with or without https://."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}))
        super().__init__(max_length=1_000, **kwargs)  # the rule says it better

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return refused(lambda: check_web_address(typed, field="website"))


class DayField(forms.DateField):
    """A day of a school's life, chosen in the browser's own calendar: not one at the edge of what a calendar holds."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                f"Дата «{day.day:02}.{day.month:02}.{day.year:04}» не годится: нужен год от {FIRST_YEAR} до {LAST_YEAR}."
            )
        return day


class ScanForm(forms.Form):
    """A scan of a signed paper, known by its content."""

    scan = forms.FileField(
        label="Скан с подписью",
        help_text="PDF, PNG или JPEG, до 10 МБ.",
        allow_empty_file=True,  # read_scan says it better
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg,.jfif,.jpe"}),
    )

    def clean_scan(self) -> Scan | None:
        upload = self.cleaned_data.get("scan")
        if upload is None:
            return None
        return refused(lambda: read_scan(upload))
