"""The numbers that messages come from: the phone of a grown-up who wrote of themselves, told wherever it is not written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.phones import show_phone
from orgstructure.pasted.messages import sender_phone
from orgstructure.pasted.parts import Reading
from orgstructure.pasted.rows import Row


def with_senders(rows: Sequence[Row], lines: Mapping[int, str], reading: Reading) -> list[Row]:
    """The rows, each adult without a phone with the number of the message, where nobody else of the list wrote from it."""
    senders = {row.number: sender_phone(lines[row.number]) for row in rows if row.person}
    often = Counter(senders.values())
    return [
        _with_sender(row, number, alone=reading.of_adults and often[number] == 1)
        if (number := senders.get(row.number, ""))
        else row
        for row in rows
    ]


def _with_sender(row: Row, number: str, *, alone: bool) -> Row:
    if row.person is None or row.person.phone == number:
        return row
    if alone and not row.person.phone and not row.apart:
        note = "телефон — номер, с которого прислано сообщение"
        return replace(row, person=replace(row.person, phone=number), notes=(*row.notes, note))
    return replace(row, notes=(*row.notes, f"номер отправителя не записывается: {show_phone(number)}"))
