"""Answers and corrections, written back into the text of a list: the text alone says all that was decided."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.errors import Invalid
from core.folding import one_line
from core.numbers import row_number
from orgstructure.pasted.line import ANOTHER, SAME, PersonLine, write_line
from orgstructure.pasted.lists import ReadList, in_usual_case, lines_of, read_list, turned

# What is typed into a row that is being corrected, and what was said of it before.
ROW_FIELDS = (
    "last_name", "first_name", "patronymic", "phone", "email", "post", "birth_date", "relation", "child", "another", "same",
)  # fmt: skip
ALL = "all"
# What may be done to the person of a line; the line is then written so that nothing is left to guess.
_VERBS: dict[str, Callable[[PersonLine], PersonLine]] = {
    "turn": turned,
    "case": in_usual_case,
    "keep": lambda person: person,
    "another": lambda person: replace(person, another=True, same=False),
    "same": lambda person: replace(person, same=True, another=False),
}
_ASKED = {"turn": "order", "keep": "order", "case": "case"}
_RELATIONS = {"mother": "мать: ", "father": "отец: ", "guardian": "представитель: "}


def mend(text: str, verb: str, number: str, *, with_children: bool) -> str:
    """The text with `verb` done to line `number`, or with «all» to each line of which it is asked.

    Verbs: turn, case, keep, another, same, drop. What does not fit the text as it is now changes nothing.
    """
    lines = lines_of(text)
    try:
        read = read_list(text, with_children=with_children)
    except Invalid:
        return text
    for at in _meant(read, verb, number):
        row = next((row for row in read.rows if row.number == at), None)
        if row is None:
            continue
        if verb == "drop":
            lines[at - 1] = ""
        elif row.person and verb in _VERBS:
            lines[at - 1] = write_line(_VERBS[verb](row.person))
    return "\n".join(lines)


def _meant(read: ReadList, verb: str, number: str) -> list[int]:
    if number != ALL:
        at = row_number(number)
        return [] if at is None else [at]
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
    marks = [words for key, words in (("another", ANOTHER), ("same", SAME)) if value[key]]
    parts = [
        _RELATIONS.get(value["relation"], "") + name,
        value["phone"],
        value["email"],
        value["birth_date"],
        value["post"],
    ]
    line = "; ".join(filter(None, [*parts, *marks]))
    return f"{line} — {value['child']}" if value["child"] else line
