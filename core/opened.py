"""A form over what is stored does not write over what was stored since it was opened: two tabs, two people.

Each field carries what it held when its page was made (Django's `show_hidden_initial`). Where another value is stored by the
time of the press, nothing is saved: the page comes back with all that was typed, the field says what is stored by now, and a
press more saves.
"""

from datetime import date
from typing import Any, TypeVar

from django import forms

from core.follows import FollowingForm

Form = TypeVar("Form", bound=forms.BaseForm)
TYPED_BY_BOTH = "Пока вы заполняли, здесь записали другое: {now}. Сохраните ещё раз, если верно ваше."
LEFT_ALONE = "Пока вы заполняли, здесь записали другое: {now}. Оно и подставлено, сохраните ещё раз."
NOTHING = "ничего"
MAX_WORDS = 500


class InitialInput(forms.HiddenInput):
    """What a field held when its page was made: Django gives it the words that describe the field, which HTML forbids to
    what nobody sees."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        seen = {key: text for key, text in (attrs or {}).items() if not key.startswith("aria-")}
        return super().get_context(name, value, seen)


def opened(form: Form, *, whole: bool = True) -> Form:
    """The same form, which carries what it was opened with; a bound one has an error at each field that was changed since.

    The form's `initial` is what is stored by now. A field that was changed to what was typed anyway is no error, nor one of a
    form that is not sent `whole` (only its changed fields are) and left as it was. What carries nothing is not compared.
    """
    seen = [bound for bound in form if not bound.is_hidden]
    for bound in seen:
        bound.field.show_hidden_initial, bound.field.hidden_widget = True, InitialInput
    if form.is_bound:
        _tell(form, [bound for bound in seen if _is_changed(form, bound)], whole)
    return form


def _tell(form: forms.BaseForm, changed: list[forms.BoundField], whole: bool) -> None:
    values, told = {}, {}
    for bound in changed:
        now = _text(bound, bound.initial)
        values[bound.html_initial_name] = now
        if _typed(bound) == _carried(form, bound):
            if whole:
                values[bound.html_name], told[bound.name] = now, LEFT_ALONE
        elif now not in (_typed(bound), _cleaned(form, bound)):
            told[bound.name] = TYPED_BY_BOTH
    for bound in changed:
        if bound.name in told:
            form.add_error(bound.name, told[bound.name].format(now=_words(bound)))
    if told:
        _retype(form, values)


def _retype(form: forms.BaseForm, values: dict[str, str]) -> None:
    """Put other values into what was sent: the page shows them, and the next press carries what is stored by now."""
    if isinstance(form, FollowingForm):
        form.retype(values)
    else:
        sent: Any = form.data
        form.data = data = sent.copy()
        for name, value in values.items():
            data[name] = value


def _is_changed(form: forms.BaseForm, bound: forms.BoundField) -> bool:
    return bound.html_initial_name in form.data and _carried(form, bound) != _text(bound, bound.initial)


def _carried(form: forms.BaseForm, bound: forms.BoundField) -> str:
    return _unix(form.data[bound.html_initial_name])


def _typed(bound: forms.BoundField) -> str:
    return _unix(bound.data)


def _cleaned(form: forms.BaseForm, bound: forms.BoundField) -> str:
    """What was typed, as it would be stored."""
    form.errors  # noqa: B018  (Django cleans a form when it is asked for them)
    return _text(bound, form.cleaned_data.get(bound.name, bound.data))


def _text(bound: forms.BoundField, value: Any) -> str:
    """A value as a hidden field carries it."""
    return _unix(bound.field.hidden_widget().format_value(bound.field.prepare_value(value)))


def _unix(text: Any) -> str:
    """Browsers send every line's end as CRLF."""
    return str("" if text is None else text).replace("\r\n", "\n")


def _words(bound: forms.BoundField) -> str:
    """What is stored by now, as people read it."""
    value = bound.initial
    if value in (None, ""):
        return NOTHING
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    choices = getattr(bound.field, "choices", ())
    label = next((str(label) for key, label in choices if str(key) == str(value)), "")
    return f"«{(label or _text(bound, value))[:MAX_WORDS]}»"
