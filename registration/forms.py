"""What a person types about the registration, and its errors."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core import clock
from core.errors import Invalid
from core.phones import parse_phone


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PhoneField(forms.CharField):
    """A Russian mobile number, kept as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "placeholder": "+7 900 000-00-00"}),
        )
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return parse_phone(super().clean(value), mobile=True)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from None


class CaseForm(forms.Form):
    """The administrator's contacts in the letter, and what the school wants to add."""

    phone = PhoneField(
        label="Личный мобильный телефон администратора",
        required=False,
        help_text="Тот же, что в приказе: только по нему платформа даст права. Пусто — возьмём из приказа.",
    )
    email = forms.EmailField(
        label="Электронная почта администратора",
        required=False,
        help_text="На неё платформа ответит. Пусто — возьмём из приказа.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    comment = forms.CharField(
        label="Что добавить к письму",
        required=False,
        max_length=1000,
        help_text="Необязательно. Встанет отдельным абзацем перед списком приложений.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """What the platform answered, and when."""

    answered_on = forms.DateField(label="Когда ответили", widget=_day(), initial=clock.today)
    answer = forms.CharField(
        label="Что ответили",
        max_length=4000,
        help_text="Вставьте текст письма или перескажите одной строкой.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class EntryForm(forms.Form):
    """By which phone the administrator entered the platform, and when."""

    phone = PhoneField(
        label="Номер, по которому вошли", help_text="Впишите сами: портал сверит его с номером из заявки."
    )
    registered_on = forms.DateField(label="Когда вошли", widget=_day(), initial=clock.today)
