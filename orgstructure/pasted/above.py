"""«Ким Даниил — мать та же»: the parent of the line above, once more for another child."""

from collections.abc import Sequence
from dataclasses import replace

from core.folding import one_line
from core.names import search_form
from core.phones import show_phone
from orgstructure.pasted.line import PersonLine, write_line
from orgstructure.pasted.nobody import Above, above_in, said_besides
from orgstructure.pasted.parts import Reading
from orgstructure.pasted.questions import asks_besides, of_parents
from orgstructure.pasted.rows import Row


def of_above(number: int, line: str, child: str, reading: Reading, hidden: Sequence[str]) -> Row | None:
    """The row of a line that means somebody above, wrong until it is known who that is; None for any other line."""
    named = above_in(line, reading)
    if not named:
        return None
    own, besides = said_besides(line, reading)
    relation = named[0].relations[0] if len(named[0].relations) == 1 else ""
    person = PersonLine(
        number, "", "", child=own or child, relation=relation, unread=", ".join(besides)[:200]
    )
    text = one_line(line)
    why = "кто это, по строкам выше не понять" if person.child else "чей это родитель, не сказано"
    error = f"«{text[:60]}»: {why}. Впишите имя и ребёнка или пропустите строку."
    return Row(
        number, text, person, error=error, hidden=tuple(hidden) + (() if besides else ("unread",)),
        above=tuple(named),
    )  # fmt: skip


def with_those_above(rows: Sequence[Row], reading: Reading) -> list[Row]:
    """The rows, each that means somebody above with that person, where only one is meant."""
    found: list[Row] = []
    for row in rows:
        found.append(_filled(row, found, reading) if row.above and row.person and row.person.child else row)
    return found


def _filled(row: Row, before: list[Row], reading: Reading) -> Row:
    own = row.person
    family = _family(row, before)
    meant = [_meant(one, family) for one in row.above]
    if own is None or not all(meant):
        return row
    people = [
        _again(parent, own) for parent in {one.number: one for group in meant for one in group}.values()
    ]
    lines = sorted({str(parent.number) for group in meant for parent in group}, key=int)
    said = ", ".join(f"«{one.said}»" for one in row.above)
    note = f"{said} — {', '.join(one.full_name for one in people)}: {'строки' if len(lines) > 1 else 'строка'} {', '.join(lines)}"
    first, *others = people
    row = replace(row, person=first, error="", notes=(note, *row.notes))
    if not others:
        return replace(row, questions=tuple(asks_besides(first, reading)))
    names = [one.full_name for one in people]
    return replace(row, questions=(of_parents(names, reading),), apart=tuple(map(write_line, people)))


def _family(row: Row, before: list[Row]) -> list[PersonLine]:
    """The parents of the child whom the lines above name last, up to an empty line or one that is not read."""
    own = search_form(row.person.child) if row.person else ""
    last, child = row.number, own
    family: list[PersonLine] = []
    for above in reversed(before):
        theirs = search_form(above.person.child) if above.person else own
        other_family = child != own and theirs not in (own, child)
        if above.number != last - 1 or above.error or above.apart or other_family:
            break
        last = above.number
        if above.person and theirs != own:
            child = theirs
            family.append(above.person)
    return family[::-1]


def _meant(one: Above, family: list[PersonLine]) -> list[PersonLine]:
    """Whom a word means: one of a relation, or all of the family; [] where that is not clear."""
    if one.every:
        return family
    found = [parent for parent in family if parent.relation in one.relations]
    names = {parent.search_name for parent in found}
    return found[:1] if len(names) == 1 else []


def _again(parent: PersonLine, own: PersonLine) -> PersonLine:
    """The parent for one more child; what else the line says is asked about, but for the phone that is theirs."""
    besides = [said for said in own.unread.split(", ") if said and not _is_phone(said, parent.phone)]
    return replace(
        parent, number=own.number, child=own.child, same=True, another=False, fill=False, school_class="",
        unread=", ".join(besides),
    )  # fmt: skip


def _is_phone(said: str, phone: str) -> bool:
    digits = "".join(filter(str.isdecimal, said))
    return bool(phone) and digits[-10:] == "".join(filter(str.isdecimal, show_phone(phone)))[-10:]
