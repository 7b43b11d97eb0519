"""Lists that go by the children: a pupil alone in a line, the parents in the lines below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.folding import one_line
from orgstructure.pasted import phones, words
from orgstructure.pasted.classes import split_class
from orgstructure.pasted.columns import is_table_head
from orgstructure.pasted.dates import birthdays_in
from orgstructure.pasted.line import bare_line, cells_of
from orgstructure.pasted.messages import without_stamp
from orgstructure.pasted.nobody import above_in, nobody_in
from orgstructure.pasted.parts import Reading
from orgstructure.pasted.pupils import pupils_called

_NAME = re.compile(r"[А-ЯЁ][А-ЯЁа-яё'’.\-]*(?: [А-ЯЁа-яё'’.\-]+){1,4}")
PUPIL = "ученик: "


@dataclass(frozen=True)
class Head:
    """A pupil alone in a line. `name`: with the birthday, if it stands there; `said`: the line says that it is a pupil."""

    name: str
    said: bool


def head_of(line: str, reading: Reading) -> Head | None:
    """The pupil whom a line names and says nothing else, «1. Соколов Петя:», «Ученик: Соколов Петя»; None mostly."""
    bare = bare_line(without_stamp(line))
    if above_in(bare, reading) or nobody_in(bare, reading):
        return None
    said = words.CHILD.match(bare)
    bare = bare[said.end() :] if said else bare
    births = birthdays_in(bare)
    for match in births:
        bare = bare.replace(match.group(), " ")
    name = split_class(one_line(re.sub(r"[()]", " ", bare)).strip(" ;,.:—–-"))[1]
    if not _NAME.fullmatch(name) or not (said or len(pupils_called(name, reading.pupils)) == 1):
        return None
    born = re.search(r"\d\d\.\d\d\.\d{4}", births[0].group()) if births else None
    return Head(f"{name} {born.group()}" if born else name, bool(said))


def heads_among(lines: Sequence[tuple[int, str]], reading: Reading) -> dict[int, Head]:
    """{line: the pupil alone in it}, in a list of parents."""
    found = (
        (number, head_of(line, reading))
        for number, line in lines
        if reading.with_children and not is_table_head(cells_of(line))
    )
    return {number: head for number, head in found if head}


def says_who(line: str) -> bool:
    """Whether a line is plainly somebody's parent: a word for one, a phone, an e-mail."""
    return bool(words.RELATION.match(bare_line(line)) or phones.WHOLE.search(line) or "@" in line)


def says_all(line: str) -> bool:
    """Whether a line was answered or typed anew, so that it is without a child where it names none (`write_line`)."""
    return "|" in bare_line(line)


def is_head(head: Head, below: str, reading: Reading, *, starts: bool, claimed: bool) -> bool:
    """Whether nothing is to ask: it is said, or a parent follows whose child nobody names, and no parent is called so.

    `below`: the line under it, if it names no child; `starts`: it is the first of its lines, or another head was before it;
    `claimed`: that line names this very child.
    """
    name = re.sub(r" [\d.]+$", "", head.name)
    follows = claimed or (starts and says_who(below))
    return head.said or (follows and not pupils_called(name, reading.parents))
