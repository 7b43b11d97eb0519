"""A whole pasted list: headers left out, each line read, what must be asked or may be offered about it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.errors import Invalid
from core.folding import one_line
from core.phones import phone_note
from orgstructure.pasted import words
from orgstructure.pasted.above import of_above, with_those_above
from orgstructure.pasted.apart import columns_of_children, parents_apart
from orgstructure.pasted.children import names_pupil
from orgstructure.pasted.classes import class_of, class_of_heading
from orgstructure.pasted.columns import by_columns, is_table_head, without_blanks, without_columns
from orgstructure.pasted.heads import Head, heads_among, is_head, says_all
from orgstructure.pasted.line import PersonLine, bare_line, cells_of, split_line
from orgstructure.pasted.lines import lines_of
from orgstructure.pasted.messages import has_stamp, is_stamp, without_stamp
from orgstructure.pasted.names import TooShort, name_of
from orgstructure.pasted.nobody import nobody_in
from orgstructure.pasted.parts import Parts, Reading
from orgstructure.pasted.posts import LED, label_of_staff
from orgstructure.pasted.questions import (
    asks_besides,
    asks_of_case,
    asks_of_name,
    of_class,
    of_head,
    of_order,
    of_parents,
    starts_with_surname,
)
from orgstructure.pasted.relatives import with_childs_phone
from orgstructure.pasted.rows import ReadList, Row
from orgstructure.pasted.senders import with_senders
from orgstructure.pasted.shared import ask_of_shared
from orgstructure.pasted.two import two_in

MAX_LINES = 1_000
_SCHOOL_YEAR = re.compile(r"(?<!\d)20\d\d\s*[-–—/]\s*(?:20\d\d(?!\d)|\d\d\s*уч)", re.IGNORECASE)
_GROUP = re.compile(r"[А-ЯЁа-яё]+(?:[\s-]+[а-яё\d]+){0,4}\s*:")  # «Вторая подгруппа:»
NOBODY = "никто не назван"
OF_STAFF = "строка о сотруднике, не записывается"
TITLE = "похоже на заголовок, а не на человека"


def read_list(text: str, **how: Any) -> ReadList:
    """Read «Фамилия Имя Отчество» lines, each with a phone, an e-mail, a birthday, a post in any order after the name.

    `how`: as Reading has it. `with_children`: lines of parents, «мать: Белова Анна Ильинична; +7 900 000-14-08 — Белов Илья»;
    both the word before the name and the child may be left out, a pupil alone in a line is the child of those below; `pupils`,
    `parents`: names (search_form) of the class; `today`: to ask about an adult who is a minor, and to tell the century of
    «12.03.19». `school_class`: the title of the chosen class; a line that names another is asked about. No line raises: what
    is wrong with one is its `error`. Raises Invalid for an empty or a far too long list.
    """
    lines = [(number, line) for number, line in enumerate(lines_of(text), 1) if one_line(line)]
    if not lines:
        raise Invalid("Список пуст. Вставьте людей, по одному в строке: Фамилия Имя Отчество.", field="text")
    if len(lines) > MAX_LINES:
        raise Invalid(
            f"В списке {len(lines)} строк, а за раз можно {MAX_LINES}. Разделите его.", field="text"
        )
    reading = Reading(**how)
    if not reading.of_adults and any(words.heads_parents_phones(cells_of(line)) for _, line in lines):
        reading = replace(reading, parents_phones=True)
    columns = _columns(lines)
    columns = columns_of_children(lines, columns, reading) if reading.with_children else columns
    rows = [_row(number, line, columns[number], reading) for number, line in lines]
    heads = heads_among(lines, reading)
    rows = _below_heads(rows, heads, dict(lines), columns, reading) if heads else rows
    rows = with_those_above(with_senders(rows, dict(lines), reading), reading)
    rows = _ask_of_order(_under_classes(rows, reading))
    rows = rows if reading.of_adults else ask_of_shared(rows)
    return ReadList(rows, {number: head.name for number, head in heads.items()})


def _under_classes(rows: list[Row], reading: Reading) -> list[Row]:
    """The rows below a heading of another class than the chosen one, each asked about that says no class itself."""
    found, above = [], ""
    for row in rows:
        if row.skipped.startswith((TITLE, OF_STAFF)) and (
            named := class_of_heading(row.line, reading.school_class)
        ):
            above = named if named != reading.school_class else ""
        person = row.person
        if above and person:
            row = replace(row, under=above)
            if not (row.in_class or person.school_class or row.apart):
                asked = of_class(f"Строка под заголовком {above}", reading)
                person = replace(person, school_class=above)
                row = replace(row, person=person, questions=(asked, *row.questions))
        found.append(row)
    return found


def _ask_of_order(rows: list[Row]) -> list[Row]:
    """Where half of a list's names or more begin with the first name, any other of no certain order is asked about."""
    guessed = [
        row for row in rows if row.guessed and not {one.kind for one in row.questions} & {"head", "pupil"}
    ]
    first = [row.number for row in guessed if any(asked.kind == "order" for asked in row.questions)]
    if len(first) < 2 or 2 * len(first) < len(guessed):
        return rows
    unsure = [row.number for row in guessed if row.person and not starts_with_surname(row.person)]
    return [_asked_of_order(row) if row.number in {*unsure} - {*first} else row for row in rows]


