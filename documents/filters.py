"""By what the list of orders may be narrowed."""

from typing import ClassVar

from django_filters import rest_framework as filters

from core.filters import SchoolFilterSet
from documents.models import Order


class OrderFilter(SchoolFilterSet):
    status = filters.ChoiceFilter(choices=Order.Status.choices)

    tab: ClassVar = "status"
