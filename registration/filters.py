"""By what the operator's board of schools may be narrowed."""

from typing import ClassVar

from django.db.models import Q, QuerySet

from core.filters import SchoolFilterSet, TextFilter
from orgstructure.models import Organization

MAX_QUERY = 100


class SchoolFilter(SchoolFilterSet):
    q = TextFilter(method="search", label="название, ИНН или населённый пункт")

    shown: ClassVar = ("q",)
    widgets: ClassVar = {"q": {"placeholder": "Название, ИНН, населённый пункт", "maxlength": MAX_QUERY}}

    def search(self, rows: QuerySet[Organization], name: str, value: str) -> QuerySet[Organization]:
        for word in value[:MAX_QUERY].split():
            found = Q(inn__startswith=word)
            # SQLite folds the case of Latin letters alone.
            for form in {word, word.lower(), word.upper(), word.capitalize()}:
                found |= (
                    Q(short_name__contains=form) | Q(full_name__contains=form) | Q(locality__contains=form)
                )
            rows = rows.filter(found)
        return rows
