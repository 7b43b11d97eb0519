"""One line of «Что требует внимания»: a number, what it is about, and the one thing to press."""

from collections.abc import Sequence
from dataclasses import dataclass

NAMED = 3


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
