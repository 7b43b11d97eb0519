"""Several parents of one child in one line, in columns or one after the other: a line for each of them."""

import re
from collections.abc import Sequence

from orgstructure.pasted import phones, words
from orgstructure.pasted.children import is_full_name, is_pupil
from orgstructure.pasted.dates import BORN
from orgstructure.pasted.given import names_a_child
from orgstructure.pasted.line import bare_line, cells_of
from orgstructure.pasted.parts import Reading

_MAIL = re.compile(r"\S*@\S*")
_AROUND = " \t;,.:()—–-"


def parents_apart(line: str, head: Sequence[str], reading: Reading) -> list[str]:
    """The lines that say the same of each parent by itself; none where the line is of one, or is no such line.

    `head`: the names of the columns, «Ученик», «Мама», «Телефон»; one parent whom only they call mother or father, or whose
    child only they tell from the parent, has a line, too.
    """
    if not reading.with_children or "|" in bare_line(line):
        return []
    cells = [cell.strip() for cell in cells_of(line)]
    found = _of_columns(cells, head, reading) if len(cells) > 1 else []
    return found if found or len(cells) > 2 else _of_words(bare_line(line), reading)


def _of_columns(cells: list[str], head: Sequence[str], reading: Reading) -> list[str]:
    told = [
        at
        for at, cell in enumerate(cells[: len(head)])
        if is_full_name(cell) and words.is_childs_column(head[at])
    ]
    pupils = told or [at for at, cell in enumerate(cells) if is_pupil(bare_line(cell), reading.pupils)]
    if len(pupils) != 1:
        return []
    child, groups, before = cells[pupils[0]], [], []
    of_child = True  # whose a birthday is: of the name before it
    for at, cell in enumerate(cells):
        if at == pupils[0]:
            of_child = True
        elif is_full_name(_name_in(cell)):
            of_child = False
            said = words.RELATION.match(cell) or words.RELATION_BEHIND.search(cell)
            groups.append((not said and words.relation_of_column(head[at]) if at < len(head) else "", [cell]))
        elif of_child and BORN.fullmatch(cell):
            child = f"{child} {cell}"
        elif groups and re.search(r"\w", cell):
            groups[-1][1].append(cell)
        elif re.search(r"\w", cell) and not (at == 0 and cell.strip(" .№").isdecimal()):
            before.append(cell)
    if len(groups) < 2 and not any(told or said for said, _ in groups):
        return []
    return [
        f"{f'{said}: ' if said else ''}{'; '.join([*group, *before])} — {bare_line(child)}"
        for said, group in groups
    ]


def _of_words(line: str, reading: Reading) -> list[str]:
    """«Соколов Петя, мама Соколова Дарья 8…, папа Соколов Олег 8…», with the pupil before, behind a dash, or nowhere."""
    starts = [found for found in words.RELATION_INSIDE.finditer(f" {line}") if _is_named(f" {line}", found)]
    if len(starts) < 2:
        return []
    before = f" {line}"[: starts[0].start()].strip(_AROUND)
    if before and not is_pupil(before, reading.pupils):
        return []
    ends = [found.start() for found in starts[1:]] + [len(line) + 1]
    said = [
        f" {line}"[found.start("word") : end].strip(" \t;,") for found, end in zip(starts, ends, strict=True)
    ]
    text, dash, behind = said[-1].rpartition("—") if "—" in said[-1] else said[-1].rpartition(" - ")
    if not before and dash and is_pupil(behind, reading.pupils):
        before, said[-1] = behind.strip(), text.strip()
    return [f"{one} — {before}" if before else one for one in said]


def _is_named(line: str, found: re.Match[str]) -> bool:
    """Whether behind the word a whole name stands, and no child's in the form of whom."""
    name = re.match(r"[А-ЯЁ][а-яё'-]+ [А-ЯЁ][а-яё'-]+", line[found.end() :])
    return name is not None and not any(names_a_child(word, ()) for word in name.group().split())


def _name_in(cell: str) -> str:
    """A parent's cell without what may stand beside the name: a word for the parent, a phone, an e-mail."""
    text = words.RELATION_BEHIND.sub("", _MAIL.sub("", phones.WHOLE.sub("", cell))).strip(_AROUND)
    while said := words.RELATION_NEXT.match(text):
        text = text[said.end() :]
    return text.strip(_AROUND)
