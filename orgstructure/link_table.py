"""The table «class × role» of the links into the platform: as it stands, and as it was typed. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import Invalid
from core.links import check_platform_link
from orgstructure.rules import invited_roles, linked_roles
from orgstructure.texts import FOR_WHOM

SCHEME = "https://"
FOR_ALL, ONE_FOR_ALL = "all", "одна для всех"
COLUMNS = (*linked_roles(staff_room=False), FOR_ALL)
ONE_OR_EACH = "{row}: впишите либо одну ссылку для всех, либо ссылки по ролям."


@dataclass
class Cell:
    """A field of the table. `stored`: what serves now; `drawn`: what stood there when the form was drawn.

    All of them without «https://»: the end of a link tells it from another, and fields are narrow.
    """

    name: str
    role: str
    stored: str = ""
    drawn: str = ""
    typed: str = ""
    error: str = ""

    @property
    def label(self) -> str:
        """«для учеников», «одна для всех»"""
        return FOR_WHOM.get(self.role, ONE_FOR_ALL)

    @property
    def drawn_link(self) -> str:
        return self.drawn and SCHEME + self.drawn

    @property
    def is_changed(self) -> bool:
        return self.typed.strip() != self.drawn


@dataclass
class Line:
    """A class of the table with its fields, by role; `lacks`: whose link nobody has written yet."""

    school_class: Any
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def lacks(self) -> list[str]:
        """«для учеников», «для родителей»: those whom the portal leads there."""
        roles = invited_roles(self.school_class.is_staff_room)
        return [FOR_WHOM[role] for role in roles if not self.cells[role].stored]

    @property
    def other_platform(self) -> str:
        """The platform of the class, where it is not the school's."""
        row = self.school_class
        return "" if row.platform == row.organization.platform else row.get_platform_display()

    @property
    def columns(self) -> list[Cell | None]:
        return [self.cells.get(column) for column in COLUMNS]

    @property
    def changed(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.is_changed]


def link_table(stored: Iterable[tuple[Any, Mapping[str, str]]]) -> list[Line]:
    """The table of (class, its links by role): first the classes that lack some."""
    lines = []
    for row, links in stored:
        cells = {
            role: Cell(_name(row, role), role, *(link.removeprefix(SCHEME),) * 3)
            for role, link in links.items()
        }
        if not row.is_staff_room:
            cells[FOR_ALL] = Cell(_name(row, FOR_ALL), FOR_ALL)
        lines.append(Line(row, cells))
    return sorted(lines, key=lambda line: not line.lacks)


def _name(row: Any, column: str) -> str:
    return f"link-{row.pk}-{column}"


def read_links(lines: Sequence[Line], given: Mapping[str, str]) -> list[tuple[Any, str, str, str]]:
    """What was typed into `lines`: (class, role, link, what stood there) of each field that was changed.

    A field that the form does not carry is as it stands. What is wrong stands in the `error` of its field.
    """
    return [found for line in lines for found in _read_line(line, given)]


def _read_line(line: Line, given: Mapping[str, str]) -> list[tuple[Any, str, str, str]]:
    row, read = line.school_class, {}
    for cell in line.cells.values():
        if cell.name in given:
            cell.typed, cell.drawn = given[cell.name], given.get(f"was-{cell.name}", "")
        try:
            read[cell.role] = check_platform_link(cell.typed, row.platform) if cell.is_changed else ""
        except Invalid as refusal:
            cell.error = f"{row}, {cell.label}: {refusal.message}"
    of_all = line.cells.get(FOR_ALL)
    if of_all is None or not of_all.is_changed:
        return [(row, cell.role, read.get(cell.role, ""), cell.drawn_link) for cell in line.changed]
    if len(line.changed) > 1:
        of_all.error = ONE_OR_EACH.format(row=row)
    roles = linked_roles(row.is_staff_room)
    return [(row, role, read.get(FOR_ALL, ""), line.cells[role].drawn_link) for role in roles]


def put_errors(lines: Sequence[Line], wrong: Mapping[tuple[int, str], str]) -> None:
    """Tell each field what stands in its way: {(class, role): a sentence}; of one link for all it is told where it was typed.

    Sent once more, the form knows what stands there by now.
    """
    for line in lines:
        for cell in list(line.cells.values()):
            words = wrong.get((line.school_class.pk, cell.role))
            if words:
                of_all = line.cells.get(FOR_ALL)
                at = of_all if of_all and of_all.is_changed else cell
                at.error, cell.drawn = words, cell.stored
                if at is not cell:
                    cell.typed = cell.stored
