"""Effective dates: `valid_from` and `valid_to`, both included; no `valid_to` is «until further notice»."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

# The condition, also of the constraints, that a row's dates are in order: one of other dates never held.
IN_ORDER = Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from"))


def in_force_q(day: date, through: str = "") -> Q:
    """The condition that a dated row holds on `day`; `through` leads to it over a join («enrolments__»)."""
    begun = Q(**{f"{through}valid_from__lte": day})
    return begun & (Q(**{f"{through}valid_to": None}) | Q(**{f"{through}valid_to__gte": day}))


def in_force_now_q(dates: Mapping[date, Collection[str]]) -> Q:
    """The condition that a dated row of any school holds on the date that it is there; `dates` of `clock.dates_of`."""
    found = Q(pk=None)
    for day, zones in dates.items():
        found |= in_force_q(day) & Q(organization__time_zone__in=zones)
    return found


def holds(day: date, valid_from: date | None, valid_to: date | None) -> bool:
    """The same of two dates that are at hand; no first day is no row."""
    return valid_from is not None and valid_from <= day and (valid_to is None or day <= valid_to)


def outlasts_q(day: date) -> Q:
    """The condition that a dated row would hold after `day` too."""
    return Q(valid_to=None) | Q(valid_to__gt=day)


class DatedQuerySet(models.QuerySet[Any]):
    """Questions that every table of dated rows answers alike."""

    def in_force(self, day: date) -> Self:
        """Rows that hold on `day`."""
        return self.filter(in_force_q(day))

    def unended(self) -> Self:
        """Rows without a last day, whether they have begun or not: what the unique constraints count."""
        return self.filter(valid_to=None)

    def lasting(self, day: date) -> Self:
        """Rows that are not over by `day`, whether they have begun or not."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def beginning_after(self, day: date) -> Self:
        """Rows that have not begun by `day`."""
        return self.filter(valid_from__gt=day)

    def overlapping(self, first: date, last: date) -> Self:
        """Rows that hold on one day at least from `first` to `last`, both included."""
        return self.lasting(first).filter(valid_from__lte=last)

    def begun_once(self) -> Self:
        """Rows that held on one day at least, or will: not those that were ended before they began."""
        return self.filter(IN_ORDER)

    def latest_first(self) -> Self:
        """Rows without a last day before those that ended, the later ones first."""
        return self.order_by(models.F("valid_to").desc(nulls_first=True), "-valid_from", "pk")


def is_in_force(row: Any, day: date) -> bool:
    """The same answer as `in_force(day)` gives, for a row at hand."""
    return row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)


def is_over(row: Any, day: date) -> bool:
    """Whether a row at hand has had its last day before `day`: the opposite of `lasting(day)`."""
    return row.valid_to is not None and row.valid_to < day


def outlasts(row: Any, day: date) -> bool:
    """The same answer as `outlasts_q(day)` gives, for a row at hand."""
    return row.valid_to is None or row.valid_to > day


def is_unended(row: Any) -> bool:
    """The same answer as `unended()` gives, for a row at hand."""
    return row.valid_to is None


DatedManager = models.Manager.from_queryset(DatedQuerySet)


def eve_of(day: date) -> date:
    """The last day of what another row replaces from `day` on."""
    return day - timedelta(days=1)
