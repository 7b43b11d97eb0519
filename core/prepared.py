"""Prepared queries: the SQL is built once, for what strangers open by the thousand and for what every page asks.

Django builds the SQL of a query anew each time, which takes longer than the database needs to answer it: of the page
of a link it was two thirds. Here the queryset is written as everywhere and compiled once a thread.
"""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators
from django_scopes import scopes_disabled

from core import clock

Row = TypeVar("Row")
# Stand for the values while the SQL is built: no key of ours is so large, no day and no moment of ours so far.
_MARK = 2**62
_DAY = date(9998, 12, 31)
_MOMENT = datetime(9998, 12, 31, 12, tzinfo=UTC)
_NEXT = timedelta(days=1)


class Prepared(Generic[Row]):
    """`build(when, *keys)` gives the queryset for a day and keys that are bigints; it may use select_related and annotate,
    and the day after, or be of values_list. With `by_moment` it is asked for a moment instead of a day, and may use the
    moment's day.

    It runs outside every school's scope: what it filters by must already belong to one row. No more than `limit` rows.
    """

    def __init__(
        self, keys: int, build: Callable[..., QuerySet[Any]], limit: int = 1, *, by_moment: bool = False
    ) -> None:
        self._keys, self._build, self._limit, self._local = keys, build, limit, threading.local()
        self._mark = _MOMENT if by_moment else _DAY

    def first(self, when: date, *keys: int) -> Row | None:
        """The first row for these keys on a day (or at a moment), or None; one query."""
        return next(iter(self.all(when, *keys)), None)

    def all(self, when: date, *keys: int) -> list[Row]:
        """The rows for these keys on a day (or at a moment); one query."""
        if not hasattr(self._local, "plan") or self._local.plan.vendor != connection.vendor:
            self._local.plan = _Plan(self._build, self._mark, self._keys, self._limit)
        return self._local.plan.all(when, keys)


class _Plan:
    def __init__(self, build: Callable[..., QuerySet[Any]], mark: date, keys: int, limit: int) -> None:
        self.vendor, self.mark = connection.vendor, mark
        self.day = clock.day_of(mark) if isinstance(mark, datetime) else None
        with scopes_disabled():
            query = build(mark, *(_MARK + n for n in range(keys)))[:limit].query
        compiler = query.get_compiler(connection=connection)
        self.sql, self.params = compiler.as_sql()
        self.extra = compiler.annotation_col_map
        self.converters = compiler.get_converters([column[0] for column in compiler.select])
        self.convert = compiler.apply_converters
        info: Any = compiler.klass_info
        self.model = info and info["model"]
        if info is None:  # values_list
            return
        places = info["select_fields"]
        self.fields = slice(places[0], places[-1] + 1)
        self.names = [column[0].target.attname for column in compiler.select[self.fields]]
        self.related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]  # newer stubs

    def all(self, when: date, keys: tuple[int, ...]) -> list[Any]:
        known = {_MARK + n: key for n, key in enumerate(keys)}
        known |= {_written(self.mark + later): _written(when + later) for later in (timedelta(0), _NEXT)}
        if self.day is not None:
            known[_written(self.day)] = _written(clock.day_of(when))  # type: ignore[arg-type]  # a moment, as the mark
        values = [known.get(param, param) for param in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            rows = cursor.fetchall()
        if self.converters:
            rows = [tuple(row) for row in self.convert(rows, self.converters)]
        return [self._made(row) for row in rows]

    def _made(self, row: tuple[Any, ...]) -> Any:
        if self.model is None:
            return row
        made = self.model.from_db(connection.alias, self.names, row[self.fields])
        for populator in self.related:
            populator.populate(row, made)
        for name, place in (self.extra or {}).items():
            setattr(made, name, row[place])
        return made


def _written(when: date) -> Any:
    """A day or a moment as the database's driver takes it."""
    if isinstance(when, datetime):
        return connection.ops.adapt_datetimefield_value(when)
    return connection.ops.adapt_datefield_value(when)
