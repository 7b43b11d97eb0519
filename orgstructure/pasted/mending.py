"""Answers and corrections, written back into the text of a list: the text alone says all that was decided."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.errors import Invalid
from core.folding import one_line
from core.numbers import row_number
from orgstructure.pasted.heads import PUPIL
from orgstructure.pasted.line import (
    MARKS,
    UNREAD,
    PersonLine,
    children_of,
    relation_word,
    write_line,
)
from orgstructure.pasted.lines import lines_of
from orgstructure.pasted.lists import read_list
from orgstructure.pasted.phones import in_town
from orgstructure.pasted.questions import asks_of_name, in_usual_case, turned
from orgstructure.pasted.rows import ReadList, Row
from orgstructure.pasted.shared import with_shared

# What is typed into a row that is being corrected, and what was said of it before.
ROW_FIELDS = (
    "last_name", "first_name", "patronymic", "phone", "email", "post", "birth_date", "relation", "child", "another", "same",
    "school_class", "unread", "kin", "fill", "adult", "gone", "own_phone", "sure", "short",
)  # fmt: skip
ALL = "all"
# What may be done to the person of a line; the line is then written so that nothing is left to guess.
_VERBS: dict[str, Callable[[PersonLine], PersonLine]] = {
    "turn": turned,
    "case": in_usual_case,
    "keep": lambda person: person,
    "trust": lambda person: person,
    "another": lambda person: replace(person, another=True, same=False),
    "same": lambda person: replace(person, same=True, another=False),
    "guards": lambda person: replace(person, kin=""),
    "here": lambda person: replace(person, school_class=""),
    "undate": lambda person: replace(person, birth_date=None),
    "forget": lambda person: replace(person, unread=""),
    "orphan": lambda person: replace(person, unread=""),
    "own": lambda person: replace(person, own_phone=True, unread=""),
    "unphone": lambda person: replace(person, phone="", unread=""),
    "alone": lambda person: replace(person, child=""),
    "fill": lambda person: replace(person, fill=True),
    "adult": lambda person: replace(person, adult=True),
    "stays": lambda person: replace(person, gone=""),
    "civil": lambda person: replace(person, post=""),
    "area": lambda person: replace(person, short=""),  # with the number, below
    "sure": lambda person: replace(person, sure=True),
    "swap": lambda person: replace(person, relation="father" if person.relation == "mother" else "mother"),
}
_BESIDES = {
    "case",
    "another",
    "guards",
    "here",
    "undate",
    "forget",
    "orphan",
    "own",
    "unphone",
    "alone",
    "fill",
    "adult",
    "stays",
    "civil",
    "sure",
    "swap",
    "area",
}  # say nothing of the name: what is asked of it is asked still
_DROPS = {"drop", "aside", "omit", "unlist", "depart"}
_OF_NAMES = {"order", "patronymic", "initials"}
_ASKED = {
    "turn": "order",
    "keep": "order",
    "trust": "patronymic",
    "case": "case",
    "here": "class",
    "aside": "class",
    "undate": "minor",
    "forget": "unread",
    "orphan": "relative",
    "own": "whose",
    "unphone": "whose",
    "split": "children",
    "omit": "kin",
    "unlist": "pupil",
    "head": "head",
    "depart": "gone",
    "stays": "gone",
    "apart": "parents",
    "area": "area",
}


def mend(text: str, verb: str, number: str, **reading: Any) -> str:
    """The text with `verb` done to line `number` («3», «3,7»), or with «all» to each line of which it is asked.

    Verbs: `_VERBS`, `_DROPS`, «split», «apart» and «head»; `reading`: as of `read_list`. What does not fit the text as it is
    now changes nothing.
    """
    lines = lines_of(text)
    try:
        read = read_list(text, **reading)
    except Invalid:
        return text
    meant = _meant(read, verb, number)
    meant = with_shared(read.rows, meant) if verb == "unphone" else meant
    for at in meant:
        row = next((row for row in read.rows if row.number == at), None)
        if row is None:
            continue
        if verb in _DROPS:
            lines[at - 1] = ""
            _say_child(lines, read, row, meant)
        elif row.apart and verb == "apart":
            lines[at - 1] = "\n".join(row.apart)
        elif at in read.heads and verb == "head":
            lines[at - 1] = f"{PUPIL}{read.heads[at]}"
        elif row.person and verb == "split":
            lines[at - 1] = _a_line_for_each_child(row.person)
        elif row.person and verb in _VERBS:
            if verb == "case" and (calm := _in_usual_case(lines[at - 1], row.person, reading)):
                lines[at - 1] = calm
                continue
            guess = verb in _BESIDES and _asks_of_name(row) and not (verb == "alone" and row.head)
            person = _VERBS[verb](row.person)
            if verb == "area":
                person = replace(person, phone=in_town(row.person.short, reading.get("school_phone", "")))
            if (
                row.under and not person.school_class
            ):  # said in the line, so that the heading does not say another
                person = replace(person, school_class=reading["school_class"])
            lines[at - 1] = write_line(person, guess=guess)
    return "\n".join(lines)


def _in_usual_case(line: str, person: PersonLine, reading: dict[str, Any]) -> str:
    """The line with the name as names are written and all else as it was; '' where it has to be written anew."""
    meant = in_usual_case(person)
    for name in ("last_name", "first_name", "patronymic"):
        was, now = getattr(person, name), getattr(meant, name)
        line = re.sub(rf"(?<!\w){re.escape(was)}(?!\w)", now, line, count=1) if was != now else line
    again = read_list(line, **reading).rows[0].person
    return line if again and again.full_name == meant.full_name else ""


def _say_child(lines: list[str], read: ReadList, dropped: Row, meant: list[int]) -> None:
    """An empty line in place of a dropped one parts those below from the pupil above: each says the child itself."""
    if not dropped.head:
        return
    lines[dropped.head - 1] = f"{PUPIL}{read.heads[dropped.head]}"
    for row in read.rows:
        if (
            row.head == dropped.head
            and row.number > dropped.number
            and row.number not in meant
            and row.person
        ):
            lines[row.number - 1] = write_line(row.person, guess=_asks_of_name(row))


def _a_line_for_each_child(person: PersonLine) -> str:
    first, *others = children_of(person)
    rows = [replace(person, child=first)]
    rows += [replace(person, child=child, same=True, another=False) for child in others]
    return "\n".join(map(write_line, rows))


def _asks_of_name(row: Row) -> bool:
    unsaid = row.guessed and row.person is not None and bool(asks_of_name(row.person))
    return unsaid or any(question.kind in _OF_NAMES for question in row.questions)


def put_child(text: str, number: int, was: str, child: str, **reading: Any) -> str:
    """The text with the child of a parent's line named anew, if the line still is `was`. `reading`: as `read_list` takes it."""
    lines = lines_of(text)
    if not child or not 1 <= number <= len(lines) or one_line(lines[number - 1]) != one_line(was):
        return text
    try:
        row = next((row for row in read_list(text, **reading).rows if row.number == number), None)
    except Invalid:
        return text
    if row and row.person:
        person = replace(row.person, child=one_line(child))
        lines[number - 1] = write_line(person, guess=_asks_of_name(row))
    return "\n".join(lines)


