"""Which rows of a list are one person, and which are somebody who is in the class already (lesson D20).

Pure, so that the preview and the service that writes decide alike. Two people of one name are two unless something says
otherwise: the same child, phone or e-mail, or the words «тот же человек».
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.errors import Invalid
from core.names import search_form
from core.phones import show_phone
from orgstructure.matching import SHORT_NAMES
from orgstructure.pasted.line import PersonLine
from orgstructure.pasted.lists import ReadList
from orgstructure.pasted.questions import Question

_OF_WHOM = re.compile(r"(?:ого|его|ой|ей|[аяыи])$")
IN_THE_CLASS = 0  # in place of a line's number: the rival is no row of the list


@dataclass(frozen=True)
class Known:
    """Somebody who is in the class already in the role of the list."""

    pk: int
    search_name: str
    phone: str = ""
    email: str = ""
    children: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Settled:
    """What becomes of a row: `known` is there already; `line` is the row whose new person it is (its own, mostly).

    `linked`: the child is theirs already. `rival`: the line of somebody of the same name (or IN_THE_CLASS) of whom nothing
    says whether it is the same person; `repeats`: that line says nothing else, either.
    """

    row: PersonLine
    pupil: int | None = None
    known: int | None = None
    line: int = 0
    linked: bool = False
    rival: int | None = None
    repeats: bool = False

    @property
    def is_new(self) -> bool:
        """Whether this row makes a card."""
        return self.known is None and self.line == self.row.number

    @property
    def links(self) -> bool:
        """Whether this row says anew who represents whom."""
        return self.pupil is not None and not self.linked


def settle_people(rows: Sequence[PersonLine], known: Sequence[Known]) -> list[Settled]:
    """Staff or pupils: a name that is in the class already is that person, one that is twice in the list is asked about.

    A row marked «другой человек» is one more of that name: new, unless the class has so many already (a list sent again).
    """
    there: dict[str, list[int]] = {}
    for one in known:
        there.setdefault(one.search_name, []).append(one.pk)
    first: dict[str, int] = {}
    marked: dict[str, int] = {}
    settled = []
    for row in rows:
        name = row.search_name
        marked[name] = marked.get(name, 0) + row.another
        of_name = there.get(name, [])[marked[name] if row.another else 0 :]
        rival = None if row.another or of_name else first.get(name)
        settled.append(
            Settled(
                row, known=of_name[0] if of_name else None, line=row.number, rival=rival, repeats=bool(rival)
            )
        )
        first.setdefault(name, row.number)
    return settled


def settle_parents(rows: Sequence[tuple[PersonLine, int | None]], known: Sequence[Known]) -> list[Settled]:
    """Parents, each with the number of the child or None, in the order of `rows`."""
    there: dict[str, list[Known]] = {}
    for one in known:
        there.setdefault(one.search_name, []).append(one)
    earlier: dict[str, list[Settled]] = {}
    settled = []
    for row, pupil in rows:
        before = earlier.setdefault(row.search_name, [])
        before.append(_settle_parent(row, pupil, there.get(row.search_name, []), before))
        settled.append(before[-1])
    return settled


def _settle_parent(row: PersonLine, pupil: int | None, known: list[Known], before: list[Settled]) -> Settled:
    for somebody in known:
        if _is_known(row, pupil, somebody, alone=len(known) == 1):
            said = any(one.known == somebody.pk and one.pupil == pupil for one in before)
            linked = said or pupil in somebody.children
            return Settled(row, pupil, known=somebody.pk, line=row.number, linked=linked)
    for one in reversed(before):
        if not row.another and (row.same or _shares(row, one.row.phone, one.row.email)):
            linked = any(other.line == one.line and other.pupil == pupil for other in before)
            return Settled(row, pupil, known=one.known, line=one.line, linked=linked)
    if row.another:
        return Settled(row, pupil, line=row.number)
    repeated = [one.line for one in before if one.pupil == pupil]
    rivals = [*repeated, *(one.line for one in reversed(before)), *(IN_THE_CLASS for _ in known)]
    return Settled(row, pupil, line=row.number, rival=rivals[0] if rivals else None, repeats=bool(repeated))


def _is_known(row: PersonLine, pupil: int | None, there: Known, *, alone: bool) -> bool:
    if row.another:  # a list sent again: the other one stands there with the same child, phone and e-mail
        return pupil in there.children and (row.phone, row.email) == (there.phone, there.email)
    if pupil in there.children:
        return not (row.phone and there.phone) or _shares(row, there.phone, there.email)
    return _shares(row, there.phone, there.email) or (alone and (row.same or pupil is None))


def _shares(row: PersonLine, phone: str, email: str) -> bool:
    return bool((row.phone and row.phone == phone) or (row.email and row.email == email))


def ask_about_doubles(read: ReadList, settled: Sequence[Settled], *, parents: bool) -> None:
    """Add to the rows what is asked about people of one name, and say which are there already."""
    rows = {row.number: row for row in read.rows}
    for one in settled:
        first = rows[one.line].person if one.known is None and one.line in rows else None
        row, question, note = rows[one.row.number], _question(one, parents), _note(one, first)
        read.replace(
            row.number,
            questions=(*row.questions, question) if question else row.questions,
            notes=(*row.notes, note) if note else row.notes,
        )


def _question(one: Settled, parents: bool) -> Question | None:
    another = ("another", "Это другой человек")
    if one.rival is None:
        asks = one.known and not one.links and not one.row.another
        return Question("there", "", (another,), blocks=False) if asks else None
    where = f"в строке {one.rival}" if one.rival else "в классе"
    if not parents or one.repeats:
        return Question("double", f"такое же имя {where}", (another, ("drop", "Повтор, убрать строку")))
    return Question(
        "parent",
        f"такое же имя {where}: пока не сказано, что это один человек, запишем двух",
        (("same", "Это один человек"), ("another", "Это разные люди")),
        blocks=False,
    )


def _note(one: Settled, first: PersonLine | None) -> str:
    """Who a row is, and what of it is not written: a card holds one phone and one e-mail. `first`: whose row it goes with."""
    if one.known is not None:
        return "телефон и почта остаются как в карточке" if one.row.phone or one.row.email else ""
    if one.line == one.row.number or first is None:
        return ""
    lost = [show_phone(one.row.phone)] if one.row.phone not in ("", first.phone) else []
    lost += [one.row.email] if one.row.email not in ("", first.email) else []
    note = f"тот же человек, что в строке {one.line}"
    return f"{note}; не записывается: {', '.join(lost)}" if lost else note


class Pupil(NamedTuple):
    """Somebody of whom a parent of the list may be a representative. `search_name`: as search_form."""

    pk: int
    search_name: str
    full_name: str = ""


def child_labels(pupils: Sequence[Pupil]) -> list[str]:
    """How each pupil may be named beyond doubt: the full name, of namesakes with the number of the card."""
    counted = Counter(one.full_name for one in pupils)
    return [one.full_name if counted[one.full_name] == 1 else f"{one.full_name} № {one.pk}" for one in pupils]


def match_child(child: str, pupils: Sequence[Pupil]) -> Pupil:
    """The pupil whom `child` names: in full, by last and first name, initials or a short name, where only one is meant.

    Raises Invalid with the name and what to do.
    """
    name, _, number = child.partition(" № ")
    wanted = search_form(name)
    first, _, last = wanted.partition(" ")
    found = [one for one in pupils if one.search_name == wanted]
    if number:
        found = [one for one in found if str(one.pk) == number.strip()]
    found = found or [one for one in pupils if one.search_name.startswith(f"{wanted} ")]
    if not found and last:  # «Илья Белов»
        found = [one for one in pupils if f"{one.search_name} ".startswith(f"{last} {first} ")]
    if not found:  # «Белова М. И.», «М. И. Белова», «Маша Белова»
        words = wanted.replace(".", ". ").split()
        orders = {tuple(words), (*words[-1:], *words[:-1])}
        found = [one for one in pupils if any(_means(order, one.search_name.split()) for order in orders)]
    if not found and all(map(_OF_WHOM.search, wanted.split())):  # «мать Зверева Олега»
        found = [one for one in pupils if _stems(one.search_name)[: len(_stems(wanted))] == _stems(wanted)]
    if not pupils:
        raise Invalid(f"Ребёнок «{child[:60]}»: в классе пока нет учеников. Сначала впишите их.")
    if not found:
        raise Invalid(
            f"Ребёнка «{child[:60]}» в классе нет. Выберите его, поправьте имя или сначала впишите ученика."
        )
    if len(found) > 1:
        names = ", ".join(one.full_name for one in found[:4] if one.full_name)
        raise Invalid(
            f"«{child[:60]}»: таких в классе {len(found)}{f' ({names})' if names else ''}. Выберите ребёнка."
        )
    return found[0]


def _stems(name: str) -> list[str]:
    """Words without their endings: «Зверев Олег» and «Зверева Олега» have the same ones."""
    return [re.sub(r"(?:ого|его|ой|ей|ий|ый|ии|ия|[аяыиейь])$", "", word) or word for word in name.split()]


def _means(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether (surname, first name, patronymic) as somebody wrote them, shortened, may be `name`."""
    if not 2 <= len(words) <= 3 or len(name) < 2 or words[0] != name[0]:
        return False
    first = name[1] in SHORT_NAMES.get(words[1], "").split() or _begins(words[1], name[1])
    return first and (len(words) == 2 or (len(name) > 2 and _begins(words[2], name[2])))


def _begins(written: str, name: str) -> bool:
    """«М.», «М» may be Мария; a word is only itself."""
    bare = written.rstrip(".")
    return name.startswith(bare) if len(bare) == 1 else name == bare
