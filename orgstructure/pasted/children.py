"""Whose parent a line of a list is: the child is found in it and taken out, with what is said of the child."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from core.folding import one_line
from core.names import search_form
from orgstructure.pasted import words
from orgstructure.pasted.dates import BORN, take_birthday
from orgstructure.pasted.given import names_a_child

_DASHED = re.compile(r"\s+[—–-]+\s+|\s*(?:→|=>)\s*")
_LETTERS = re.compile(r"[А-ЯЁа-яё'’.\- ]+")
_AROUND = " \t;,\"'«»“”„()"


@dataclass(frozen=True)
class Child:
    """`before`: the line without the child; `name`: of several children with commas between; `births`: their birthdays;
    `more`: what else stood with the name.
    """

    before: str
    name: str
    births: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


def find_child(line: str, pupils: Collection[str], today: date | None) -> Child | None:
    """What stands behind a dash, after «ребёнок», «сын», «дочь», or in a cell that holds a whole name.

    Of several names in cells the child is the one that a pupil has (`pupils`: as search_form), else the second; a birthday
    behind it is the child's, up to the next name. Raises Invalid with a date that cannot be.
    """
    said = words.CHILD.search(line)
    if said and said.start():
        return _of_text(line[: said.start()], line[said.end() :], pupils, today)
    dash = next((d for d in _DASHED.finditer(line) if len(line[: d.start()].split()) > 1), None)
    if dash:
        return _of_text(line[: dash.start()], line[dash.end() :], pupils, today)
    return _of_cells(re.split(r"[;\t]", line), pupils, today)


def child_behind_relation(line: str, pupils: Collection[str], today: date | None) -> Child | None:
    """What stands behind «мама» in the form of whom: «Артёма Кузнецова», «Пети и Паши», «Вани Петрова Ольга»."""
    head, tail = (*re.split(r"(?=[;\t,:(]|\s[—–-]+\s)", line, maxsplit=1), "")[:2]
    said = head.split()
    at = next((at for at, word in enumerate(said[:2]) if names_a_child(word, pupils)), None)
    if at is None or "|" in line or (at and words.is_given_name(said[0])):
        return None
    end = at + 1
    while said[end : end + 1] == ["и"]:
        end += 2
    tail = tail.lstrip(" ,:—–-")
    more = len(said) - end
    named = 3 if more >= 3 and words.is_patronymic(said[-1]) else 2 if more >= 2 else 0
    child, parent = " ".join(said[: len(said) - named]), " ".join(said[len(said) - named :])
    if parent or any(_is_full_name(cell.strip(_AROUND)) for cell in re.split(r"[;\t,()]", tail)):
        return _of_text(f"{parent};{tail}".strip("; "), child, pupils, today)
    return _of_text("", f"{child};{tail}", pupils, today)


def _of_text(before: str, text: str, pupils: Collection[str], today: date | None) -> Child:
    """The first words are the name, other names are more children; what else is said belongs to the child, a birthday too."""
    text, births = _without_birthdays(text, today)
    names, more = _split_names(text, pupils)
    return Child(before.strip(" ("), _named(names), births, tuple(more))


def _split_names(text: str, pupils: Collection[str]) -> tuple[list[str], list[str]]:
    """The names of a text, the first words always one, and what else stands there: «Белова Аня и Таня» are two."""
    pieces = [piece for piece in re.split(r"[;\t,()]|\sи\s|\s[—–-]+\s", text) if re.search(r"\w", piece)]
    names, more = pieces[:1], []
    for piece in pieces[1:]:
        bare = piece.strip(_AROUND)
        if _is_full_name(bare):
            names.append(bare)
        elif words.is_given_name(bare) or names_a_child(bare, pupils):
            surname = names[0].split()[0] if _is_full_name(names[0].strip(_AROUND)) else ""
            names.append(f"{surname} {bare}".strip())
        else:
            more.append(one_line(piece))
    return names, more


def _named(children: list[str]) -> str:
    return ", ".join(filter(None, map(_shown, children)))[:200]


def _without_birthdays(text: str, today: date | None) -> tuple[str, tuple[str, ...]]:
    births = []
    while (found := take_birthday(text, today))[0]:
        births.append(f"{found[0]:%d.%m.%Y}")
        text = found[1]
    return text, tuple(births)


def _of_cells(cells: list[str], pupils: Collection[str], today: date | None) -> Child | None:
    bare = [_bare(cell) for cell in cells]
    full = [at for at, cell in enumerate(bare) if _is_full_name(cell)]
    children = _childrens_cells(bare, full, pupils)
    births: tuple[str, ...] = ()
    for at in children:
        end = next((other for other in full if other > at), len(cells))
        for i in range(at, end):
            cells[i], found = _without_birthdays(cells[i], today)
            births += found
    if not children:
        return None
    left = [cell for at, cell in enumerate(cells) if at not in children]
    split = [_split_names(bare[at], pupils) for at in children]
    names, more = ([piece for pieces in parts for piece in pieces] for parts in zip(*split, strict=True))
    return Child(";".join(left), _named(names), births, tuple(more))


def _bare(cell: str) -> str:
    """A cell without what may stand beside a name: a birthday, who a parent is to the child."""
    cell = words.RELATION_BEHIND.sub("", BORN.sub("", cell).strip(_AROUND))
    relation = words.RELATION.match(cell)
    return cell[relation.end() :].strip(_AROUND) if relation else cell.strip(_AROUND)


def _childrens_cells(cells: list[str], full: list[int], pupils: Collection[str]) -> list[int]:
    """Which cells are children's; somebody else must be left."""
    named = [at for at, cell in enumerate(cells) if _LETTERS.fullmatch(cell) and not words.POST.match(cell)]
    of_class = [at for at in full if is_pupil(cells[at], pupils)]
    while of_class:
        if len(" ".join(cells[at] for at in named if at not in of_class).split()) > 1:
            return of_class
        of_class.pop(0)  # a pupil of the parent's own name
    first = next((at for at, cell in enumerate(cells) if re.search(r"[А-ЯЁа-яё]", cell)), None)
    if first is None or len(re.findall(r"[А-ЯЁа-яё]+", cells[first])) < 2:
        return []
    last = max((at for at, cell in enumerate(cells) if cell), default=first)
    found = [at for at in full if at > first]
    if not found and last > first and last in named and len(cells[last].split()) > 1:
        found = [last]
    return found


def _is_full_name(cell: str) -> bool:
    parts = cell.split()
    return (
        2 <= len(parts) <= 5
        and bool(_LETTERS.fullmatch(cell))
        and not words.POST.match(cell)
        and all(part[0].isupper() or part in words.AFTER_PATRONYMIC | words.BEFORE_SURNAME for part in parts)
    )


def is_pupil(cell: str, pupils: Collection[str]) -> bool:
    """Whether a pupil is called so, or so without a patronymic."""
    name = search_form(_bare(cell))
    return name in pupils or any(pupil.startswith(f"{name} ") for pupil in pupils)


def _shown(name: str) -> str:
    """A name as it is shown: only the dot of an initial stays at its end."""
    name = one_line(name).strip(_AROUND)[:200]
    bare = name.rstrip(". ")
    return f"{bare}." if bare != name and re.search(r"(?:^|[\s.])\w$", bare) else bare
