"""How a list is read, and what one line of it holds while it is taken apart."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from orgstructure.pasted.classes import class_of


@dataclass(frozen=True)
class Reading:
    """How a list is read: whose it is (by default staff's), into which class it goes, who is there, which day it is.

    `pupils`, `parents`: their names (search_form). `parents_phones`: by the head of the table the phones of this list of pupils
    are their parents'. `school_phone`: the school's own, whose code a number of the town has.
    """

    with_children: bool = False
    with_posts: bool = True
    school_class: str = ""
    pupils: Collection[str] = ()
    parents: Collection[str] = ()
    today: date | None = None
    parents_phones: bool = False
    school_phone: str = ""

    @property
    def of_adults(self) -> bool:
        return self.with_children or self.with_posts

    @property
    def whose(self) -> str:
        """Of whom a name is missing: «родителя»."""
        return "родителя" if self.with_children else "сотрудника" if self.with_posts else "ученика"

    @property
    def of_staff(self) -> bool:
        return self.with_posts and not self.with_children


@dataclass
class Parts:
    """What a line holds while it is taken apart; `rest` is what nobody has claimed yet.

    `chosen`: the title of the class into which the list goes; `in_class`: whether the line says the same.
    """

    rest: str
    line: str
    chosen: str = ""
    in_class: bool = False
    name: list[str] = field(default_factory=list)
    explicit: bool = False
    found: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def take_class(parts: Parts, cell: str) -> bool:
    """Whether a cell is a class: the chosen one is read in silence, another is kept to be asked about."""
    named = class_of(cell, parts.chosen)
    if named == parts.chosen != "":
        parts.in_class = True
    elif named:
        parts.found["school_class"] = named
    return bool(named)
