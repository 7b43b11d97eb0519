"""What was typed of a thing and must not outlive it: a case form of a name, a phone of the person chosen before.

Whoever changes what is described (another person in an order, another patronymic of a person) and leaves the words about it
as they stood, has not typed them of the new one. Forms and services ask the same function.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.http import QueryDict


def outlived(
    before: Mapping[str, Any], after: Mapping[str, Any], follows: Mapping[str, Collection[str]]
) -> list[str]:
    """The names of values that stand as before although what they describe is another now.

    `follows`: {value: what it describes}, {"gender": ("patronymic",)}. An empty value outlives nothing, and what was not
    there before described nothing.
    """
    return [
        name
        for name, described in follows.items()
        if name in after
        and after[name]
        and after[name] == before.get(name)
        and any(before.get(one) and before[one] != after.get(one) for one in described)
    ]


class FollowingForm(forms.Form):
    """A form whose fields in `follows` are about the choice in another field.

    A hidden field carries what was shown last, so that it is known which values are of the former choice: they are emptied,
    in what is saved and in what is shown again.
    """

    follows: Mapping[str, Collection[str]] = {}
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {*self.follows, *(name for described in self.follows.values() for name in described)}
        self.before: dict[str, str] = {}
        if self.is_bound:
            self.before = _read(self.data.get("shown", ""))
            now = {name: self.data.get(name, "") for name in names}
            self.retype(dict.fromkeys(outlived(self.before, now, self.follows), ""))
        else:
            now = {name: str(self.initial.get(name) or "") for name in names}
            self.initial["shown"] = json.dumps(now, ensure_ascii=False)

    def retype(self, values: Mapping[str, str]) -> None:
        """Put other values into what was typed: they are what is read from here on, and what the page shows again."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in values.items():
            data[name] = value
        names = {*self.follows, *(name for described in self.follows.values() for name in described)}
        data["shown"] = json.dumps({name: data.get(name, "") for name in names}, ensure_ascii=False)
        self.data = data


def _read(text: str) -> dict[str, str]:
    """What the hidden field holds; nothing of what is no such field."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
