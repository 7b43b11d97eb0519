"""Bulk statements: one for many rows, and which rows it was: UPDATE … RETURNING and INSERT … SELECT.

Compiled from querysets, the same on PostgreSQL and SQLite.
"""

import json
import re
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models, transaction
from django.db.models import Aggregate, CharField, Expression, Func, JSONField, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.db.models.sql import UpdateQuery

FEW = 100


def update_returning(queryset: QuerySet[Any], only_if: Q, **changes: Any) -> list[int]:
    """Write `changes` into the rows of `queryset` that fulfil `only_if`; the ids of those written, in order.

    `only_if` must ask of the table's own columns. It stands in the WHERE of the UPDATE itself, so that a row which
    somebody else changed while this statement waited for it is judged anew. So do the other conditions of a plain
    queryset. One with joins, a slice or select_for_update() becomes a subquery of the same statement: what it asks of
    other tables is answered as of the statement's beginning, and its rows are locked in its own order first (in a
    transaction of this statement's own where the caller has none).
    """
    locks = queryset.query.select_for_update
    if not _is_plain(queryset):
        narrowed = queryset if queryset.query.is_sliced else queryset.filter(only_if)
        queryset = queryset.model._base_manager.using(queryset.db).filter(pk__in=narrowed.values("pk"))
    rows: Any = queryset.filter(only_if)
    rows._for_write = True
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(changes)
    query.annotations = {}
    query.clear_ordering(force=True)
    with transaction.atomic(rows.db, savepoint=False) if locks else nullcontext():
        return _written(rows, query)


def _written(rows: QuerySet[Any], query: Any) -> list[int]:
    """The ids that this UPDATE wrote. Django compiles a locking subquery inside a transaction only."""
    try:
        statement, params = query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return []
    return _ids(rows.db, f"{statement} {_returning(rows.model, rows.db)}", params)


def insert_from(model: type[models.Model], queryset: QuerySet[Any], columns: Mapping[str, Any]) -> int:
    """Insert a row of `model` for each row of `queryset`: {field: a value, or an expression over the queryset's row}.

    Written in the queryset's order (by key where it has none). Returns how many.
    """
    try:
        using, statement, params = _insert(model, queryset, columns)
    except EmptyResultSet:
        return 0
    with transaction.mark_for_rollback_on_error(using), connections[using].cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount


def insert_new_from(
    model: type[models.Model], queryset: QuerySet[Any], columns: Mapping[str, Any]
) -> list[int]:
    """As `insert_from`, passing over what a unique constraint refuses; the ids of the rows that are new, in order."""
    try:
        using, statement, params = _insert(model, queryset, columns)
    except EmptyResultSet:
        return []
    return _ids(using, f"{statement} ON CONFLICT DO NOTHING {_returning(model, using)}", params)


def check_references() -> None:
    """IntegrityError now, and not at the commit, where a row of this transaction is left pointing at nothing.

    Only PostgreSQL waits for the commit while others write; SQLite lets nobody else write meanwhile.
    """
    if connection.vendor == "postgresql":
        connection.check_constraints()


def among(ids: Collection[int]) -> Any:
    """What stands after `pk__in=` for many ids: one parameter, whatever their number; a few are listed as they are."""
    return ids if len(ids) < FEW else _Ids(ids)


class _Ids(Expression):
    """Ids as a subquery of one parameter: thousands of placeholders take longer than the rows they find."""

    output_field = models.BigIntegerField()

    def __init__(self, ids: Collection[int]) -> None:
        super().__init__()
        self.ids = list(ids)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return "(SELECT value FROM json_each(%s))", [json.dumps(self.ids)]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return "(SELECT unnest(%s::bigint[]))", [self.ids]


class Word(Expression):
    """A state in a filter, written into the SQL itself: only so does SQLite see that a partial index fits.

    `filter(status=Word("active"))` is served by an index whose condition is `Q(status="active")`.
    """

    output_field = models.CharField()

    def __init__(self, word: str) -> None:
        super().__init__()
        if not re.fullmatch(r"[a-z_]+", word):
            raise ValueError("A constant in SQL is a plain word.")
        self.word = str(word)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return f"'{self.word}'", []


def json_object(values: Mapping[str, Any]) -> Any:
    """An expression for a JSONField: {key: a JSON value, or an expression over the row}."""
    if not any(hasattr(value, "resolve_expression") for value in values.values()):
        return Value(dict(values), JSONField())
    return JSONObject(
        **{
            key: value if hasattr(value, "resolve_expression") else _JsonConstant(Value(value, JSONField()))
            for key, value in values.items()
        }
    )


class _JsonConstant(Func):
    """A constant that is put into a JSON object as JSON: SQLite would take its text for a string."""

    function = "JSON"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)::jsonb", **context)


def _insert(
    model: type[models.Model], queryset: QuerySet[Any], columns: Mapping[str, Any]
) -> tuple[str, str, tuple[Any, ...]]:
    """The database, the statement without what follows it, and its parameters."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    places = {
        f"column_{n}": _expression(*pair) for n, pair in enumerate(zip(fields, columns.values(), strict=True))
    }
    if not queryset.query.order_by:
        queryset = queryset.order_by("pk")
    rows: Any = queryset.all()
    rows._for_write = True
    using = rows.db
    rows = rows.annotate(**places).values_list(*places)
    selection, params = rows.query.get_compiler(using).as_sql()
    quote = connections[using].ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    return using, f"INSERT INTO {quote(model._meta.db_table)} ({names}) {selection}", params  # noqa: S608


def _expression(field: Any, value: Any) -> Any:
    if hasattr(value, "resolve_expression"):
        return value
    target = field.target_field if field.is_relation else field
    return Value(value.pk if isinstance(value, models.Model) else value, target)


def _returning(model: type[models.Model], using: str) -> str:
    key: Any = model._meta.pk
    return f"RETURNING {connections[using].ops.quote_name(key.column)}"


def _ids(using: str, statement: str, params: Any) -> list[int]:
    with transaction.mark_for_rollback_on_error(using), connections[using].cursor() as cursor:
        cursor.execute(statement, params)
        return sorted(pk for (pk,) in cursor.fetchall())


def _is_plain(queryset: QuerySet[Any]) -> bool:
    """Whether the conditions ask of one table only and can stand in the WHERE of an UPDATE as they are."""
    query = queryset.query
    locks = query.select_for_update and connections[queryset.db].features.has_select_for_update
    special = query.is_sliced or query.distinct or query.combinator or query.group_by is not None or locks
    return not special and query.count_active_tables() <= 1


class JoinedText(Aggregate):
    """The texts of a group in one, with commas between."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ', ')"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)
