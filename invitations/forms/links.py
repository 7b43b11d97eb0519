"""What those who make links may type."""

from typing import Any

from django import forms
from django.utils import timezone

from invitations.models import Invitation
from invitations.rules import MAX_DAYS, MAX_DAYS_CLASS, MAX_USES, MIN_DAYS, default_days
from invitations.selectors.links import inviting_classes, uninvited
from orgstructure.models import Person, SchoolClass


class WhereForm(forms.Form):
    """Into which class, in which role. Read from the address, so that a page of people can be linked to."""

    school_class = forms.ModelChoiceField(
        SchoolClass._base_manager.none(), label="Класс", empty_label="Выберите класс"
    )
    role = forms.ChoiceField(label="Роль", choices=Invitation.Role.choices)

    def __init__(self, *args: Any, access: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = inviting_classes(access)  # type: ignore[attr-defined]
        if not access.is_manager:
            self.fields["role"].choices = [c for c in Invitation.Role.choices if c[0] != "teacher"]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        place, role = data.get("school_class"), data.get("role")
        if place and place.is_staff_room and role != Invitation.Role.TEACHER:
            raise forms.ValidationError(
                "В «Учительскую» приглашают только учителей. Выберите роль «учитель»."
            )
        return data


class PersonalForm(forms.Form):
    """For whom, and for how long."""

    people = forms.ModelMultipleChoiceField(
        Person._base_manager.none(),
        label="Кому",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Никто не отмечен. Отметьте хотя бы одного человека."},
    )
    days = forms.IntegerField(label="Срок, дней", min_value=MIN_DAYS, max_value=MAX_DAYS)

    def __init__(self, *args: Any, school_class: SchoolClass, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = uninvited(school_class, role, timezone.now())
        self.fields["people"].queryset = waiting  # type: ignore[attr-defined]
        self.fields["days"].initial = default_days("personal", role)


class ClassLinkForm(forms.Form):
    """One link for many."""

    max_uses = forms.IntegerField(label="На сколько человек", min_value=1, max_value=MAX_USES, initial=30)
    class_days = forms.IntegerField(label="Срок, дней", min_value=MIN_DAYS, max_value=MAX_DAYS_CLASS)

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["class_days"].initial = default_days("class", role)


class PeriodForm(forms.Form):
    since = forms.DateField(label="С", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="По", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            raise forms.ValidationError(
                f"Начало {since:%d.%m.%Y} позже конца {until:%d.%m.%Y}. Поменяйте их местами."
            )
        return self.cleaned_data
