"""What a person may type about links, and its errors."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.forms import LineField
from core.numbers import row_number
from invitations.models import Invitation
from invitations.rules import DEFAULT_USES, MAX_USES, MIN_DAYS, days_to_prolong, default_days, longest_days
from orgstructure.forms import PersonField
from orgstructure.models import Enrolment, Person, SchoolClass

ROLE_CHOICES = Invitation.Role.choices


class RowsField(forms.ModelMultipleChoiceField):
    """Rows ticked by number; a number past 64 bits is no row, like any other wrong one."""

    def _check_values(self, value: Any) -> Any:
        wrong = next((text for text in value if row_number(str(text)) is None), None)
        if wrong is not None:
            raise forms.ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value")
        return super()._check_values(value)  # type: ignore[misc]


def _days(kind: str, *, initial: int | None, required: bool = True) -> forms.IntegerField:
    longest = longest_days(kind)
    return forms.IntegerField(
        label="Срок, дней",
        min_value=MIN_DAYS,
        max_value=longest,
        initial=initial,
        required=required,
        help_text=f"От {MIN_DAYS} до {longest}. Последний день — до 18:00.",
        error_messages={
            "min_value": f"Срок не короче {MIN_DAYS} дня. Впишите число от {MIN_DAYS} до {longest}.",
            "max_value": f"Срок не длиннее {longest} дней. Впишите число от {MIN_DAYS} до {longest}.",
            "invalid": "Срок — целое число дней.",
        },
    )


class PersonalForm(forms.Form):
    """Personal links for ticked enrolments. `role` gives the usual lifetime; without one each role has its own."""

    asks_own_wish = False  # whether somebody is ticked who said no
    enrolment = RowsField(
        queryset=Enrolment.objects.none(),
        error_messages={
            "required": "Никто не выбран. Отметьте хотя бы одного человека.",
            "invalid_choice": "Кого-то из выбранных людей уже нет в этом классе. Проверьте отметки.",
            "invalid_pk_value": "Кого-то из выбранных людей нет в этом классе. Проверьте отметки.",
        },
    )

    def __init__(self, *args: Any, enrolments: QuerySet[Enrolment], role: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["enrolment"]
        field.queryset = enrolments
        initial = default_days("personal", role) if role else None
        self.fields["days"] = _days("personal", initial=initial, required=False)
        if not role:
            self.fields["days"].help_text = "Пусто — обычный срок для каждой роли."


class ClassLinkForm(forms.Form):
    """One link for a class, by which people ask to join."""

    max_uses = forms.IntegerField(
        label="На сколько человек",
        min_value=1,
        max_value=MAX_USES,
        initial=DEFAULT_USES,
        error_messages={
            "min_value": f"Число человек — от 1 до {MAX_USES}.",
            "max_value": f"Число человек — от 1 до {MAX_USES}.",
            "invalid": "Число человек — целое число.",
        },
    )

    def __init__(self, *args: Any, role: str, decides: bool, **kwargs: Any) -> None:
        """`decides`: whether the reader says who is let in."""
        super().__init__(*args, **kwargs)
        who = "а вы решите, кого принять" if decides else "а кого принять, решит администратор"
        self.fields["max_uses"].help_text = f"От 1 до {MAX_USES}. Каждый попросится, {who}."
        self.fields["days"] = _days("class", initial=default_days("class", role))


class DaysForm(forms.Form):
    """For how long one link is prolonged, counted from today."""

    def __init__(self, *args: Any, link: Invitation, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = days_to_prolong(link.kind, link.role, link.expires_at, now)
        self.fields["days"] = _days(link.kind, initial=self.offered)
        self.fields["days"].label = "Сколько дней с сегодняшнего"


class AnnulForm(forms.Form):
    reason = LineField(
        label="Причина",
        max_length=300,
        help_text="Останется в реестре аннулированных ссылок: «не востребована», «ссылка попала к посторонним».",
        error_messages={
            "required": "Напишите причину: она останется в реестре аннулированных ссылок.",
            "max_length": "Причина — не длиннее %(limit_value)d знаков, а здесь %(show_value)d.",
        },
    )


class SheetForm(forms.Form):
    """What to print: ticked classes or given links, a role, a layout."""

    LAYOUTS = (
        ("cards", "Карточки: 8 на листе, разрезать"),
        ("pages", "Лист на каждого: родителю, с памяткой"),
    )
    school_class = RowsField(
        queryset=SchoolClass.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "Одного из выбранных классов нет. Обновите страницу.",
            "invalid_pk_value": "Одного из выбранных классов нет. Обновите страницу.",
        },
    )
    role = forms.ChoiceField(label="Кому", choices=[("", "всем"), *ROLE_CHOICES], required=False)
    layout = forms.ChoiceField(label="Как", choices=LAYOUTS, initial="cards", widget=forms.RadioSelect)

    def __init__(self, *args: Any, classes: QuerySet[SchoolClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["school_class"]
        field.queryset = classes


class ReassignForm(forms.Form):
    """Who answers for the links from now on."""

    keeper = PersonField(label="Кто отвечает за ссылки", empty_label="Выберите сотрудника")

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = people  # type: ignore[attr-defined]
