"""By what the list of letters may be narrowed."""

from typing import ClassVar

from django_filters import rest_framework as filters

from core.filters import SchoolFilterSet
from outbox.models import Message


class MessageFilter(SchoolFilterSet):
    status = filters.ChoiceFilter(choices=Message.Status.choices)

    tab: ClassVar = "status"
