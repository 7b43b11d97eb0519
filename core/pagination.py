"""Keyset pagination (cursors): a page is found by its first row and not by its number, so each costs the same."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page; `next` and `previous` are cursors for the `after`/`before` parameter, or None."""

    rows: list[Row]
    next: str | None
    previous: str | None

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def paginate(
    queryset: QuerySet[Row], ordering: tuple[str, ...], cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Row]:
    """One page of `queryset` in `ordering` (names, '-' for descending; the last must be unique and none may be NULL).

    `cursor` comes from a Page before; one that is forged, broken or of another list counts as the first page.
    """
    mark = _read(cursor, queryset.model, ordering)
    backwards = mark is not None and mark[0] == "<"
    effective = tuple(_flip(name) for name in ordering) if backwards else ordering
    rows_query = queryset.order_by(*effective)
    if mark:
        rows_query = rows_query.filter(_beyond(effective, mark[1]))
    rows = list(rows_query[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next = bool(rows) and (more if not backwards else True)
    has_previous = bool(rows) and (bool(mark) if not backwards else more)
    return Page(
        rows,
        _write(">", rows[-1], ordering) if has_next else None,
        _write("<", rows[0], ordering) if has_previous else None,
    )


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(ordering: tuple[str, ...], values: list[Any]) -> Q:
    result = Q()
    equal: dict[str, Any] = {}
    for name, value in zip(ordering, values, strict=True):
        field = name.lstrip("-")
        result |= Q(**equal, **{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal[field] = value
    return result


def _write(direction: str, row: Any, ordering: tuple[str, ...]) -> str:
    values = []
    for name in ordering:
        value: Any = row
        for part in name.lstrip("-").split("__"):
            value = getattr(value, part)
        values.append(value.isoformat() if hasattr(value, "isoformat") else value)
    return signing.dumps([direction, values], salt="keyset", compress=True)


def _read(cursor: str | None, model: type[Model], ordering: tuple[str, ...]) -> list[Any] | None:
    """[direction, values] of a cursor that fits this ordering, else None: that of another list may not."""
    if not cursor:
        return None
    try:
        direction, values = signing.loads(cursor, salt="keyset")
        pairs = zip(ordering, values, strict=True)
        read = [_field(model, name).to_python(value) for name, value in pairs]
        return None if None in read else [direction, read]
    except (signing.BadSignature, ValidationError, ValueError, TypeError):
        return None


def _field(model: type[Model], name: str) -> Any:
    """The field behind a name of an ordering, over relations."""
    *relations, last = name.lstrip("-").split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment]
    return model._meta.pk if last == "pk" else model._meta.get_field(last)
