"""By what the register of chats may be narrowed, on its page and in the API."""

from typing import ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from chats import rules
from chats.models import Chat
from core.filters import RowFilter, SchoolFilterSet
from orgstructure.models import SchoolClass
from orgstructure.selectors import classes_for


class ChatFilter(SchoolFilterSet):
    kind = filters.ChoiceFilter(
        choices=[*Chat.Kind.choices, (rules.BESIDES, "предметы и другие")],
        method="of_kind",
        label="вид чата",
        empty_label="Все виды",
    )
    status = filters.ChoiceFilter(choices=Chat.Status.choices)
    school_class = RowFilter(
        label="класс",
        empty_label="Все классы",
        rows=lambda access: classes_for(access).filter(kind=SchoolClass.Kind.STUDY),
    )

    tab: ClassVar = "status"
    shown: ClassVar = ("kind", "school_class")

    def of_kind(self, rows: QuerySet[Chat], name: str, value: str) -> QuerySet[Chat]:
        return rows.filter(kind__in=rules.OF_LESSONS if value == rules.BESIDES else [value])
