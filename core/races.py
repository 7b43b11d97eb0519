"""A race that a constraint decided: IntegrityError becomes Conflict, in the words that the constraint's room has for it.

Each room says in `CONFLICTS` of its `texts.py` what a person is told: {name of the constraint, or "table.column" of a
unique column: sentence}. Services that know more catch the error themselves; this is the net under all of them.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec

import structlog
from django.apps import apps
from django.db import IntegrityError, models

from core.errors import Conflict

log = structlog.get_logger(__name__)
CHANGED_MEANWHILE = "Пока страница была открыта, это изменил кто-то другой. Обновите страницу и повторите."
_SQLITE = re.compile(
    r"(?:UNIQUE|CHECK) constraint failed: (?:index ')?(?P<what>[\w., ]+)|rows overlap: (?P<name>\w+)"
)
_NOT_NULL = "23502"


def conflict_of(error: IntegrityError) -> Conflict | None:
    """What to answer to a race lost in the table; None for a column left empty, which is a mistake of ours."""
    names = _names(error)
    if names is None:
        return None
    known = next((name for name in names if name in sentences()), "")
    log.warning("race_decided_by_constraint", constraint=known or ", ".join(names))
    return Conflict(sentences().get(known, CHANGED_MEANWHILE))


@cache
def sentences() -> dict[str, str]:
    """{constraint: sentence} of all rooms."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.texts"
        if find_spec(name) is not None:
            found |= getattr(import_module(name), "CONFLICTS", {})
    return found


def constraints_of(model: type[models.Model]) -> Iterator[str]:
    """The names under which the constraints of a model stand in `CONFLICTS`."""
    yield from (constraint.name for constraint in model._meta.constraints)
    yield from (
        f"{model._meta.db_table}.{field.column}"
        for field in model._meta.local_concrete_fields
        if field.unique and not field.primary_key
    )


def _names(error: IntegrityError) -> list[str] | None:
    """The constraint that was broken, by every name it may have; None where a column was left empty."""
    cause = error.__cause__ or error
    diagnosis = getattr(cause, "diag", None)
    if diagnosis is not None:
        if getattr(cause, "pgcode", "") == _NOT_NULL:
            return None
        name = diagnosis.constraint_name or ""
        return [name, *_columns_of_index(diagnosis.table_name or "", name)]
    text = str(cause)
    if text.startswith("NOT NULL"):
        return None
    found = _SQLITE.search(text)
    if found is None:
        return []
    if found["name"]:
        return [found["name"]]
    return [found["what"], *_of_columns(found["what"].split(", "))]


def _columns_of_index(table: str, name: str) -> list[str]:
    """PostgreSQL names a unique column's constraint «table_column_hash_uniq» or «table_column_key»."""
    columns = [
        str(field.column)
        for model in apps.get_models()
        if model._meta.db_table == table
        for field in model._meta.local_concrete_fields
    ]
    ending = r"(key|uniq|[0-9a-f]{8}_uniq)"
    return [
        f"{table}.{column}"
        for column in columns
        if re.fullmatch(f"{re.escape(table)}_{re.escape(column)}_{ending}", name)
    ]


def _of_columns(columns: list[str]) -> list[str]:
    """SQLite names the columns: the constraints of that table that stand over just these."""
    table = columns[0].partition(".")[0]
    wanted = {column.partition(".")[2] for column in columns}
    return [
        constraint.name
        for model in apps.get_models()
        if model._meta.db_table == table
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        and {getattr(model._meta.get_field(name), "column", "") for name in constraint.fields} == wanted
    ]
