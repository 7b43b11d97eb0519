"""Whose parent a line of a list is: the child is found in it and taken out, with what is said of the child."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from core.folding import one_line
from core.names import search_form
from orgstructure.pasted import words
from orgstructure.pasted.classes import class_of, split_class
from orgstructure.pasted.dates import BORN, take_birthday
from orgstructure.pasted.given import is_called, names_a_child, sex_of_name
from orgstructure.pasted.parts import Reading
from orgstructure.pasted.pupils import families, pupils_called

_DASHED = re.compile(r"\s+[—–-]+\s+|\s*(?:→|=>)\s*")
# «Вахрушев — Вахрушева Ольга Ивановна»: one word of the child's name, before a whole one.
_ALONE = re.compile(
    rf"(?P<child>[А-ЯЁ][а-яё-]+)\s*(?::|\s[—–-]+\s)\s*(?P<parent>(?:(?i:{'|'.join(words.RELATIONS)})[\s:]+)?"
    r"(?P<surname>[А-ЯЁ][А-ЯЁа-яё-]+)[\s]+[А-ЯЁ].*)"
)
_LETTERS = re.compile(r"[А-ЯЁа-яё'’.\- ]+")
_AROUND = " \t;,\"'«»“”„()"


@dataclass(frozen=True)
class Child:
    """`before`: the line without the child; `name`: of several children with commas between; `births`: their birthdays;
    `more`: what else stood with the name; `relation`: the word before it, «мама Пети»; `elsewhere`: (a child, another class).
    """

    before: str
    name: str
    births: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    relation: str = ""
    elsewhere: tuple[tuple[str, str], ...] = ()


def find_child(line: str, reading: Reading) -> Child | None:
    """What stands behind a dash, after «ребёнок», «сын», «дочь», or in a cell that holds a whole name.

    Of several names in cells the child is the one that a pupil has (`pupils`: as search_form), else the second; a birthday
    behind it is the child's, up to the next name. Raises Invalid with a date that cannot be.
    """
    said = words.CHILD.search(line)
    if said and said.start():
        return _of_text(line[: said.start()], line[said.end() :], reading)
    if alone := _ALONE.match(line):
        family = bool({*families(alone.group("child").lower())} & {*families(alone.group("surname").lower())})
        whole = re.match(
            r"\S+ \S+ (\w+)", alone.group("parent")[alone.start("surname") - alone.start("parent") :]
        )
        family = family or bool(whole and words.is_patronymic(whole.group(1)))
        if family or is_somebodys(alone.group("child"), reading.pupils):
            return _of_text(alone.group("parent"), alone.group("child"), reading)
    dash = next((d for d in _DASHED.finditer(line) if _has_parent_before(line, d, reading)), None)
    if dash and not _is_child_first(line[: dash.start()], line[dash.end() :], reading):
        return _of_text(line[: dash.start()], line[dash.end() :], reading)
    first = re.match(r"([^:]+?)\s*(?:[—–-]+\s|\s[—–-]+|:)(.+)", line)
    if first and _is_child_first(first.group(1), first.group(2), reading):
        return _of_text(first.group(2).strip("; "), first.group(1), reading)
    return _of_cells(re.split(r"[;\t]", line), reading)


def _has_parent_before(line: str, dash: re.Match[str], reading: Reading) -> bool:
    """Whether a name stands before a dash, or a word of one with a pupil behind: «Лена — Абрамов Иван»."""
    before = len(line[: dash.start()].split())
    return before > 1 or (before == 1 and are_pupils(line[dash.end() :], reading.pupils))


def is_somebodys(word: str, pupils: Collection[str]) -> bool:
    """Whether a word is a pupil's surname or first name, in full or short."""
    said = search_form(word)
    return any(said == name or is_called(said, name) for pupil in pupils for name in pupil.split()[:2])


def _is_child_first(one: str, other: str, reading: Reading) -> bool:
    """Whether of two names the first is a pupil's and the second is not: «Соколов Петя - Соколова Дарья»."""
    return are_pupils(one, reading.pupils) and is_adult(other, reading.pupils)


