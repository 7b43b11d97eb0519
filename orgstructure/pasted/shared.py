"""Phones that several pupils of a list have, so that they are a parent's, mostly."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from orgstructure.pasted.questions import of_phone
from orgstructure.pasted.rows import Row

_FIRST = {"whose", "relative", "unread"}  # asked of the row before this is


def ask_of_shared(rows: Sequence[Row]) -> list[Row]:
    """The rows of pupils, each asked whose the phone is that another pupil of the list has, too, until it is said."""
    owners: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.person and row.person.phone and not row.error:
            owners[row.person.phone].append(row)
    return [_asked(row, owners[row.person.phone]) if row.person and not row.error else row for row in rows]


def _asked(row: Row, owners: list[Row]) -> Row:
    person = row.person
    if person is None or not person.phone or person.own_phone or _open(row):
        return row
    others = [one.person for one in owners if one.person and one.person.search_name != person.search_name]
    if not others:
        return row
    said = ", ".join(f"{one.full_name} (строка {one.number})" for one in others[:3])
    asked = of_phone(f"тот же телефон у другого ученика: {said}", person.phone)
    return replace(row, questions=(*row.questions, asked))


def _open(row: Row) -> bool:
    return any(question.kind in _FIRST for question in row.questions)


def with_shared(rows: Sequence[Row], meant: list[int]) -> list[int]:
    """The lines that are meant, and those that are asked of the same phones: a parent's phone is of none of the pupils."""
    asked = [row for row in rows if any(question.kind == "whose" for question in row.questions)]
    phones = {row.person.phone for row in asked if row.person and row.number in meant} - {""}
    return [
        *meant,
        *(
            row.number
            for row in asked
            if row.person and row.person.phone in phones and row.number not in meant
        ),
    ]
