"""Filter sets of lists, once for page and API: what may be asked, how a page draws it, what is wrong."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.forms.utils import flatatt
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from core import clock
from core.forms import DayField, SearchField
from core.numbers import MAX_ROW
from core.web import query_with


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": MAX_ROW})
class RowFilter(filters.NumberFilter):
    """The number of a row. `rows(access)` are those that a page offers in its select, by their `title`."""

    field_class = forms.IntegerField

    def __init__(
        self,
        *,
        rows: Callable[[Any], QuerySet[Any]] | None = None,
        empty_label: str = "Все",
        **options: Any,
    ) -> None:
        super().__init__(min_value=1, max_value=MAX_ROW, **options)
        self.rows, self.empty_label = rows, empty_label


class PlainSelect(forms.Select):
    """A select whose options are written at once: Django renders a template for each, which a school of many classes feels."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, SafeString(" selected") if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        written = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", written, options)


class TextFilter(filters.CharFilter):
    """What somebody typed to find rows by: folded."""

    field_class = SearchField


class DayFilter(filters.DateFilter):
    """One end of a period over a moment: from the midnight of its day, or (`last`) to the end of it."""

    field_class = DayField

    def __init__(self, *, last: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.last = last

    def filter(self, rows: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if value is None:
            return rows
        if self.last:
            return rows.filter(**{f"{self.field_name}__lt": clock.midnight(value + timedelta(days=1))})
        return rows.filter(**{f"{self.field_name}__gte": clock.midnight(value)})


class PeriodForm(forms.Form):
    """The form (`Meta.form`) of a filter set with two DayFilters; an empty day is from the beginning, or to this day."""

    begins, ends = "since", "until"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get(self.begins), data.get(self.ends)
        if first and last and first > last:
            self.add_error(self.ends, f"Конец периода ({last:%d.%m.%Y}) раньше начала ({first:%d.%m.%Y}).")
        return data


@dataclass(frozen=True)
class Tab:
    """A button over a list that narrows it to one value; `count` is None where nobody counted."""

    label: str
    count: int | None
    address: str
    current: bool


class SchoolFilterSet(filters.FilterSet):
    """A list's filters. The API refuses a wrong value with 400; on a page it narrows nothing, and `tells` has it told.

    `shown`: the filters that a page draws as a form, in this order; `tab`: the one it draws as buttons.
    `other_names`: names that addresses of pages have for a filter besides its own.
    """

    shown: ClassVar[tuple[str, ...]] = ()
    tab: ClassVar[str] = ""
    tells: ClassVar[bool] = False
    other_names: ClassVar[dict[str, str]] = {"class": "school_class"}
    # What a page's fields have besides: {filter: {attribute of the element: its value}}.
    widgets: ClassVar[dict[str, dict[str, Any]]] = {}

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        super().__init__(self._by_own_names(data), *args, **options)

    @classmethod
    def of_page(cls, request: HttpRequest, rows: QuerySet[Any]) -> Self:
        """The filters as the address of a page asks them."""
        data = request.GET.copy()
        for name, values in [] if cls.tells else list(data.lists()):
            data.setlist(name, [value.replace("\x00", "") for value in values])
        data = cls._by_own_names(data)
        cls.assume(data)
        return cls(data, rows, request=request)

    @classmethod
    def assume(cls, data: QueryDict) -> None:
        """Set in `data` what a page means when its address does not say it."""

    @classmethod
    def _by_own_names(cls, data: Any) -> Any:
        if data is None or not any(name in data for name in cls.other_names):
            return data
        data = data.copy()
        for other, name in cls.other_names.items():
            if other in data and name in cls.base_filters and other not in cls.base_filters:
                data.setdefault(name, data[other])
        return data

    def value(self, name: str) -> Any:
        """What is asked of a filter; "" when nothing, or nothing that is understood."""
        value = self._asked.get(name)
        return "" if value is None else value

    @property
    def _asked(self) -> dict[str, Any]:
        """The understood values by filter; reading the errors is what makes the form understand them."""
        return self.form.cleaned_data if self.is_bound and self.errors is not None else {}

    def refuse(self, *names: str) -> None:
        """404 when the address asks something of these filters that they do not know."""
        if any(name in self.errors for name in names):
            raise Http404

    def row(self, name: str, rows: QuerySet[Any]) -> Any:
        """The row that a RowFilter names, of those given, or None; 404 for another."""
        self.refuse(name)
        return get_object_or_404(rows, pk=self.value(name)) if self.value(name) else None

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked at all."""
        return any(value not in (None, "") for value in self._asked.values())

    def narrowed_besides(self, drop: Iterable[str] = ()) -> bool:
        """Whether anything is asked but by the buttons and `drop`: whether `without_tab` leaves any row out."""
        return any(
            value not in (None, "") for name, value in self._asked.items() if name not in {self.tab, *drop}
        )

    def without_tab(self, drop: Iterable[str] = ()) -> QuerySet[Any]:
        """The rows by all filters but the buttons', and those that the buttons `drop` from their addresses: what they count."""
        if any(name in self.data for name in drop):
            data = self.data.copy()
            for name in drop:
                data.pop(name, None)
            return type(self)(data, self.queryset, request=self.request).without_tab()
        rows = self.queryset.all()
        for name, value in self._asked.items():
            if name != self.tab:
                rows = self.filters[name].filter(rows, value)
        return rows

    def tabs(
        self,
        labels: Iterable[tuple[str, str]],
        counts: Mapping[str, int] | None,
        *,
        hide_empty: bool = False,
        drop: Iterable[str] = (),
    ) -> list[Tab]:
        """The buttons of `tab`, an empty value for all; `hide_empty` leaves out what no row has, `drop` other filters.

        `counts` is None where nobody counted.
        """
        names = {*drop, *(other for other, name in self.other_names.items() if name == self.tab)}
        chosen = self.value(self.tab)
        return [
            Tab(
                label=capfirst(label),
                count=None if counts is None else counts.get(value, 0),
                address=query_with(self.request.GET, **dict.fromkeys(names), **{self.tab: value}),
                current=value == chosen,
            )
            for value, label in labels
            if not hide_empty or not value or value == chosen or (counts or {}).get(value)
        ]

    @cached_property
    def drawn(self) -> list[BoundField]:
        """The fields of the page's form, without ids of their own: the page may have others of these names."""
        self.form.auto_id = False
        return [self._drawn(name) for name in self.shown]

    @property
    def told(self) -> list[str]:
        """What is wrong with what was asked; what would be said of two fields alike is said of each by its name."""
        wrong = [(name, words) for name, errors in self.form.errors.items() for words in errors]
        alike = Counter(words for _, words in wrong)
        return [
            words if alike[words] < 2 else f"«{capfirst(self.filters[name].label)}»: {words}"
            for name, words in wrong
        ]

    @property
    def kept(self) -> list[tuple[str, Any]]:
        """What the page's form sends along unseen: the chosen button."""
        return [(self.tab, self.value(self.tab))] if self.tab and self.value(self.tab) else []

    def _drawn(self, name: str) -> BoundField:
        asked, field = self.filters[name], self.form.fields[name]
        attrs = {"aria-label": capfirst(asked.label), **self.widgets.get(name, {})}
        if isinstance(asked, RowFilter) and asked.rows:
            rows = asked.rows(self.request.access).values_list("pk", "title")
            choices = [("", asked.empty_label), *rows]
        elif isinstance(asked, filters.ChoiceFilter):
            choices = [(value, capfirst(label)) for value, label in field.choices]
        elif isinstance(asked, filters.DateFilter):
            field.widget = DayField().widget
            field.widget.attrs |= {"class": "form-control", **attrs}
            return self.form[name]
        else:
            field.widget = forms.TextInput({"type": "search", "class": "form-control", **attrs})
            return self.form[name]
        field.widget = PlainSelect({"class": "form-select", "data-autosubmit": True, **attrs}, choices)
        return self.form[name]
