"""By what the lists of links and requests may be narrowed, on pages and in the API."""

from datetime import datetime
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.functional import cached_property
from django_filters import rest_framework as filters

from core import clock
from core.filters import DayFilter, PeriodForm, RowFilter, SchoolFilterSet, TextFilter
from invitations.models import Invitation, JoinRequest, is_not_handed
from invitations.selectors import links as selectors
from invitations.selectors import requests
from invitations.selectors.coverage import ROLES as GROUPS
from invitations.selectors.makers import of_makers_gone
from invitations.texts import PRESENCES


class InvitationFilter(SchoolFilterSet):
    """`state` is true by the clock at `now`, `status` is what was last written."""

    state = filters.ChoiceFilter(choices=selectors.BOXES, method="in_box", label="состояние сейчас")
    status = filters.ChoiceFilter(choices=Invitation.Status.choices)
    kind = filters.ChoiceFilter(choices=Invitation.Kind.choices)
    q = TextFilter(method="search", label="имя, ссылка или код с листа")
    school_class = RowFilter(label="класс", empty_label="Все классы", rows=selectors.classes_with_links)
    role = filters.ChoiceFilter(choices=Invitation.Role.choices, label="роль", empty_label="Все роли")
    handed = filters.ChoiceFilter(
        choices=[("no", "не передана"), *Invitation.Way.choices],
        method="handed_over",
        label="как передана",
        empty_label="Переданы и нет",
    )
    maker = filters.ChoiceFilter(
        choices=[("gone", "сделавшего больше нет")],
        method="of_maker",
        label="кто отвечает",
        empty_label="Кто бы ни отвечал",
    )
    person = RowFilter()

    tab: ClassVar = "state"

    @property
    def shown(self) -> tuple[str, ...]:  # type: ignore[override]  # seldom asked for
        names = ("q", "school_class", "role", "handed")
        return (*names, "maker") if self.value("maker") else names

    widgets: ClassVar = {"q": {"placeholder": "Имя или код", "maxlength": selectors.MAX_QUERY}}

    @classmethod
    def assume(cls, data: QueryDict) -> None:
        """The working ones, unless something is searched for."""
        if not data.get("state"):
            data["state"] = "all" if data.get("q", "").strip() else Invitation.Status.ACTIVE

    @cached_property
    def now(self) -> datetime:
        return clock.now()

    def in_box(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(selectors.box(value, self.now))

    def handed_over(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(is_not_handed()) if value == "no" else rows.filter(handed_how=value)

    def of_maker(self, rows: Any, name: str, value: str) -> Any:
        return of_makers_gone(rows, clock.day_of(self.now))

    def search(self, rows: Any, name: str, value: str) -> Any:
        return selectors.matching(rows, value)


class JoinRequestFilter(SchoolFilterSet):
    status = filters.ChoiceFilter(
        choices=[*JoinRequest.Status.choices, (requests.CHILDLESS, "ребёнок не записан")], method="in_box"
    )
    role = filters.ChoiceFilter(choices=Invitation.Role.choices)
    school_class = RowFilter()

    tab: ClassVar = "status"
    other_names: ClassVar = {**SchoolFilterSet.other_names, "state": "status"}

    @classmethod
    def assume(cls, data: QueryDict) -> None:
        data.setdefault("status", JoinRequest.Status.NEW)

    def in_box(self, rows: Any, name: str, value: str) -> Any:
        return requests.childless(rows) if value == requests.CHILDLESS else rows.filter(status=value)


class CoverageFilter(SchoolFilterSet):
    """Places in classes by role and by how far they have come: the rows behind every figure of coverage."""

    state = filters.ChoiceFilter(
        choices=PRESENCES, field_name="presence", label="как далеко", empty_label="Все"
    )
    role = filters.ChoiceFilter(choices=GROUPS, label="кто", empty_label="Все роли")
    school_class = RowFilter(label="класс", empty_label="Все классы", rows=selectors.classes_with_links)

    tab: ClassVar = "state"
    shown: ClassVar = ("role", "school_class")


class _Days(PeriodForm):
    begins, ends = "first", "last"


class AnnulledFilter(SchoolFilterSet):
    """The register of annulled links, by the days on which they were; a wrong day is told."""

    first = DayFilter(field_name="annulled_at", label="с")
    last = DayFilter(field_name="annulled_at", last=True, label="по")

    shown: ClassVar = ("first", "last")
    tells: ClassVar = True

    class Meta:
        form = _Days
