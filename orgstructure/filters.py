"""By what the lists of classes, people and enrolments may be narrowed, on pages and in the API."""

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django_filters import rest_framework as filters

from core import clock
from core.filters import RowFilter, SchoolFilterSet, TextFilter
from core.names import search_form
from orgstructure.models import Enrolment, Person, PersonQuerySet, SchoolClass
from orgstructure.rules import MAX_GRADE, MIN_GRADE, class_search_title
from orgstructure.selectors import classes_for

MAX_QUERY = 100
LEAST_DIGITS = 4  # fewer are in too many phones to mean one


class ClassFilter(SchoolFilterSet):
    kind = filters.ChoiceFilter(choices=SchoolClass.Kind.choices)
    grade = filters.NumberFilter(min_value=MIN_GRADE, max_value=MAX_GRADE)
    letter = TextFilter()
    title = TextFilter(method="by_title", label="название: 5А, 10 инженерный")

    def by_title(self, rows: QuerySet[SchoolClass], name: str, value: str) -> QuerySet[SchoolClass]:
        return rows.filter(search_title=class_search_title(value))


class PersonFilter(SchoolFilterSet):
    """`q` finds by parts of the name, or by the last digits of a phone for those who may see phones."""

    NOBODY = "nobody"
    kind = filters.ChoiceFilter(
        choices=[*Person.Kind.choices, (NOBODY, "не числится")], method="of_kind", label="кто это сегодня"
    )
    school_class = RowFilter(
        method="in_class",
        label="класс",
        empty_label="Класс: все",
        rows=classes_for,
    )
    state = filters.ChoiceFilter(
        choices=[("joined", "вступили"), ("not_joined", "не вступили")],
        method="by_state",
        label="состояние",
        empty_label="Все",
    )
    q = TextFilter(method="search", label="имя или последние цифры телефона")
    name = TextFilter(method="by_name", label="часть имени")

    tab: ClassVar = "kind"

    @classmethod
    def assume(cls, data: QueryDict) -> None:
        data.setdefault("kind", Person.Kind.STAFF)

    @property
    def shown(self) -> tuple[str, ...]:  # type: ignore[override]  # the staff are in one class, all of them
        names = ("school_class", "state", "q")
        return names[1:] if self.value("kind") == Person.Kind.STAFF else names

    @property
    def widgets(self) -> dict[str, dict[str, Any]]:  # type: ignore[override]
        words = "Имя или телефон" if self.sees_phone else "Имя"
        return {"q": {"placeholder": words, "aria-label": "Имя", "maxlength": MAX_QUERY}}

    @property
    def sees_phone(self) -> bool:
        return bool(self.request.access.can("people.see_phone"))

    def of_kind(self, rows: PersonQuerySet, name: str, value: str) -> PersonQuerySet:
        day = clock.today()
        return rows.of_no_kind(day) if value == self.NOBODY else rows.of_kind(value, day)

    def in_class(self, rows: QuerySet[Person], name: str, value: int) -> QuerySet[Person]:
        return rows.filter(pk__in=self._places().filter(school_class=value).values("person"))

    def by_state(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        """Who has joined, or has not, anywhere; with a class chosen, there."""
        places = self._places()
        if chosen := self.value("school_class"):
            places = places.filter(school_class=chosen)
        joined = places.with_joined(clock.today()).filter(has_joined=value == "joined")
        return rows.filter(Exists(joined.filter(person=OuterRef("pk"))))

    def by_name(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return rows.filter(search_name__contains=search_form(value))

    def search(self, rows: PersonQuerySet, name: str, value: str) -> PersonQuerySet:
        value = value[:MAX_QUERY]
        digits = "".join(ch for ch in value if ch.isdecimal())
        if len(digits) >= LEAST_DIGITS and self.sees_phone:
            return rows.filter(phone__endswith=digits[-10:])
        words = search_form(value).split()
        return rows.called(words).with_name_found(words) if words else rows

    def _places(self) -> Any:
        return Enrolment.objects.in_force(clock.today())


class EnrolmentFilter(SchoolFilterSet):
    role = filters.ChoiceFilter(choices=Enrolment.Role.choices)
    school_class = RowFilter()
    person = RowFilter()
