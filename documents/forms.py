"""What a person types about an order, and its errors."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from audit.services import jsonable
from core import clock
from core.follows import FollowingForm
from core.forms import DayField, EmailField, LineField, NameField, PhoneField, ScanForm, TextField, refused
from core.names import may_be_form_of
from core.phones import show_phone
from documents import rules, selectors, texts
from documents.kinds import OrderKind
from documents.models import Order, OrderItem
from documents.services import Line
from orgstructure.forms import PersonField


class OrderForm(FollowingForm):
    """What a kind of order asks: whom it is about, by which phone and e-mail, what it takes back, and its own fields."""

    follows = dict.fromkeys(("phone", "email", "accusative_name"), ("person",))

    person = PersonField(
        label="О ком приказ",
        empty_label="Выберите человека",
        error_messages={
            "invalid_choice": "Этого человека нет среди тех, кого можно назвать в приказе. Выберите из списка."
        },
    )
    phone = PhoneField(
        mobile=True,
        label="Личный мобильный телефон",
        required=False,
        help_text="Пусто — возьмём из карточки.",
    )
    email = EmailField(
        label="Электронная почта",
        required=False,
        help_text="Пусто — возьмём из карточки.",
    )
    accusative_name = NameField(
        label="ФИО в винительном падеже",
        required=False,
        help_text="Впишите, если в приказе имя склонено неверно.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Иванову Марию Петровну"}),
    )

    basis = TextField(
        label="Основание",
        required=False,
        max_length=rules.MAX_BASIS,
        help_text="Документы, на которые ссылается приказ. Положение школы допишите, если оно принято: «…, на основании "
        "пунктов 2.1 и 2.2 Положения об использовании платформы, утверждённого приказом № 7». Пусто — без основания.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    revokes = forms.ModelChoiceField(
        queryset=Order._base_manager.none(),
        label="Какой приказ отменить",
        empty_label="Выберите приказ",
        error_messages={"invalid_choice": "Этого приказа нет среди действующих. Выберите из списка."},
    )

    def __init__(self, *args: Any, kind: OrderKind, order: Order | None = None, **kwargs: Any) -> None:
        if order is not None and order.item is not None:
            kwargs.setdefault("initial", _typed_of(order.item) | {"revokes": order.revokes_id})
        if order is not None:
            kwargs["initial"] = kwargs.get("initial", {}) | {"basis": order.basis}
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in set(self.fields) - {*kind.fields, "basis", "shown"}:
            del self.fields[name]
        self._word(kind)
        self.fields |= {name: make() for name, make in kind.extra.items()}
        self.fields["basis"] = self.fields.pop("basis")  # under what the kind itself asks
        if "basis" not in self.initial and not self.is_bound:
            self.initial["basis"] = selectors.usual_basis(kind)
        self.nobody_fits = False
        if "person" in kind.fields:
            self.nobody_fits = not self._offer("person", kind.candidates(clock.today()))
        if "revokes" in kind.fields:
            self.nobody_fits = not self._offer("revokes", selectors.revocable())

    def _word(self, kind: OrderKind) -> None:
        """Name the fields as the kind does."""
        for name, shown in self.fields.items():
            shown.label = kind.labels.get(name, shown.label)
            shown.help_text = kind.hints.get(name, shown.help_text)

    def _offer(self, name: str, rows: QuerySet[Any]) -> bool:
        """Let one of `rows` be chosen; whether there is any. A form that is only shown asks for them once."""
        offered: Any = self.fields[name]
        offered.queryset = rows
        if self.is_bound:
            return rows.exists()
        offered.widget.choices = list(iter(offered.choices))  # without a count
        return len(offered.widget.choices) > 1  # the first one is «выберите»

    @property
    def takes_anybody(self) -> bool:
        """Whether whoever is written down as staff may at once be named: nothing else is asked of them."""
        return "person" in self.fields and not self.kind.nobody

    def offers_only(self, person: Any) -> bool:
        """Whether of all people only `person` may be named; of a form that is only shown, without another query."""
        if self.is_bound or "person" not in self.fields:
            return False
        choices: Any = self.fields["person"].widget
        return [str(value) for value, _ in choices.choices if str(value)] == [str(person.pk)]

    def clean(self) -> dict[str, Any]:
        """Ask to look at a name that nobody but the family can decline for sure; the answer is kept as its typed form."""
        data = self.cleaned_data
        person = data.get("person")
        if (
            person
            and "accusative_name" in self.fields
            and not data.get("accusative_name")
            and not self.errors
        ):
            doubt = "" if person.accusative_name and not self._gives_back() else selectors.case_doubt(person)
            if doubt:
                self.retype({"accusative_name": selectors.declined(person)})
                self.add_error("accusative_name", texts.CHECK_AND_SAVE.format(doubt=doubt))
        return data

    def clean_accusative_name(self) -> str:
        """A form of another name is asked about: the field was filled in before another person was chosen."""
        typed: str = self.cleaned_data["accusative_name"]
        person = self.cleaned_data.get("person")
        if not (typed and person) or may_be_form_of(typed, person.last_name, person.first_name):
            return typed
        of_this_one = self.before.get("person") == str(person.pk)
        if of_this_one and self.before.get("accusative_name") == typed:
            return typed  # asked already
        self.retype({"accusative_name": typed if of_this_one else selectors.declined(person)})
        words = texts.CASE_OF_ANOTHER if of_this_one else texts.CASE_FILLED_ANEW
        raise forms.ValidationError(words.format(typed=typed, person=person.full_name))

    def clean_basis(self) -> str:
        return refused(lambda: rules.clean_basis(self.cleaned_data["basis"]))

    def _gives_back(self) -> bool:
        """Whether the typed form of this very person was shown and has been emptied."""
        person = self.cleaned_data.get("person")
        same = person is not None and self.before.get("person") == str(person.pk)
        return same and bool(self.before.get("accusative_name")) and not self.cleaned_data["accusative_name"]

    def typed(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        data = {name: jsonable(self.cleaned_data[name]) for name in self.kind.extra}
        line = {name: self.cleaned_data[name] for name in self.kind.fields if name != "revokes"}
        if "accusative_name" in line and not self._gives_back():
            line["accusative_name"] = line["accusative_name"] or None
        told = {name: self.cleaned_data.get(name) for name in ("revokes", "basis")}
        return {"lines": [Line(**line, data=data)], **told}


def _typed_of(item: OrderItem) -> dict[str, Any]:
    return item.data | {
        "person": item.person_id,
        "phone": show_phone(item.phone),
        "email": item.email,
        "accusative_name": item.person.accusative_name if item.person else "",
    }


class SignForm(ScanForm):
    """The director's signature: number and date, from when the order counts, the scan if there is one."""

    number = LineField(label="Номер приказа", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    series = LineField(
        label="Серия (необязательно)",
        required=False,
        help_text="Если приказы разных серий нумеруются отдельно: «к» — по кадрам.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    dated_on = DayField(label="Дата приказа")
    effective_on = DayField(label="Вступает в силу", required=False, help_text="Пусто — с даты приказа.")

    field_order = ("number", "series", "dated_on", "effective_on", "scan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].required = False
        self.fields["scan"].label = "Скан с подписью, если он есть"
        self.fields["scan"].help_text += " Можно приложить и потом."

    def clean_number(self) -> str:
        return refused(lambda: rules.clean_number(self.cleaned_data["number"]))

    def clean_series(self) -> str:
        return refused(lambda: rules.clean_series(self.cleaned_data["series"]))


class ReturnForm(forms.Form):
    """Why the director sends a paper back."""

    reason = TextField(label="Что исправить", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
