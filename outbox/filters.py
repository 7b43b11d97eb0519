"""By what the list of letters may be narrowed."""

from typing import ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from core.filters import SchoolFilterSet
from outbox.models import Message
from outbox.selectors import NEEDS_A_PERSON


class MessageFilter(SchoolFilterSet):
    DECIDE = "decide"
    status = filters.ChoiceFilter(
        choices=[(DECIDE, "ждут решения"), *Message.Status.choices], method="by_status", label="состояние"
    )

    tab: ClassVar = "status"

    def by_status(self, rows: QuerySet[Message], name: str, value: str) -> QuerySet[Message]:
        return rows.filter(status__in=NEEDS_A_PERSON if value == self.DECIDE else [value])
