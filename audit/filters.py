"""By what the journal may be narrowed."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as filters

from audit import selectors, words
from core.filters import DayFilter, PeriodForm, SchoolFilterSet, TextFilter
from core.numbers import row_number


class ObjectField(forms.CharField):
    """A thing as links of other pages write it, "label:number". What is no thing, of an address made by hand, is no filter."""

    def clean(self, value: Any) -> str:
        label, _, pk = str(super().clean(value)).partition(":")
        known = words.kind_of(label) or label.count(".") == 1
        return f"{label}:{pk}" if known and row_number(pk) is not None else ""


class ObjectFilter(filters.CharFilter):
    field_class = ObjectField


class JournalFilter(SchoolFilterSet):
    """Both days of a period are in it. A wrong value is told, and narrows nothing."""

    actor = filters.ModelChoiceFilter(
        queryset=lambda request: selectors.actors(), label="кто", empty_label="Кто угодно"
    )
    group = filters.ChoiceFilter(
        choices=lambda: [(group.key, group.label) for group in words.groups()],
        method="of_group",
        label="что",
        empty_label="Всё",
    )
    since = DayFilter(field_name="at", label="с")
    until = DayFilter(field_name="at", last=True, label="по")
    text = TextFilter(method="mentioning", max_length=100, label="слово")
    object = ObjectFilter(method="about")

    shown: ClassVar = ("actor", "group", "since", "until", "text")
    tells: ClassVar = True
    widgets: ClassVar = {"text": {"placeholder": "Фамилия, класс, номер приказа"}}

    class Meta:
        form = PeriodForm

    @property
    def kept(self) -> list[tuple[str, Any]]:
        """What the page is about stays while it is narrowed further."""
        about = self.value("object")
        return [("object", about)] if about else []

    def of_group(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(verb__in=words.verbs_of(value))

    def about(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        label, _, pk = value.partition(":")
        return rows.filter(object_type__in=words.labels_of(label), object_id=int(pk))

    def mentioning(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(selectors.mentions(value))
