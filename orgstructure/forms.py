"""What may be typed about the school, its classes and its people; each error a Russian sentence with the value."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms

from core import clock
from core.errors import Invalid
from core.folding import fir_tree_quotes
from core.fonts import check_printed
from core.forms import (
    DayField,
    EmailField,
    LineField,
    NameField,
    PhoneField,
    TextField,
    WebAddressField,
    refused,
)
from core.links import check_platform_link
from core.names import fold_name, in_usual_case
from core.registry_numbers import clean_inn, clean_ogrn
from core.rows import Platform, TimeZone
from orgstructure.models import Guardianship, Organization, Person, SchoolClass
from orgstructure.pasted.questions import contradicts, doubt_of_typed
from orgstructure.rules import (
    MAX_GRADE,
    MIN_GRADE,
    class_search_title,
    clean_letter,
    clean_mark,
    clean_posts,
    linked_roles,
    nomenclature,
)
from orgstructure.selectors import namesakes
from orgstructure.texts import NAME_AS_TYPED, NAME_IN_ODD_CASE, RELATION_AS_TYPED

NAME_FIELDS = ("last_name", "first_name", "patronymic")


class PersonField(forms.ModelChoiceField):
    """One of the people whom the form offers, each with what they work as."""

    def __init__(self, **kwargs: Any) -> None:
        nobody = "Этого человека нет среди сотрудников школы. Выберите из списка."
        defaults = {"queryset": Person.objects.none(), "error_messages": {"invalid_choice": nobody}}
        super().__init__(**defaults | kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name} · {obj.post}" if obj.post else obj.full_name


class OrganizationForm(forms.ModelForm):  # type: ignore[type-arg]
    full_name = LineField(label="Полное наименование", max_length=400)
    short_name = LineField(label="Краткое наименование", max_length=120)
    mark = LineField(label="Знак", max_length=3, help_text="Одна–три буквы или цифры вместо эмблемы")
    inn = LineField(label="ИНН", max_length=60, required=False)
    ogrn = LineField(label="ОГРН", max_length=60, required=False)
    locality = LineField(label="Населённый пункт", max_length=120, help_text="Место издания приказов")
    address = LineField(label="Адрес", max_length=300)
    phone = PhoneField(label="Телефон", required=False)
    website = WebAddressField(label="Сайт", required=False)
    email = EmailField(label="Электронная почта", required=False)

    class Meta:
        model = Organization
        fields = [
            "full_name", "short_name", "mark", "inn", "ogrn", "locality", "address", "phone", "email", "website", "platform",
            "time_zone", "paper_size",
        ]  # fmt: skip

    def _get_validation_exclusions(self) -> set[str]:
        """A second school of one ИНН is refused by the service, which says the number."""
        return super()._get_validation_exclusions() | {"inn"}  # type: ignore[misc]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked of a new school, never guessed; a school that has one does not go without.
        nothing = [] if self.instance.pk else [("", "Выберите")]
        self.fields["time_zone"].choices = nothing + TimeZone.choices  # type: ignore[attr-defined]
        self.fields["phone"].stored = self.instance.phone  # type: ignore[attr-defined]
        self.fields["paper_size"].required = False

    def clean_paper_size(self) -> int:
        """As it stands, where it was not asked."""
        return int(self.cleaned_data["paper_size"] or self.instance.paper_size)

    def clean_full_name(self) -> str:
        return fir_tree_quotes(self.cleaned_data["full_name"])

    def clean_short_name(self) -> str:
        return fir_tree_quotes(self.cleaned_data["short_name"])

    def clean(self) -> dict[str, Any]:
        """What stands at the head of every paper must be printable."""
        data = super().clean() or self.cleaned_data
        for name in ("full_name", "short_name", "locality", "address"):
            try:
                check_printed(data.get(name) or "", what=str(self.fields[name].label), field=name)
            except Invalid as refusal:
                self.add_error(name, refusal.message)
        return data

    def clean_inn(self) -> str:
        return refused(lambda: clean_inn(self.cleaned_data["inn"]))

    def clean_ogrn(self) -> str:
        return refused(lambda: clean_ogrn(self.cleaned_data["ogrn"]))


class ClassForm(forms.Form):
    """What a class is called: a parallel, a letter or both, and a mark that tells it from another of that name."""

    grade = forms.IntegerField(
        label="Параллель",
        min_value=MIN_GRADE,
        max_value=MAX_GRADE,
        required=False,
        help_text="0 — подготовительный. Без параллели — оставьте пустым",
    )
    letter = LineField(
        label="Литера", max_length=60, required=False, help_text="А, Б1, инженерный — как называет школа"
    )
    mark = LineField(
        label="Пометка",
        max_length=200,
        required=False,
        help_text="Филиал, ОВЗ, класс-комплект: отличает класс от другого с той же литерой",
    )

    def clean_letter(self) -> str:
        text = self.cleaned_data["letter"]
        if re.search(r"[,;]", text):
            raise forms.ValidationError(
                f"«{text}»: у класса одна литера. Несколько сразу — «Создать по списку»."
            )
        return refused(lambda: clean_letter(text))

    def clean_mark(self) -> str:
        return refused(lambda: clean_mark(self.cleaned_data["mark"]))


class GenerateForm(forms.Form):
    """«1–9 × А, Б», with exceptions."""

    first = forms.IntegerField(label="С параллели", min_value=MIN_GRADE, max_value=MAX_GRADE, initial=1)
    last = forms.IntegerField(label="По параллель", min_value=MIN_GRADE, max_value=MAX_GRADE, initial=9)
    letters = LineField(label="Литеры", max_length=200, initial="А, Б")
    exceptions = TextField(
        label="Кроме классов",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Через запятую, точку с запятой или с новой строки: 3Б, 9Б. Можно оставить пустым",
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors:
            try:
                data["wanted"] = nomenclature(
                    data["first"], data["last"], data["letters"], data["exceptions"]
                )
            except Invalid as refusal:
                self.add_error(refusal.field, refusal.message)
        return data


def _link_field(label: str, help_text: str = "") -> forms.CharField:
    attrs = {
        "autocapitalize": "off",
        "autocomplete": "off",
        "placeholder": "max.ru/join/…",
        "spellcheck": "false",
    }
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=False, help_text=help_text, widget=widget)


class ClassEditForm(ClassForm):
    """A field left as it was when the form was `opened` is not sent on, so that an old tab undoes nothing."""

    platform = forms.ChoiceField(label="Платформа", choices=Platform.choices)
    link_all = _link_field(
        "Одна ссылка на платформе для всех", "Встанет в класс для каждой роли вместо вписанных ниже."
    )
    link_pupil = _link_field("Ссылка для учеников")
    link_parent = _link_field("Ссылка для родителей")
    link_teacher = _link_field(
        "Ссылка для педагогов",
        "Скопируйте ссылки в кабинете. Их увидят только те, кто ведёт класс, и те, кто принял приглашение в этой роли.",
    )

    def __init__(self, *args: Any, edits_all: bool, staff_room: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link_roles = linked_roles(staff_room)
        if staff_room:
            del self.fields["link_all"], self.fields["link_pupil"], self.fields["link_parent"]
        if not edits_all:
            del self.fields["platform"]
        if staff_room or not edits_all:
            del self.fields["grade"], self.fields["letter"], self.fields["mark"]

    def clean(self) -> dict[str, Any]:
        """What was changed, and as `platform_links` the links of the roles whose link was."""
        platform = self.cleaned_data.get("platform") or self.initial["platform"]
        data = {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}
        typed = {name: data.pop(name) for name in list(data) if name.startswith("link_")}
        for name, link in typed.items():
            try:
                typed[name] = check_platform_link(link, platform, field=name)
            except Invalid as refusal:
                self.add_error(name, refusal.message)
        of_all = typed.pop("link_all", "")
        if of_all and typed:
            self.add_error("link_all", "Впишите либо одну ссылку для всех, либо ссылки по ролям.")
        links = {name.removeprefix("link_"): link for name, link in typed.items()}
        data["platform_links"] = dict.fromkeys(self.link_roles, of_all) if of_all else links
        return data


AS_TYPED, SURE = "as_typed", "relation_sure"
OF_RELATION = "Кем приходится, указано верно"


def _as_typed(what: str = "Имя вписано верно") -> forms.BooleanField:
    return forms.BooleanField(label=f"{what}: записать так", required=False)


class PersonForm(forms.Form):
    """A person, typed in. `kinds` decide which fields there are; with `classes` one of them is named too."""

    last_name = NameField(label="Фамилия")
    first_name = NameField(label="Имя")
    patronymic = NameField(label="Отчество", required=False)
    gender = forms.ChoiceField(
        label="Пол", required=False, choices=[("", "определить по отчеству"), *Person.Gender.choices]
    )
    post = LineField(
        label="Должность", max_length=400, required=False,
        help_text="Например: учитель математики. Несколько должностей — через точку с запятой",
    )  # fmt: skip
    accusative_name = NameField(
        label="ФИО в винительном падеже", required=False,
        help_text="«Назначить кого»: впишите, если портал склонил в приказе неверно",
    )  # fmt: skip
    birth_date = DayField(label="Дата рождения", required=False)
    phone = PhoneField(label="Телефон", required=False, foreign=True)
    email = EmailField(label="Электронная почта", required=False)

    asks_of_case = False  # a card offers it by a button of its own

    def __init__(
        self, *args: Any, kinds: Collection[str], sees_phone: bool = True, classes: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if Person.Kind.STAFF not in kinds:
            del self.fields["post"], self.fields["accusative_name"]
        if classes is not None:
            self.fields["school_class"] = LineField(
                label="Класс",
                max_length=100,
                help_text="Как он назван в «Структуре»",
                error_messages={"required": "Впишите класс: ученик учится в одном из классов школы."},
            )
            self.order_fields(["school_class"])
        self.classes = classes
        if self.is_bound and self.add_prefix(AS_TYPED) in self.data:
            self.fields[AS_TYPED] = _as_typed()
        self.fields["phone"].stored = self.initial.get("phone", "")  # type: ignore[attr-defined]
        if not sees_phone:
            del self.fields["phone"]

    def clean(self) -> dict[str, Any]:
        """A name whose parts seem to be in the wrong places, or in capitals, is asked about, once; one that stays is not."""
        data = super().clean() or self.cleaned_data
        insists = data.pop(AS_TYPED, False)
        names = [data.get(name) or "" for name in NAME_FIELDS]
        stays = names == [self.initial.get(name) or "" for name in NAME_FIELDS]
        if insists or stays or not all(names[:2]):
            return data
        doubts = {"last_name": self.doubt_of_name(*names)} | (
            self._odd_case(data) if self.asks_of_case else {}
        )
        for name, doubt in doubts.items():
            if doubt:
                self.fields[AS_TYPED] = _as_typed()
                self.add_error(name, NAME_AS_TYPED.format(doubt=doubt))
        return data

    def _odd_case(self, data: dict[str, Any]) -> dict[str, str]:
        """What is asked of a field in capitals or small letters: «гречко»."""
        typed = {name: data.get(name) or "" for name in NAME_FIELDS}
        return {
            name: NAME_IN_ODD_CASE.format(typed=word, usual=in_usual_case(word))
            for name, word in typed.items()
            if word != in_usual_case(word)
        }

    def doubt_of_name(self, last_name: str, first_name: str, patronymic: str) -> str:
        return doubt_of_typed(last_name, first_name, patronymic)

    def clean_school_class(self) -> SchoolClass:
        typed = self.cleaned_data["school_class"]
        found = self.classes.filter(search_title=class_search_title(typed)).first()
        if found is None:
            raise forms.ValidationError(
                f"Класса «{typed}» среди классов этого года нет. Впишите другой или заведите его."
            )
        return found

    def clean_birth_date(self) -> date | None:
        day: date | None = self.cleaned_data["birth_date"]
        if day and day > clock.today():
            raise forms.ValidationError(
                f"{day:%d.%m.%Y}: этот день ещё не наступил. Исправьте дату рождения."
            )
        return day

    def clean_post(self) -> str:
        return "; ".join(refused(lambda: clean_posts(self.cleaned_data["post"])))


class NewPersonForm(PersonForm):
    """Somebody new. Where a person of that name is there already, it asks whether this is another one."""

    asks_of_case = True
    another = forms.BooleanField(
        label="Это другой человек с таким же именем",
        required=False,
        help_text="Отметьте, если это не повтор.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = self.fields["another"]
        if "another" not in self.data:
            del self.fields["another"]

    def ask_whether_another(self) -> None:
        self.fields["another"] = self.offer


class GuardianForm(PersonForm):
    """A parent of a pupil. Where the school knows somebody of that name, it asks whether it is the same person."""

    ANOTHER = "new"
    asks_of_case = True
    relation = forms.ChoiceField(
        label="Кем приходится", choices=[("", "Выберите"), *Guardianship.Relation.choices]
    )
    guardian = forms.ChoiceField(label="Кто это", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kinds=[Person.Kind.PARENT], **kwargs)
        if self.is_bound and SURE in self.data:
            self.fields[SURE] = _as_typed(OF_RELATION)
        self.known: dict[str, Person] = {}
        if self.is_bound:
            names = [fold_name(self.data.get(field, "")) for field in NAME_FIELDS]
            self.known = {str(person.pk): person for person in namesakes(*names)}
        if not self.known:
            del self.fields["guardian"]
            return
        self.fields["guardian"].choices = [  # type: ignore[attr-defined]
            *((pk, _described(person)) for pk, person in self.known.items()),
            (self.ANOTHER, "другой человек с таким же именем"),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.known and not self.errors and not data.get("guardian"):
            self.add_error("guardian", "Человек с таким именем в школе уже есть. Отметьте, он ли это.")
        data["guardian"] = self.known.get(data.get("guardian") or "")
        self._ask_of_relation(data)
        return data

    def _ask_of_relation(self, data: dict[str, Any]) -> None:
        """A mother of a man's name is asked about, once."""
        insists, relation = data.pop(SURE, False), data.get("relation", "")
        name = " ".join(filter(None, (data.get(part) for part in NAME_FIELDS)))
        gender = data["guardian"].gender if data["guardian"] else data.get("gender", "")
        if not insists and contradicts(relation, name, gender):
            self.fields[SURE] = _as_typed(OF_RELATION)
            word = Guardianship.Relation(relation).label
            self.add_error("relation", RELATION_AS_TYPED.format(person=name, relation=word))


def _described(person: Person) -> str:
    """«Белова Анна Ильинична — сотрудник, учитель математики»"""
    return f"{person.full_name} — {', '.join(filter(None, (person.kind_words, person.post)))}"
