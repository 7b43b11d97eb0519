"""What is asked of rows that may be one person, or somebody who is known; what of a row is not written, and why."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from core.phones import show_phone
from orgstructure.pasted.line import PersonLine
from orgstructure.pasted.posts import is_among
from orgstructure.pasted.questions import Question
from orgstructure.pasted.rows import ReadList
from orgstructure.pasted.settling import Known, Settled

SAME = ("same", "Тот же человек")
ANOTHER = ("another", "Другой человек")
_EMPTY = {"name": "полное имя", "phone": "телефон", "email": "почта", "birth_date": "дата рождения"}


def ask_about_doubles(
    read: ReadList, settled: Sequence[Settled], *, parents: bool, fillable: Collection[int] = ()
) -> None:
    """Add to the rows what is asked about people of one name, and say which are there already.

    `fillable`: the known people whose cards the reader may change: what is empty there the list may fill, who is in
    another class is taken out there.
    """
    rows = {row.number: row for row in read.rows}
    for one in settled:
        first = rows[one.line].person if one.card is None and one.line in rows else None
        row, question, note = rows[one.row.number], _question(one, parents, fillable), _note(one, first)
        asked = [question] if question else []
        if one.known in fillable and one.gaps and not one.fills:
            asked.append(
                Question("fill", "", (("fill", f"Дополнить карточку: {_named(one.gaps)}"),), blocks=False)
            )
        read.replace(
            row.number,
            questions=(*row.questions, *asked),
            notes=(*row.notes, note) if note else row.notes,
        )


def _named(gaps: Collection[str]) -> str:
    return ", ".join(words for name, words in _EMPTY.items() if name in gaps)


def _question(one: Settled, parents: bool, reachable: Collection[int]) -> Question | None:
    rival, card = one.rival, one.card
    if one.held:
        return _of_held(one.held, reachable)
    if rival is None:
        asks = card and not one.links and not one.row.another
        return Question("there", "", (("another", "Это другой человек"),), blocks=False) if asks else None
    if isinstance(rival, PersonLine):
        return _of_lines(one, rival, parents)
    if rival.place or rival.search_name != one.row.search_name:
        where = (
            f"в портале уже есть {rival.full_name}, {rival.place}"
            if rival.place
            else f"здесь уже есть {rival.full_name}"
        )
        return Question("known", f"{where}: тот же человек?", (SAME, ANOTHER))
    if one.pupil in rival.children:
        asked = f"у этого ребёнка уже есть {rival.full_name}, но с другим телефоном: тот же человек?"
        answers = (("same", "Тот же человек, телефон в карточке не менять"), ANOTHER)
        return Question("parent", asked, answers)
    return _of_two_parents("в классе")


def _of_held(held: Known, reachable: Collection[int]) -> Question:
    """Of a pupil of another class, who cannot be written here: what to do first, and where."""
    asked = (
        f"{held.full_name} учится в {held.place}, а ученик состоит в одном классе. Если это тот же ученик и класс сменился, "
        "сначала уберите его из прежнего: кнопка «Убрать» в карточке. А эту строку пока пропустите"
    )
    card = held.pk if held.pk in reachable else None
    return Question("held", asked, (("drop", "Пропустить строку"), ANOTHER), card=card)


def _of_lines(one: Settled, rival: PersonLine, parents: bool) -> Question:
    same_name = rival.search_name == one.row.search_name
    if parents and same_name and not one.repeats:
        return _of_two_parents(f"в строке {rival.number}")
    asked = f"такое же имя в строке {rival.number}"
    if not same_name:
        asked = f"в строке {rival.number} {rival.full_name}: тот же человек?"
    return Question("double", asked, (ANOTHER, ("drop", "Повтор, убрать строку")))


def _of_two_parents(where: str) -> Question:
    return Question(
        "parent",
        f"такое же имя {where}: пока не сказано, что это один человек, запишем двух",
        (("same", "Это один человек"), ("another", "Это разные люди")),
        blocks=False,
    )


def _note(one: Settled, first: PersonLine | None) -> str:
    """Who a row is, and what of it is not written. `first`: whose row it goes with."""
    if one.card is not None:
        filled = {name: value for name, value in one.fills.items() if name != "name"}
        said = one.row if "name" in one.fills else one.card
        card = replace(one.card, search_name=said.search_name, **filled)  # type: ignore[arg-type]
        lost = _lost(one.row, card, card.posts)
        told = f"в карточку допишется: {_named(one.fills)}" if one.fills else ""
        kept = f"в карточке остаётся как есть, не записывается: {', '.join(lost)}" if lost else ""
        where = f"уже есть в портале: {one.card.full_name}, {one.card.place}" if one.card.place else ""
        return "; ".join(filter(None, (where, told, kept)))
    if one.line == one.row.number or first is None:
        return ""
    lost, note = _lost(one.row, first, (first.post,)), f"тот же человек, что в строке {one.line}"
    return f"{note}; не записывается: {', '.join(lost)}" if lost else note


def _lost(row: PersonLine, card: PersonLine | Known, posts: Sequence[str]) -> list[str]:
    """What the row says and the card, which stays as it is, does not."""
    name = row.full_name if row.search_name != card.search_name else ""
    return list(
        filter(
            None,
            (
                f"имя {name}" if name else "",
                f"телефон {show_phone(row.phone)}" if row.phone not in ("", card.phone) else "",
                f"почта {row.email}" if row.email not in ("", card.email) else "",
                f"дата рождения {row.birth_date:%d.%m.%Y}"
                if row.birth_date not in (None, card.birth_date)
                else "",
                f"должность {row.post}" if row.post and not is_among(row.post, posts) else "",
            ),
        )
    )
