"""What a person types about the registration, and its errors."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from core import clock
from core.forms import DayField, EmailField, LineField, PhoneField, ScanForm, TextField
from orgstructure.forms import PersonField
from orgstructure.models import Person


class CaseForm(forms.Form):
    """The administrator's contacts in the letter, and what the school wants to add."""

    phone = PhoneField(
        mobile=True,
        label="Личный мобильный телефон администратора",
        required=False,
        help_text="Тот же, что в приказе: только по нему платформа даст права. Пусто — возьмём из приказа.",
    )
    email = EmailField(
        label="Электронная почта администратора",
        required=False,
        help_text="На неё платформа ответит. Пусто — возьмём из приказа.",
    )
    comment = TextField(
        label="Что добавить к письму",
        required=False,
        max_length=1000,
        help_text="Необязательно. Встанет отдельным абзацем перед списком приложений.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConsentPaperForm(ScanForm):
    """A consent signed on paper: whose, on which day, and its scan if there is one."""

    person = PersonField(
        label="Кто подписал",
        empty_label="Выберите человека",
        error_messages={
            "invalid_choice": "Этого человека нет среди администраторов школы. Выберите из списка."
        },
    )
    signed_on = DayField(label="Когда подписал", initial=clock.today, help_text="Дата на бумаге.")

    field_order = ("person", "signed_on", "scan")

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["scan"].required = False
        self.fields["scan"].label = "Скан, если он есть"


class AnswerForm(forms.Form):
    """What the platform answered, and when; `was`: the state of the case when the page was made."""

    ACCEPTED, REFUSED = "accepted", "refused"

    outcome = forms.ChoiceField(
        label="Что решила платформа",
        choices=[
            (ACCEPTED, "Заявка принята: можно входить по номеру"),
            (REFUSED, "Отказано: понадобится новая заявка"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Отметьте, приняла платформа заявку или отказала."},
    )
    answered_on = DayField(label="Когда ответили", initial=clock.today)
    answer = TextField(
        label="Что ответили",
        max_length=4000,
        help_text="Вставьте текст письма или перескажите одной строкой.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    was = LineField(required=False, widget=forms.HiddenInput)


class EntryForm(forms.Form):
    """By which phone the administrator entered the platform, and when."""

    phone = PhoneField(
        mobile=True,
        label="Номер, по которому вошли",
        help_text="Впишите сами: портал сверит его с номером из заявки.",
    )
    registered_on = DayField(label="Когда вошли", initial=clock.today)