def is_adult(text: str, pupils: Collection[str]) -> bool:
    """Whether a text begins with a name, and with no pupil's: as it is, or in the form of whom."""
    name = re.split(r"[;,:\t()]|\s[—–-]+\s", text.strip(_AROUND))[0].split()[:3]
    return not any(names_a_child(word, pupils) for word in name) and not pupils_called(
        " ".join(name[:3]), pupils
    )


def child_behind_relation(line: str, reading: Reading) -> Child | None:
    """What stands behind «мама» in the form of whom: «Артёма Кузнецова», «Пети и Паши», «Вани Петрова Ольга»."""
    head, tail = (*re.split(r"(?=[;\t,:(]|\s[—–-]+\s)", line, maxsplit=1), "")[:2]
    said = head.split()
    at = next((at for at, word in enumerate(said[:2]) if names_a_child(word, reading.pupils)), None)
    if at is None or "|" in line or (at and words.is_given_name(said[0])):
        return None
    end = at + 1
    while said[end : end + 1] == ["и"]:
        end += 2
    tail = tail.lstrip(" ,:—–-")
    more = len(said) - end
    named = 3 if more >= 3 and words.is_patronymic(said[-1]) else 2 if more >= 2 else 0
    child, parent = " ".join(said[: len(said) - named]), " ".join(said[len(said) - named :])
    if parent or any(is_full_name(cell.strip(_AROUND)) for cell in re.split(r"[;\t,()]", tail)):
        return _of_text(f"{parent};{tail}".strip("; "), child, reading)
    return _of_text("", f"{child};{tail}", reading)


def _of_text(before: str, text: str, reading: Reading) -> Child:
    """The first words are the name, other names are more children; what else is said belongs to the child, a birthday too."""
    text, births = _without_birthdays(text, reading)
    names, more, elsewhere = _split_names(text, reading)
    return Child(before.strip(" ("), _named(names), births, tuple(more), elsewhere=tuple(elsewhere))


def _split_names(text: str, reading: Reading) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """The names of a text, the first words always one, what else stands there, and who of them is in another class.

    «Белова Аня и Таня» are two; the class behind a name is no part of it, and where all are in others it is asked about.
    """
    pieces = [piece for piece in re.split(r"[;\t,()]|\sи\s|\s[—–-]+\s", text) if re.search(r"\w", piece)]
    names: list[str] = []
    classes: list[str] = []  # of each name, '' where none is said
    more: list[str] = []
    for piece in pieces:
        behind = class_of(piece.strip(_AROUND), reading.school_class)
        if behind and names and not classes[-1]:
            classes[-1] = behind
            continue
        said, bare = split_class(piece.strip(_AROUND))
        said = class_of(said, reading.school_class)
        name = _name_among(bare if said else piece, names, reading.pupils)
        if name:
            names.append(name)
            classes.append(said)
        else:
            more.append(one_line(piece))
    elsewhere = [
        (name, said)
        for name, said in zip(names, classes, strict=True)
        if said not in ("", reading.school_class)
    ]
    if len(elsewhere) == len(names):
        return names, [*dict.fromkeys(classes), *more], []
    own = dict.fromkeys(said for said in classes if said == reading.school_class != "")
    return [name for name in names if name not in dict(elsewhere)], [*own, *more], elsewhere


def _name_among(piece: str, names: list[str], pupils: Collection[str]) -> str:
    """A piece as a child's name, behind the names before it; '' where it is something else."""
    bare = piece.strip(_AROUND)
    if not names or is_full_name(bare):
        return bare if names else piece
    if words.is_given_name(bare) or names_a_child(bare, pupils):
        surname = names[0].split()[0] if is_full_name(names[0].strip(_AROUND)) else ""
        return f"{surname} {bare}".strip()
    return ""