def _meant(read: ReadList, verb: str, number: str) -> list[int]:
    if number != ALL:
        return [at for at in map(row_number, number.split(",")) if at is not None]
    kind = _ASKED.get(verb)
    return [row.number for row in read.rows if any(question.kind == kind for question in row.questions)]


def put_line(text: str, number: int, was: str, line: str) -> str:
    """The text with line `number` replaced, if it still is `was`: a list that was changed meanwhile is left alone."""
    lines = lines_of(text)
    if (
        one_line(line) == one_line(was)
        or not 1 <= number <= len(lines)
        or one_line(lines[number - 1]) != one_line(was)
    ):
        return text
    lines[number - 1] = one_line(line)
    return "\n".join(lines)


def typed_line(typed: Mapping[str, str]) -> str:
    """A line of what was typed into the fields of a row (ROW_FIELDS), whatever it was: reading it tells what is wrong."""
    value = {name: one_line(typed.get(name, "")).replace("|", " ").replace(";", ",") for name in ROW_FIELDS}
    name = f"{value['last_name']} | {value['first_name']} | {value['patronymic']}".removesuffix(" | ")
    marks = [words for words, key in MARKS.items() if value[key]]
    parts = [
        relation_word(value["relation"], value["kin"]) + name,
        value["phone"] or value["short"],
        value["email"],
        value["birth_date"],
        value["post"],
        value["school_class"],
        value["gone"],
    ]
    line = "; ".join(filter(None, [*parts, *marks]))
    line = f"{line} — {value['child']}" if value["child"] else line
    return f"{line}; {UNREAD}{value['unread']}" if value["unread"] else line