def _asked_of_order(row: Row) -> Row:
    asked = [question for question in row.questions if question.kind != "patronymic"]
    return replace(row, questions=(of_order(row.person), *asked)) if row.person else row


def _columns(lines: Sequence[tuple[int, str]]) -> dict[int, list[str]]:
    """{line: the names of the columns above it}."""
    found: dict[int, list[str]] = {}
    names: list[str] = []
    for number, line in lines:
        names = cells_of(line) if is_table_head(cells_of(line)) else names
        found[number] = names
    return found


def _row(number: int, line: str, columns: Sequence[str], reading: Reading, child: str = "") -> Row:
    """A line, under the names of its columns; `child`: whom a line above names."""
    said, left = without_columns(without_blanks(without_stamp(line)), columns, reading)
    said = with_childs_phone(by_columns(said, columns, reading), reading)
    apart = parents_apart(said, columns, reading)
    row = _read(number, line, reading, child=child, said=[*apart, said][0])
    if row.error and not apart and (apart := two_in(said)):
        row = _read(number, line, reading, child=child, said=apart[0])
    row = replace(row, left_out=left if row.person else ())
    return _of_several(row, apart, reading) if len(apart) > 1 else row


def _of_several(row: Row, apart: list[str], reading: Reading) -> Row:
    """The row of the first of several parents; the others wait until each has a line."""
    if not row.person or row.error:
        return row
    others = [_read(row.number, line, reading).person for line in apart[1:]]
    names = [person.full_name for person in (row.person, *others) if person]
    shown = tuple(name for name in row.hidden if name != "unread")
    left = replace(row.person, unread=", ".join(filter(None, [row.person.unread, *apart[1:]]))[:200])
    return replace(
        row, person=left, questions=(of_parents(names, reading),), apart=tuple(apart), hidden=shown
    )


def _below_heads(
    rows: list[Row],
    heads: dict[int, Head],
    lines: dict[int, str],
    columns: dict[int, list[str]],
    reading: Reading,
) -> list[Row]:
    """The rows with the child whom a line above names; up to an empty line."""
    found: list[Row] = []
    head, starts, last = 0, True, 0
    for at, row in enumerate(rows):
        if row.number != last + 1 or has_stamp(lines[row.number]):
            head, starts = 0, True
        last = row.number
        below = rows[at + 1] if at + 1 < len(rows) and rows[at + 1].number == last + 1 else None
        follows = (
            below is not None
            and below.number not in heads
            and not (below.skipped and not below.skipped.startswith(NOBODY))
        )
        if row.number in heads:
            named = lines[last + 1] if below and follows and not (below.person and below.person.child) else ""
            claimed = bool(below and below.person and below.person.child == heads[last].name)
            sure = is_head(heads[last], named, reading, starts=starts or bool(head), claimed=claimed)
            row = _head_row(row, sure, follows)
            head = last if sure else 0
        elif head and not row.skipped and not says_all(lines[last]) and not (row.person and row.person.child):
            row = replace(_row(last, lines[last], columns[last], reading, heads[head].name), head=head)
        starts = starts and bool(row.skipped)
        found.append(row)
    return found


def _head_row(row: Row, sure: bool, follows: bool) -> Row:
    if sure:
        what = "ученик класса: ниже его родители" if follows else "ученик класса, а не родитель"
        return Row(row.number, row.line, skipped=what)
    asked = of_head(row.person) if row.person and follows else None
    is_asked = any(one.kind == "pupil" for one in row.questions)
    return replace(row, questions=(asked,)) if asked and is_asked else row


