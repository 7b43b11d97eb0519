"""Whose parent somebody is: a pupil of the classes in which they have a parent's place."""

from typing import Any

from django import forms

from core import clock
from orgstructure.models import Enrolment, Guardianship, Person
from orgstructure.pasted.questions import contradicts

Role = Enrolment.Role
NOT_OF_THEM = "Этого ученика нет в классах, где состоит родитель. Выберите из списка."


class ChildForm(forms.Form):
    """`child` is offered of the classes of `parent` today, but for who is theirs already; the value is a Person.

    `relation` is offered as the sex of the parent has it: no mother of a man's name.
    """

    child = forms.ChoiceField(
        label="Ребёнок",
        error_messages={"required": "Выберите ребёнка.", "invalid_choice": NOT_OF_THEM},
        help_text="Ребёнок из другого класса: откройте его карточку и нажмите «Добавить родителя».",
    )
    relation = forms.ChoiceField(
        label="Кем приходится",
        error_messages={
            "required": "Выберите, кем приходится ребёнку.",
            "invalid_choice": "Выберите, кем приходится ребёнку, из списка.",
        },
    )

    def __init__(self, *args: Any, parent: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Enrolment.objects.in_force(clock.today())
        classes = places.filter(person=parent, role=Role.PARENT).values("school_class")
        self.school_class = classes.values_list("school_class", flat=True).order_by("pk").first()
        pupils = places.filter(school_class__in=classes, role=Role.PUPIL)
        if not self.is_bound:  # a second press is told that it is written already
            theirs = Guardianship.objects.unended().filter(guardian=parent).values("pupil")
            pupils = pupils.exclude(person__in=theirs)
        rows = pupils.select_related("person", "school_class").order_by("person__search_name", "pk")
        self.pupils = {str(row.person_id): row.person for row in rows}
        named = [(str(row.person_id), f"{row.person} · {row.school_class}") for row in rows]
        kin = [
            (value, word)
            for value, word in Guardianship.Relation.choices
            if not contradicts(value, parent.full_name, parent.gender)
        ]
        self.fields["relation"].choices = [("", "Выберите"), *kin]  # type: ignore[attr-defined]
        self.fields["child"].choices = [("", "Выберите"), *named]  # type: ignore[attr-defined]

    def clean_child(self) -> Person:
        return self.pupils[self.cleaned_data["child"]]
