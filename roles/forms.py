"""What may be typed about roles and accounts."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.http import HttpRequest

from core import clock
from core.access import Access
from core.forms import EmailField, LineField
from orgstructure.forms import PersonField, PersonForm
from orgstructure.models import Person, SchoolClass, Subject
from roles import texts
from roles.models import Assignment

Role = Assignment.Role
GIVEN_HERE = [(role.value, role.label) for role in (Role.CLASS_TEACHER, Role.SUBJECT_TEACHER, Role.DEPUTY)]


class ResetPasswordForm(forms.Form):
    """The address somebody signs in with. It asks nothing of the database, so it tells nothing by its time (lesson E26)."""

    email = EmailField(label="Электронная почта", widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Called by allauth, once its rate limit lets the request through."""
        get_adapter(request).ask_for_password(self.cleaned_data["email"])
        return self.cleaned_data["email"]


class AssignForm(forms.Form):
    """Who becomes what, and where."""

    person = PersonField(label="Сотрудник", empty_label="Выберите")
    role = forms.ChoiceField(
        label="Роль", choices=GIVEN_HERE, help_text="Администраторов назначает приказ: раздел «Приказы»"
    )
    school_class = forms.ModelChoiceField(
        SchoolClass._base_manager.none(), label="Класс", required=False, empty_label="—"
    )
    subject = LineField(
        label="Предмет", max_length=120, required=False, help_text="Для учителя-предметника; новый предмет заведётся сам",
        widget=forms.TextInput(attrs={"list": "subjects", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, fields = clock.today(), dict[str, Any](self.fields)
        people: Any = access.rows("roles.assign", Person)
        fields["person"].queryset = people.staff(today).with_posts(today).order_by("search_name")
        classes: Any = access.rows("roles.assign", SchoolClass)
        fields["school_class"].queryset = classes.of_today(today).filter(kind=SchoolClass.Kind.STUDY)
        self.subjects = access.rows("roles.assign", Subject).order_by("name")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        role = data.get("role")
        if role in (Role.CLASS_TEACHER, Role.SUBJECT_TEACHER) and not data.get("school_class"):
            self.add_error("school_class", "Выберите класс: без него роль не назначить.")
        if role == Role.SUBJECT_TEACHER and not data.get("subject"):
            self.add_error("subject", "Впишите предмет, например: математика.")
        return data


class TokenForm(forms.Form):
    name = LineField(
        label="Для чего ключ", max_length=80, help_text="Например: выгрузка в электронный журнал"
    )


class AccessForm(forms.Form):
    email = EmailField(label="Почта для входа")


class DirectorForm(PersonForm):
    """The director of a new school; the letter with the way in goes to this e-mail."""

    field_order = ("last_name", "first_name", "patronymic", "email", "sure", "phone", "gender")
    asks_of_case = True  # whoever makes a school opens no card of it
    sure = forms.BooleanField(label="Да, это тот же человек: адрес верный", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kinds=[Person.Kind.STAFF], **kwargs)
        self.offer = self.fields["sure"]
        if self.add_prefix("sure") not in self.data:
            del self.fields["sure"]
        del self.fields["post"], self.fields["accusative_name"]
        self.fields["email"].required = True
        self.fields["phone"].foreign = False  # type: ignore[attr-defined]  # the platform will ask for it

    def ask_whether_sure(self) -> None:
        self.fields["sure"] = self.offer
        self.order_fields(self.field_order)


class DirectorBackForm(DirectorForm):
    """The director who is given back: the one there is, by a new address, or another person.

    The name alone is filled in: what else is typed belongs to a new person's card and is never the former one's.
    """

    def __init__(self, *args: Any, director: Person | None = None, **kwargs: Any) -> None:
        if director is not None:
            names = ("last_name", "first_name", "patronymic")
            kwargs.setdefault("initial", {name: getattr(director, name) for name in names})
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = (
            texts.NEW_ADDRESS if settings.SMTP_HOST else texts.NEW_ADDRESS_TO_FOLDER
        )


class SameNameForm(forms.Form):
    """Asked only when a school of this name is there already."""

    same_name = forms.BooleanField(
        label="Это другая школа с тем же названием",
        required=False,
        help_text="Завести её рядом с той, что уже есть",
    )

    def is_asked(self, school: forms.BaseForm) -> bool:
        """Whether the school's form was refused for its name."""
        return self.is_bound and "short_name" in school.errors
