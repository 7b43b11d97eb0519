"""What a person types about a chat."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from chats import selectors
from chats.models import Chat
from chats.policy import kinds_to_plan
from core.access import Access
from core.forms import LineField
from core.rows import Platform
from orgstructure.forms import PersonField
from orgstructure.models import SchoolClass, Subject

LINK_WIDGET = {
    "autocapitalize": "off",
    "autocomplete": "off",
    "placeholder": "max.ru/join/…",
    "spellcheck": "false",
}


class KeepersForm(forms.Form):
    """What is common to a new chat and a changed one."""

    title = LineField(
        label="Название",
        required=False,
        max_length=1_000,  # the rule says it better
        help_text="Пусто — портал назовёт сам: «5А · родители».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    platform = forms.ChoiceField(label="Платформа", choices=Platform.choices)
    owner = PersonField(
        label="Владелец",
        required=False,
        empty_label="Не выбран",
        help_text="Кто создал чат на платформе.",
    )
    second_admin = PersonField(
        label="Второй администратор",
        required=False,
        empty_label="Не выбран",
        help_text="Чтобы чат не остался без хозяина, если владелец уйдёт.",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = selectors.staff(access)
        for name in ("owner", "second_admin"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]


class ChatForm(KeepersForm):
    """A new chat. The actor chooses among the kinds and classes in which it may be theirs."""

    kind = forms.ChoiceField(label="Какой чат")
    school_class: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=SchoolClass.objects.none(),
        label="Класс",
        required=False,
        empty_label="Вся школа",
        error_messages={"invalid_choice": "Такого класса у вас нет. Выберите из списка."},
    )
    subject: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=Subject.objects.none(),
        label="Предмет",
        required=False,
        empty_label="Без предмета",
        help_text="Только для чата по предмету.",
        error_messages={"invalid_choice": "Такого предмета нет. Выберите из списка."},
    )
    link = forms.CharField(
        label="Ссылка на чат",
        required=False,
        max_length=2_000,  # the rule says it better
        help_text="Если чат уже есть на платформе. Без ссылки он будет запланирован.",
        widget=forms.TextInput(attrs=LINK_WIDGET),
    )

    field_order = (
        "kind",
        "school_class",
        "subject",
        "platform",
        "link",
        "title",
        "owner",
        "second_admin",
    )

    def __init__(self, *args: Any, access: Access, classes: QuerySet[SchoolClass], **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", "Выберите, какой чат"),
            *kinds_for(access),
        ]
        if not access.sees_whole_school:
            self.fields["school_class"].empty_label = "Выберите класс"  # type: ignore[attr-defined]
        self.fields["school_class"].queryset = classes.filter(  # type: ignore[attr-defined]
            kind=SchoolClass.Kind.STUDY
        )
        self.fields["subject"].queryset = selectors.subjects(access)  # type: ignore[attr-defined]
        self.fields[
            "owner"
        ].help_text = "Пусто — директор, классный руководитель или учитель предмета, смотря какой чат."
        self.fields["platform"].required = False
        self.fields["platform"].choices = [("", "По ссылке или как у класса"), *Platform.choices]  # type: ignore[attr-defined]


def kinds_for(access: Access) -> list[tuple[str, str]]:
    """The kinds that an actor may plan at all, as choices."""
    return [(kind.value, kind.label.capitalize()) for kind in kinds_to_plan(access)]


class EditForm(KeepersForm):
    """A chat's name, platform and keepers."""

    def __init__(self, *args: Any, chat: Chat, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "title": chat.title,
            "platform": chat.platform,
            "owner": chat.owner_id,
            "second_admin": chat.second_admin_id,
        }
        super().__init__(*args, **kwargs)


class LinkForm(forms.Form):
    """Where a chat is: the host of the link tells on which platform."""

    link = forms.CharField(
        label="Ссылка на чат",
        required=False,
        max_length=2_000,
        help_text="Скопируйте её в чате на платформе: «Ссылка-приглашение» → «Скопировать». Можно вставить всё сообщение.",
        widget=forms.TextInput(attrs=LINK_WIDGET),
    )


class ArchiveForm(forms.Form):
    """Why a chat is laid aside."""

    reason = LineField(
        label="Почему чат больше не нужен",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Напишите причину: она останется в журнале."},
    )


class ClassLinksForm(forms.Form):
    """All links of a class on one screen. A field left as it was is not sent on, so that an old tab undoes nothing."""

    def __init__(self, *args: Any, slots: list[selectors.Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = slots
        for slot in slots:
            self.fields[slot.key] = forms.CharField(
                label=slot.label,
                required=False,
                max_length=2_000,
                initial=slot.chat.link,
                widget=forms.TextInput(attrs=LINK_WIDGET),
            )

    def rows(self) -> list[tuple[selectors.Slot, forms.BoundField, str]]:
        """Each place of the class, its field, and the hidden one that says what it was opened with."""
        fields = [(slot, self[slot.key]) for slot in self.slots]
        return [(slot, field, field.as_hidden(only_initial=True)) for slot, field in fields]

    def links(self) -> dict[str, str]:
        """{slot key: link} of what was changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
