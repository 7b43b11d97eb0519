"""One statement for many rows, and which rows it was: UPDATE … RETURNING, the same on PostgreSQL and SQLite."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, transaction
from django.db.models import Q, QuerySet
from django.db.models.sql import UpdateQuery


def update_returning(queryset: QuerySet[Any], only_if: Q, **changes: Any) -> list[int]:
    """Write `changes` into the rows of `queryset` that fulfil `only_if`; the ids of those written, in order.

    `only_if` must ask of the table's own columns. It stands in the WHERE of the UPDATE itself, so that a row which
    somebody else changed while this statement waited for it is judged anew. So do the other conditions of a plain
    queryset. One with joins, a slice or select_for_update() becomes a subquery of the same statement: what it asks of
    other tables is answered as of the statement's beginning, and its rows are locked in its own order first.
    """
    if not _is_plain(queryset):
        narrowed = queryset if queryset.query.is_sliced else queryset.filter(only_if)
        queryset = queryset.model._base_manager.using(queryset.db).filter(pk__in=narrowed.values("pk"))
    rows: Any = queryset.filter(only_if)
    rows._for_write = True
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(changes)
    query.annotations = {}
    query.clear_ordering(force=True)
    try:
        statement, params = query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return []
    connection = connections[rows.db]
    key = connection.ops.quote_name(rows.model._meta.pk.column)
    with transaction.mark_for_rollback_on_error(rows.db), connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING {key}", params)
        return sorted(pk for (pk,) in cursor.fetchall())


def _is_plain(queryset: QuerySet[Any]) -> bool:
    """Whether the conditions ask of one table only and can stand in the WHERE of an UPDATE as they are."""
    query = queryset.query
    locks = query.select_for_update and connections[queryset.db].features.has_select_for_update
    special = query.is_sliced or query.distinct or query.combinator or query.group_by is not None or locks
    return not special and query.count_active_tables() <= 1