def _named(children: list[str]) -> str:
    return ", ".join(filter(None, map(_shown, children)))[:200]


def _without_birthdays(text: str, reading: Reading) -> tuple[str, tuple[str, ...]]:
    births = []
    while (found := take_birthday(text, reading.today))[0]:
        births.append(f"{found[0]:%d.%m.%Y}")
        text = found[1]
    return text, tuple(births)


def _of_cells(cells: list[str], reading: Reading) -> Child | None:
    bare = [_bare(cell) for cell in cells]
    named = [split_class(cell)[1] for cell in bare]
    full = [at for at, cell in enumerate(named) if is_full_name(cell)]
    children = _childrens_cells(named, full, reading.pupils)
    unknown = len(full) == 2 and children == full[1:] and not is_pupil(named[full[1]], reading.pupils)
    if unknown and _is_turned(cells, *(named[at] for at in full)):
        children = full[:1]
    births: tuple[str, ...] = ()
    for at in children:
        end = next((other for other in full if other > at), len(cells))
        for i in range(at, end):
            cells[i], found = _without_birthdays(cells[i], reading)
            births += found
    if not children:
        return None
    left = [cell for at, cell in enumerate(cells) if at not in children]
    split = [_split_names(bare[at], reading) for at in children]
    names = [name for parts in split for name in parts[0]]
    more = [piece for parts in split for piece in parts[1]]
    elsewhere = [one for parts in split for one in parts[2]]
    relation = next(filter(None, (_relation_of(cells[at]) for at in children)), "")
    return Child(";".join(left), _named(names), births, tuple(more), relation, tuple(elsewhere))


def _is_turned(cells: list[str], one: str, other: str) -> bool:
    """Whether the word for the parent fits the second name and not the first: «Лаптев Данил; Лаптева Вера Олеговна; мама»."""
    said = {words.sex_of_relation(_relation_of(cell)) for cell in cells} - {""}
    return len(said) == 1 and sex_of_name(one) not in (*said, "") and sex_of_name(other) in said


def _relation_of(cell: str) -> str:
    """Who the parent is by the word beside the child: «мама Пети Соколова», «Соколов Петя, мама»; '' mostly."""
    said = words.RELATION.match(cell.strip(_AROUND)) or words.RELATION_BEHIND.search(cell)
    return said.group("word").lower() if said else ""


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


def is_full_name(cell: str) -> bool:
    parts = cell.split()
    return (
        2 <= len(parts) <= 5
        and bool(_LETTERS.fullmatch(cell))
        and not words.POST.match(cell)
        and all(part[0].isupper() or part in words.AFTER_PATRONYMIC | words.BEFORE_SURNAME for part in parts)
    )


def is_pupil(cell: str, pupils: Collection[str]) -> bool:
    """Whether a pupil is called so, in full or short, or so without a patronymic."""
    name = split_class(_bare(cell))[1]
    return any(len(name.split()) <= len(pupil.split()) for pupil in pupils_called(name, pupils))


def names_pupil(line: str, pupils: Collection[str]) -> bool:
    """Whether a pupil stands somewhere in a line, whole in a cell or behind a dash."""
    return any(is_pupil(piece, pupils) for piece in re.split(r"[;,\t:|()]|\s[—–-]+\s", line))


def are_pupils(text: str, pupils: Collection[str]) -> bool:
    """Whether a text is a pupil, or several: «Ким Дмитрий и Ким Даниил», «Ким Дмитрий и Даниил»."""
    first, *others = re.split(r"\s+и\s+", text.strip(_AROUND))
    named = (is_pupil(one, pupils) or (" " not in one and words.is_given_name(one)) for one in others)
    return is_pupil(first, pupils) and all(named)


def _shown(name: str) -> str:
    """A name as it is shown: only the dot of an initial stays at its end."""
    name = one_line(name).strip(_AROUND)[:200]
    bare = name.rstrip(". ")
    return f"{bare}." if bare != name and re.search(r"(?:^|[\s.])\w$", bare) else bare
