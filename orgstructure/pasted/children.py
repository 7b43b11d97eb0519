"""Whose parent a line of a list is: the child is found in it and taken out, with what is said of the child."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from core.folding import one_line
from core.names import search_form
from orgstructure.pasted import words
from orgstructure.pasted.dates import BORN, take_birthday

_DASHED = re.compile(r"\s+[—–-]+\s+|\s*(?:→|=>)\s*")
_LETTERS = re.compile(r"[А-ЯЁа-яё'’.\- ]+")
_AROUND = " \t;,\"'«»“”„()"


@dataclass(frozen=True)
class Child:
    """`before`: the line without the child; `name`; `births`: their birthdays; `more`: what else stood with the name."""

    before: str
    name: str
    births: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


def find_child(line: str, pupils: Collection[str]) -> Child | None:
    """What stands behind a dash, after «ребёнок», «сын», «дочь», or in a cell that holds a whole name.

    Of several names in cells the child is the one that a pupil has (`pupils`: as search_form), else the second; a birthday
    behind it is the child's, up to the next name. Raises Invalid with a date that cannot be.
    """
    said = words.CHILD.search(line)
    if said and said.start():
        return _of_text(line[: said.start()], line[said.end() :])
    dash = next((d for d in _DASHED.finditer(line) if len(line[: d.start()].split()) > 1), None)
    if dash:
        return _of_text(line[: dash.start()], line[dash.end() :])
    return _of_cells(re.split(r"[;\t]", line), pupils)


def _of_text(before: str, text: str) -> Child:
    """The first words are the name; what else is said belongs to the child, a birthday too."""
    text, births = _without_birthdays(text)
    name, *more = [piece for piece in re.split(r"[;\t,()]", text) if re.search(r"\w", piece)] or [""]
    return Child(before.strip(" ("), _shown(name), births, tuple(one_line(piece) for piece in more))


def _without_birthdays(text: str) -> tuple[str, tuple[str, ...]]:
    births = []
    while (found := take_birthday(text))[0]:
        births.append(f"{found[0]:%d.%m.%Y}")
        text = found[1]
    return text, tuple(births)


def _of_cells(cells: list[str], pupils: Collection[str]) -> Child | None:
    bare = [_bare(cell) for cell in cells]
    full = [at for at, cell in enumerate(bare) if _is_full_name(cell)]
    at = _childs_cell(bare, full, pupils)
    if at is None:
        return None
    end = next((other for other in full if other > at), len(cells))
    births: tuple[str, ...] = ()
    for i in range(at, end):
        cells[i], found = _without_birthdays(cells[i])
        births += found
    return Child(";".join([*cells[:at], *cells[at + 1 :]]), _shown(bare[at]), births)


def _bare(cell: str) -> str:
    """A cell without what may stand beside a name: a birthday, who a parent is to the child."""
    cell = words.RELATION_BEHIND.sub("", BORN.sub("", cell).strip(_AROUND))
    relation = words.RELATION.match(cell)
    return cell[relation.end() :].strip(_AROUND) if relation else cell.strip(_AROUND)


def _childs_cell(cells: list[str], full: list[int], pupils: Collection[str]) -> int | None:
    """Which cell is the child's; somebody else must be left."""
    named = [at for at, cell in enumerate(cells) if _LETTERS.fullmatch(cell) and not words.POST.match(cell)]
    of_class = [at for at in full if _is_pupil(cells[at], pupils)]
    if of_class:
        others = " ".join(cells[at] for at in named if at != of_class[-1])
        return of_class[-1] if len(others.split()) > 1 else None
    first = next((at for at, cell in enumerate(cells) if re.search(r"[А-ЯЁа-яё]", cell)), None)
    if first is None or len(re.findall(r"[А-ЯЁа-яё]+", cells[first])) < 2:
        return None
    last = max((at for at, cell in enumerate(cells) if cell), default=first)
    found = [at for at in full if at > first]
    if not found and last > first and last in named and len(cells[last].split()) > 1:
        found = [last]
    return found[0] if found else None


def _is_full_name(cell: str) -> bool:
    parts = cell.split()
    return (
        2 <= len(parts) <= 5
        and bool(_LETTERS.fullmatch(cell))
        and not words.POST.match(cell)
        and all(part[0].isupper() or part in words.AFTER_PATRONYMIC | words.BEFORE_SURNAME for part in parts)
    )


def _is_pupil(cell: str, pupils: Collection[str]) -> bool:
    """Whether a pupil is called so, or so without a patronymic."""
    name = search_form(cell)
    return name in pupils or any(pupil.startswith(f"{name} ") for pupil in pupils)


def _shown(name: str) -> str:
    """A name as it is shown: only the dot of an initial stays at its end."""
    name = one_line(name).strip(_AROUND)[:200]
    bare = name.rstrip(". ")
    return f"{bare}." if bare != name and re.search(r"(?:^|[\s.])\w$", bare) else bare
