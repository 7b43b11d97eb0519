"""What a person may ask of the journal."""

from typing import Any

from django import forms

from audit import selectors, words
from core.forms import DayField
from core.numbers import row_number


class JournalFilter(forms.Form):
    """All fields may be empty. `object` is "label:number", as links of other pages write it."""

    actor: Any = forms.ModelChoiceField(None, required=False, label="Кто", empty_label="Все")
    group = forms.ChoiceField(
        choices=lambda: [("", "Всё"), *((group.key, group.label) for group in words.groups())],
        required=False,
        label="Что",
    )
    since = DayField(required=False, label="С")
    until = DayField(required=False, label="По")
    text = forms.CharField(
        required=False,
        max_length=100,
        label="Слово",
        widget=forms.TextInput({"placeholder": "Фамилия, класс, номер приказа", "type": "search"}),
    )
    object = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = selectors.actors()  # type: ignore[attr-defined]

    def clean_object(self) -> str:
        """An address made by hand narrows to nothing wrong: what is no object is no filter."""
        label, _, pk = self.cleaned_data["object"].partition(":")
        known = words.kind_of(label) or label.count(".") == 1
        return f"{label}:{pk}" if known and row_number(pk) is not None else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", f"Конец периода ({until:%d.%m.%Y}) раньше начала ({since:%d.%m.%Y}).")
        return data

    def question(self) -> dict[str, Any]:
        """What is asked, by the names of `selectors.journal`; wrong fields ask nothing."""
        data = self.cleaned_data
        return {
            "actor": data.get("actor"),
            "group": data.get("group", ""),
            "object_key": data.get("object", ""),
            "since": data.get("since"),
            "until": data.get("until"),
            "text": data.get("text", "").strip(),
        }
