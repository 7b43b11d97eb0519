"""The registry of undo: which bulk decisions there are, and how a row of each table is taken back.

A room registers its own at start (`AppConfig.ready`): so the table's owner says that, and how, its rows may be undone.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from core.access import ActorLike


@dataclass(frozen=True)
class Rows:
    """Rows of one table that are to be undone, as their owner is given them.

    `lines`: {id: the line of the run (`undo.models.Written`)}; `changed`: those that differ from what the run left.
    """

    run: Any
    lines: Mapping[int, Any]
    changed: Collection[int]
    actor: ActorLike


# Undoes what it can; {id: why (a key of texts.REASONS), or how it was seen (of texts.SEEN)} of the others.
TakeBack = Callable[[Rows], Mapping[int, str]]
# Of a table (its label) and ids of its rows: (a row of one's own, the one of `ids` that it cannot be without).
Leans = Callable[[str, list[int]], Iterable[tuple[int, int]]]


@dataclass(frozen=True)
class Kind:
    """A bulk decision: what people call it, and the action whose right allows to do it, hence to undo it.

    `page`: the name of the address, with the run's number in it, where the room shows what was done; "" for none.
    `by_hand`: what can be done about rows that no undo takes back, a sentence.
    """

    title: str
    action: str
    page: str = ""
    by_hand: str = ""


@dataclass(frozen=True)
class Table:
    """How the rows of a table are undone.

    `made`, `changed`: what becomes of a row that was made or changed, as people read it («Ссылки аннулируются»).
    `belongs_to`: columns; what such a row belongs to is not left without it: both stay or both go. `label`: what a row
    is called, an expression. `take_back`, `put_back`: how the owner undoes a made and a changed row, where deleting it, or
    writing its former values, is not the way; they judge for themselves what was changed since. `leftover`: what becomes, in
    words, of a row that such a `take_back` left and nobody has seen, when what it refers to is deleted: it goes too. `ended`:
    the column that says that a row is over; it stays so where the run that made the row was undone since. `leans`: on which
    rows of other tables such a row leans without a foreign key (an open link on the place it invites to): they stay with it.
    `follows`: what else becomes of rows that have their former values again, where no `put_back` is given.
    """

    made: str
    changed: str
    label: Callable[[], Any]
    belongs_to: tuple[str, ...] = ()
    take_back: TakeBack | None = None
    put_back: TakeBack | None = None
    leftover: str = ""
    ended: str = ""
    leans: Leans | None = None
    follows: Callable[[Rows], None] | None = None


_kinds: dict[str, Kind] = {}
_tables: dict[str, Table] = {}


def register(*, kinds: Mapping[str, Kind] | None = None, tables: Mapping[str, Table] | None = None) -> None:
    """Say which runs a room does, {name: kind}, and how rows of its tables are undone, {model label: table}."""
    for name, kind in (kinds or {}).items():
        _once(_kinds, name, kind)
    for label, table in (tables or {}).items():
        _once(_tables, label, table)


def kind_of(name: str) -> Kind:
    """An unknown kind is a mistake of ours and raises KeyError; so does a table."""
    return _kinds[name]


def table_of(label: str) -> Table:
    return _tables[label]


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def tables() -> dict[str, Table]:
    return dict(_tables)


def _once(known: dict[str, Any], name: str, value: Any) -> None:
    if known.setdefault(name, value) != value:
        raise ImproperlyConfigured(f"The undo of {name!r} is registered already.")
