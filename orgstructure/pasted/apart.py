"""Several parents of one child in one line, in columns or one after the other: a line for each of them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from orgstructure.pasted import phones, words
from orgstructure.pasted.children import are_pupils, is_full_name, is_pupil
from orgstructure.pasted.dates import BORN
from orgstructure.pasted.given import names_a_child
from orgstructure.pasted.line import UNREAD, bare_line, cells_of
from orgstructure.pasted.parts import Reading

_MAIL = re.compile(r"\S*@\S*")
_AROUND = " \t;,.:()—–-"
_SAID = rf"\s+(?=(?:{'|'.join(words.RELATIONS)})\s*[:–—-])"
_NEXT = re.compile(rf"\s*[,;/]\s*(?=[А-ЯЁа-яё])|\s+и\s+(?=[А-ЯЁ])|(?i:{_SAID})")  # between people in a cell
_SIGN = re.compile(r"\s+[—–-]+\s+|\s*[:,;]\s*")  # between a child and the parents
_BEFORE_NAME = re.compile(r"(?:[а-яё ]+[,;]\s*)+(?=[А-ЯЁ])")  # «опека, Соколова Дарья»
_WORD = re.compile("[А-ЯЁ][а-яё-]+")
_PIECE = re.compile(rf"\s*[,;/(]\s*|\s+и\s+(?=[А-ЯЁ])|(?i:{_SAID})")


def parents_apart(line: str, head: Sequence[str], reading: Reading) -> list[str]:
    """The lines that say the same of each parent by itself; none where the line is of one, or is no such line.

    `head`: the names of the columns, «Ученик», «Мама», «Телефон»; one parent whom only they call mother or father, or whose
    child only they tell from the parent, has a line, too.
    """
    if not reading.with_children or "|" in bare_line(line):
        return []
    cells = [cell.strip() for cell in cells_of(line)]
    if "\t" not in line and (" — " in line or len(cells) != len(head)):
        head = ()  # a line that was written anew has no columns
    found = _of_columns(cells, head, reading) if len(cells) > 1 else []
    if found or "\t" in line:
        return found
    if people := _beside_child(bare_line(line), reading):
        return people
    if len(cells) > 2:
        return []
    return _of_words(bare_line(line), reading) or (_of_phones(bare_line(line)) if len(cells) == 1 else [])


def columns_of_children(
    lines: Sequence[tuple[int, str]], columns: dict[int, list[str]], reading: Reading
) -> dict[int, list[str]]:
    """`columns`, with the children's told for the rows of a table without a head where no pupil is found (a letter is wrong).

    They are in the one in which most rows have a pupil.
    """
    cells = {number: cells_of(line) for number, line in lines if not columns[number]}
    places = {
        number: [at for at, cell in enumerate(row) if is_pupil(bare_line(cell), reading.pupils)]
        for number, row in cells.items()
        if len(row) > 1
    }
    votes = Counter((len(cells[number]), at[0]) for number, at in places.items() if len(at) == 1)
    told = dict(columns)
    for number, found in places.items():
        width = len(cells[number])
        of_width = {at: count for (wide, at), count in votes.items() if wide == width}
        at = max(of_width, key=lambda one: of_width[one], default=None)
        if not found and at is not None and of_width[at] > 1 and 2 * of_width[at] > sum(of_width.values()):
            told[number] = ["ученик" if place == at else "" for place in range(width)]
    return told


def _of_columns(cells: list[str], head: Sequence[str], reading: Reading) -> list[str]:
    told = [
        at
        for at, cell in enumerate(cells[: len(head)])
        if is_full_name(cell) and words.is_childs_column(head[at])
    ]
    pupils = told or [at for at, cell in enumerate(cells) if is_pupil(bare_line(cell), reading.pupils)]
    if len(pupils) != 1:
        return []
    row = _Row(cells[pupils[0]])
    of_child = True  # whose a birthday is: of the name before it
    for at, cell in enumerate(cells):
        column = head[at] if at < len(head) else ""
        if at == pupils[0]:
            of_child = True
        elif people := people_in(cell):
            of_child = False
            row.put_people(people, words.relation_of_column(column))
        elif of_child and BORN.fullmatch(cell):
            row.child = f"{row.child} {cell}"
        elif row.parents and _is_of_phones(cell):
            row.put_phones(cell, words.relation_of_column(column))
        elif row.parents and re.search(r"\w", cell):
            row.parents[-1].said.append(cell)
        elif re.search(r"\w", cell) and not (at == 0 and cell.strip(" .№").isdecimal()):
            row.before.append(cell)
    row.share_phones()
    if len(row.parents) < 2 and not told and not any(one.relation or one.more for one in row.parents):
        return []
    return row.lines()


@dataclass
class _Parent:
    """A parent in a row. `relation`: as only the column says it; `more`: the cell says more than the name."""

    relation: str
    said: list[str]
    more: bool = False
    asked: str = ""


@dataclass
class _Row:
    """A row of a table, its cells given to those of whom they are; `phones`: of the parents from `since` on."""

    child: str
    parents: list[_Parent] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    since: int = 0

    def put_people(self, people: list[str], relation: str) -> None:
        if self.phones:
            self.share_phones()
        for one in people:
            said = words.RELATION.match(one) or words.RELATION_BEHIND.search(one)
            self.parents.append(_Parent("" if said else relation, [one], more=one != _name_in(_piece(one))))

    def put_phones(self, cell: str, relation: str) -> None:
        """The numbers of a cell: of the parent of whom the column says that they are, else of those named last."""
        owners = [one for one in self.parents if relation and one.relation == relation]
        if len(owners) == 1:
            owners[0].said.append(cell)
        else:
            self.phones += [found.group().strip(" ,;") for found in phones.WHOLE.finditer(cell)]

    def share_phones(self) -> None:
        """To each parent a number, in their order; of fewer or more nobody knows whose they are."""
        owners, numbers = self.parents[self.since :], self.phones
        if len(owners) == 1:
            owners[0].said += numbers
        elif len(owners) == len(numbers):
            for owner, number in zip(owners, numbers, strict=True):
                owner.said.append(number)
        elif owners and numbers:
            owners[0].asked = f"; {UNREAD}чей телефон {', '.join(numbers)}"
        self.since, self.phones = len(self.parents), []

    def lines(self) -> list[str]:
        return [
            f"{f'{one.relation}: ' if one.relation else ''}{'; '.join([*one.said, *self.before])} — {bare_line(self.child)}"
            f"{one.asked}"
            for one in self.parents
        ]


def people_in(cell: str) -> list[str]:
    """The parents of a cell, each with what is said behind the name; none where it does not begin with a name."""
    if not is_full_name(_name_in(_piece(cell))):
        return []
    parted = [found for found in _NEXT.finditer(cell) if _is_parent(_piece(cell, found.end()))]
    starts = [0, *(found.end() for found in parted)]
    ends = [*(found.start() for found in parted), len(cell)]
    return [cell[start:end] for start, end in zip(starts, ends, strict=True)]


def _piece(cell: str, start: int = 0) -> str:
    """What stands from `start` up to the next comma, bracket or parent."""
    end = _PIECE.search(cell, start)
    return cell[start : end.start() if end else None]


def _is_parent(piece: str) -> bool:
    """Whether what is behind a comma is one more parent, no place of work: a word, a patronymic, a usual first name says it."""
    name = _name_in(piece)
    if not is_full_name(name):
        return False
    last, first, *more = name.split()
    usual = "." in name or words.is_given_name(first) or words.ends_as_patronymic([last, first, *more][-1])
    return usual or bool(words.RELATION.match(piece))


def _is_of_phones(cell: str) -> bool:
    left, found = phones.WHOLE.subn("", cell)
    return bool(found) and not re.search(r"\w", phones.MESSENGER.sub("", left))


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


def _beside_child(line: str, reading: Reading) -> list[str]:
    """«Соколов Петя - Соколова Дарья мама 8…, Соколов Олег папа 8…», the pupil before a sign or a comma, or behind a dash.

    Who is no pupil is the child only before a dash, with a word for each of those behind it.
    """
    for sign in _SIGN.finditer(line):
        one, said = line[: sign.start()].strip(_AROUND), _BEFORE_NAME.match(line, sign.end())
        other = f"{line[said.end() :]}, {said.group().strip(_AROUND)}" if said else line[sign.end() :]
        child, people = one, people_in(other)
        if " " in sign.group() and are_pupils(other, reading.pupils):
            child, people = other.strip(_AROUND), people_in(line[: sign.start()])
        elif not are_pupils(one, reading.pupils):
            named = (
                "," not in sign.group()
                and ";" not in sign.group()
                and (is_full_name(one) or _WORD.fullmatch(one))
            )
            people = people if named and all(map(_says_relation, people)) else []
        least = 1 if "," in sign.group() else 2  # nothing else reads a comma so
        if len(people) >= least and not any(
            is_pupil(_name_in(_piece(person)), reading.pupils) for person in people
        ):
            return [f"{person.strip(' ;,')} — {child}" for person in people]
    return []


def _says_relation(person: str) -> bool:
    return bool(words.RELATION.match(person) or words.RELATION_BEHIND.search(phones.WHOLE.sub(";", person)))


def _of_phones(line: str) -> list[str]:
    """«Соколова Д. О. 8…, Соколов О. И. 8…»: each with a phone, so that none of them is the child."""
    people = people_in(line)
    return people if len(people) > 1 and all(map(phones.WHOLE.search, people)) else []


def _is_named(line: str, found: re.Match[str]) -> bool:
    """Whether behind the word a whole name stands, and no child's in the form of whom."""
    name = re.match(r"[А-ЯЁ][а-яё'-]+ [А-ЯЁ][а-яё'-]+", line[found.end() :])
    return name is not None and not any(names_a_child(word, ()) for word in name.group().split())


def _name_in(cell: str) -> str:
    """A parent's cell without what may stand beside the name: a word for the parent, a phone, an e-mail."""
    text = BORN.sub("", _MAIL.sub("", phones.WHOLE.sub("", cell)))
    text = words.RELATION_BEHIND.sub("", text).strip(_AROUND)
    while said := words.RELATION_NEXT.match(text):
        text = text[said.end() :]
    return text.strip(_AROUND)
