"""By what the list of letters may be narrowed."""

from typing import ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from core.filters import SchoolFilterSet
from outbox.models import Message
from outbox.selectors import NEEDS_A_PERSON, held_q


class MessageFilter(SchoolFilterSet):
    DECIDE, WAIT = "decide", "held"
    status = filters.ChoiceFilter(
        choices=[(DECIDE, "ждут решения"), (WAIT, "ждут почтового сервера"), *Message.Status.choices],
        method="by_status",
        label="состояние",
    )

    tab: ClassVar = "status"

    def by_status(self, rows: QuerySet[Message], name: str, value: str) -> QuerySet[Message]:
        if value == self.WAIT:
            return rows.filter(held_q())
        return rows.filter(status__in=NEEDS_A_PERSON if value == self.DECIDE else [value])