def _read(number: int, line: str, reading: Reading, *, child: str = "", said: str = "") -> Row:
    """A line as it is; `child`: whom a line above names; `said`: the words that are read in its place."""
    text, without_child = one_line(line), () if reading.with_children else ("child",)
    hidden = without_child if reading.with_posts and without_child else ("post", *without_child)
    if is_table_head(cells_of(line)):
        return Row(number, text, skipped="заголовок таблицы")
    if is_stamp(text):
        return Row(number, text, skipped="время сообщения")
    bare = bare_line(without_stamp(line))
    if not reading.of_staff and (label := label_of_staff(bare)) and not names_pupil(bare, reading.pupils):
        return Row(number, text, skipped=f"{OF_STAFF}: «{label}»")
    if nobody := nobody_in(without_stamp(line), reading):
        return Row(number, text, skipped=f"{NOBODY}: «{nobody}»")
    if meant := of_above(number, without_stamp(line), child, reading, hidden):
        return meant
    line = said or without_stamp(line)
    if _is_title(one_line(line)) or _is_class(one_line(line), reading):
        return Row(number, text, skipped=TITLE)
    try:
        parts = split_line(line, reading)
        if child and not parts.found.get("child"):
            parts.found["child"] = child
        if not parts.name and not parts.found.keys() - {"unread"}:
            if not re.search(r"[^\W\d_]", text):
                return Row(number, text, skipped="в строке никого нет")
            raise Invalid(f"«{text[:60]}»: имя не прочитано. Исправьте строку или пропустите её.")
        if "child" in parts.found and not any(parts.name):
            return _nameless(number, text, parts, hidden)
        last, first, patronymic = name_of(parts, line, reading.whose)
        person = PersonLine(number, last, first, patronymic, **parts.found)  # type: ignore[arg-type]
    except TooShort as short:
        known = PersonLine(number, short.last, short.first, **parts.found)  # type: ignore[arg-type]
        return Row(
            number,
            text,
            known,
            tuple(parts.notes),
            error=short.message,
            hidden=_without_unread(hidden, known),
        )
    except Invalid as refusal:
        return Row(number, text, error=refusal.message)
    notes = list(parts.notes)
    if person.phone and phone_note(person.phone):
        notes.append(phone_note(person.phone))
    is_asked = (
        not reading.with_children or LED.search(person.post) or (words.POST.match(bare) and not person.child)
    )
    if person.post and "post" in hidden and not is_asked:
        notes.append(f"должность записывается только у сотрудника: «{person.post}»")
        person = replace(person, post="")
    hidden = _without_unread(hidden, person)
    asks = [] if parts.explicit else asks_of_name(person)
    besides = asks_besides(person, reading)
    if any(one.kind == "pupil" for one in besides):  # first whose name it is, then how it is to be read
        asks = []
    asks += asks_of_case(person) + besides
    told, asked, guessed = tuple(notes), tuple(asks), not parts.explicit
    return Row(number, text, person, told, asked, hidden=hidden, in_class=parts.in_class, guessed=guessed)


def _without_unread(hidden: tuple[str, ...], person: PersonLine) -> tuple[str, ...]:
    return hidden if person.unread else (*hidden, "unread")


def _nameless(number: int, text: str, parts: Parts, hidden: tuple[str, ...]) -> Row:
    """«Мама Артёма Кузнецова»: the child and the phone are kept, the parent's name is asked for."""
    person = PersonLine(number, "", "", **parts.found)  # type: ignore[arg-type]
    error = f"Нет имени родителя: «{text[:60]}». Впишите фамилию и имя или пропустите строку."
    return Row(number, text, person, tuple(parts.notes), error=error, hidden=(*hidden, "unread"))


def _is_title(text: str) -> bool:
    if re.search(r"\d{5}|@", text) or len(text.split()) >= 12:
        return False
    if _SCHOOL_YEAR.search(text) and not re.search(r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+", text):
        return True
    title = words.TITLE.match(text)
    if not title:
        named = words.RELATION.match(text) or any(map(words.is_given_name, re.findall(r"\w+", text)))
        return bool(_GROUP.fullmatch(text)) and not named
    # «2 А класс Белов Илья» is somebody
    return not (text[0].isdigit() and re.search(r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+", text[title.end() :]))


def _is_class(text: str, reading: Reading) -> bool:
    """Whether a line is a class and nothing else, «1Б», «Класс: 1 «Б»», or says who leads it, too: «1Б, кл. рук. Титова Ия»."""
    led = None if reading.of_staff else LED.search(text)
    text = text[: led.start()].strip(" ,;:(—–-") if led else text
    return bool(re.search(r"[^\W\d]", text) and class_of(text, reading.school_class))
