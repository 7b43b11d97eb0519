"""One line of «Что требует внимания»: a number, what it is about, and the one thing to press."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

NAMED = 3


def first_of(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """The rows that a line names, and how many there are of all; one query."""
    shown = list(rows.annotate(of_all=Window(Count("pk")))[:NAMED])
    return shown, shown[0].of_all if shown else 0


def first_of_each(rows: QuerySet[Any], field: str) -> dict[Any, tuple[list[Any], int]]:
    """{value of `field`: (the first rows that have it, how many there are)}; one query."""
    place = Window(RowNumber(), partition_by=field, order_by="pk")
    shown = rows.order_by().annotate(of_all=Window(Count("pk"), partition_by=field), place=place)
    found: dict[Any, tuple[list[Any], int]] = {}
    for row in shown.filter(place__lte=NAMED).order_by("pk"):
        found.setdefault(getattr(row, field), ([], row.of_all))[0].append(row)
    return found


@dataclass(frozen=True)
class Line:
    """One thing that waits. `hot` is for what harms while it waits."""

    number: int
    title: str
    detail: str
    url: str
    action: str
    hot: bool = False


def names(rows: Sequence[str], total: int) -> str:
    """«5А, 6Б, 7А и ещё 4»: the first of `rows`, and how many of `total` are not named."""
    shown = ", ".join(rows[:NAMED])
    rest = total - min(total, NAMED)
    return f"{shown} и ещё {rest}" if rest > 0 else shown
