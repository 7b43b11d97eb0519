"""What people without an account type."""

import re
from typing import Any

from django import forms

from core.forms import LineField, PhoneField, refused
from core.names import clean_name, fold_name
from core.russian import familiar
from invitations.codes import find_code
from orgstructure.pasted.words import RELATIONS

NO_NAMES = RELATIONS.keys() - {"брат"}  # which is a surname, too


class ShortCodeForm(forms.Form):
    code = forms.CharField(
        label="Код с листа",
        max_length=400,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "placeholder": "0000 0000 0000",
                "class": "code",
            }
        ),
    )

    def clean(self) -> dict[str, Any]:
        """`code`: twelve digits, whatever stands between and around them; or `link`: the code of a whole pasted link."""
        typed = self.cleaned_data.get("code", "")
        link = find_code(typed)
        digits = re.sub(r"[^0-9]", "", re.sub(r"[OОoо]", "0", typed))
        if typed and not link and (len(digits) != 12 or re.search(r"[^\W\d_OОoо]", typed)):
            self.add_error(
                "code", f"В коде двенадцать цифр, а здесь «{typed[:20]}». Посмотрите на лист ещё раз."
            )
        return {"code": digits, "link": link}


class AskForm(forms.Form):
    """Who asks to join by a class's link."""

    full_name = LineField(
        label="Фамилия, имя, отчество", max_length=300, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    child_name = LineField(
        label="Фамилия и имя ребёнка",
        max_length=300,
        required=False,
        help_text="Чей вы родитель или представитель",
    )
    phone = PhoneField(
        foreign=True, label="Телефон", required=False, help_text="Если хотите: так школе проще вас узнать",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if role == "parent":
            self.fields["child_name"].required = True
        else:
            del self.fields["child_name"]
        self.is_pupil = role == "pupil"
        if self.is_pupil:
            self.fields["phone"].help_text = "Если хочешь: так школе проще тебя узнать"

    def add_error(self, field: str | None, error: Any) -> None:
        """A pupil is told as a pupil what is wrong."""
        if self.is_pupil and isinstance(error, forms.ValidationError) and not hasattr(error, "error_dict"):
            error = forms.ValidationError([familiar(words) for words in error.messages])
        super().add_error(field, error)

    def clean_full_name(self) -> str:
        return _people_name(self.cleaned_data["full_name"], "ФИО")

    def clean_child_name(self) -> str:
        return _people_name(self.cleaned_data["child_name"], "Имя ребёнка")


class ReturnForm(AskForm):
    """Who asks to come back by a class's link: the names as they stood in the request."""

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, role=role, **kwargs)
        del self.fields["phone"]


def _people_name(text: str, what: str) -> str:
    words = fold_name(text).split()
    if words and words[0].lower().rstrip(":") in NO_NAMES:
        raise forms.ValidationError(
            f"{what} «{text[:40]}»: напишите без слова «{words[0]}», фамилию первой: «Иванова Мария Петровна»."
        )
    if len(words) < 2:
        raise forms.ValidationError(f"{what} «{text[:40]}»: напишите хотя бы фамилию и имя.")
    if len(words) > 6:
        raise forms.ValidationError(f"{what}: слишком много слов. Напишите одного человека.")
    return refused(lambda: " ".join(clean_name(word, what=what, field="full_name") for word in words))
