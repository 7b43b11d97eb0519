"""Which rows of a list are one person, and which are somebody who is in the class or in the school already (lesson D20).

Pure, so that the preview and the service that writes decide alike. Two people of one name are two unless something says
otherwise: the same child, phone or e-mail, or the words «тот же человек». Whatever nothing says is asked (`doubles.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from core.names import in_usual_case as calm
from orgstructure.matching import SHORT_NAMES
from orgstructure.pasted.line import PersonLine
from orgstructure.pasted.pupils import begins

FILLED = ("phone", "email", "birth_date")  # of a card, where it is empty and somebody says so


@dataclass(frozen=True)
class Known:
    """Somebody whom the school knows: in the class in the role of the list, or elsewhere (`place` says where).

    `held`: a pupil who is in another class, and so cannot be in this one.
    """

    pk: int
    search_name: str
    phone: str = ""
    email: str = ""
    children: frozenset[int] = frozenset()
    full_name: str = ""
    birth_date: date | None = None
    posts: tuple[str, ...] = ()
    place: str = ""
    held: bool = False


@dataclass(frozen=True)
class Settled:
    """What becomes of a row: `card` is there already; `line` is the row whose new person it is (its own, mostly).

    `linked`: the child is theirs already. `rival`: somebody of whom nothing says whether it is the same person, a row of the
    list or somebody known; `repeats`: that line says nothing else, either.
    """

    row: PersonLine
    pupil: int | None = None
    card: Known | None = None
    line: int = 0
    linked: bool = False
    rival: PersonLine | Known | None = None
    repeats: bool = False

    @property
    def known(self) -> int | None:
        return self.card.pk if self.card else None

    @property
    def held(self) -> Known | None:
        """The pupil of another class whom the row means, or may mean."""
        return next((one for one in (self.card, self.rival) if isinstance(one, Known) and one.held), None)

    @property
    def is_new(self) -> bool:
        """Whether this row makes a card."""
        return self.card is None and self.line == self.row.number

    @property
    def links(self) -> bool:
        """Whether this row says anew who represents whom."""
        return self.pupil is not None and not self.linked

    @property
    def joins(self) -> bool:
        """Whether this row gives a place in the class to somebody who is known elsewhere; a parent's follows from the child's."""
        return self.card is not None and bool(self.card.place) and self.pupil is None

    @property
    def gaps(self) -> dict[str, object]:
        """What the row says and the card of the known person leaves empty; `name`: the first name and the patronymic in full."""
        if self.card is None or self.card.held:
            return {}
        said: dict[str, object] = {
            name: getattr(self.row, name) for name in FILLED if not getattr(self.card, name)
        }
        if is_fuller(self.row.search_name, self.card.search_name) and not self.row.has_initials:
            said["name"] = calm(self.row.first_name), calm(self.row.patronymic)
        return {name: value for name, value in said.items() if value}

    @property
    def fills(self) -> dict[str, object]:
        """What of it is written to the card."""
        return self.gaps if self.row.fill else {}

    @property
    def outcome(self) -> tuple[object, ...]:
        """All that is written of the row."""
        return self.row, self.pupil, self.known, self.line, self.links, self.joins, self.fills


One = TypeVar("One", PersonLine, Known)


class _People(Generic[One]):
    """People by name: those of the very name, and those who may be called so for short: no patronymic, initials, «Дима»."""

    def __init__(self, people: Iterable[One]) -> None:
        self._found: dict[str, list[One]] = {}
        for one in people:
            self._found.setdefault(_stem(one.search_name), []).append(one)

    def of_name(self, row: PersonLine) -> list[One]:
        return [one for one in self._alike(row) if one.search_name == row.search_name]

    def near(self, row: PersonLine) -> list[One]:
        """Of the name but for a patronymic or initials, unless their birthdays are two."""
        found = [one for one in self._alike(row) if _may_be(one.search_name, row.search_name)]
        found += [one for one in self._alike(row) if _may_be(row.search_name, one.search_name)]
        return [one for one in found if not _differ(one.birth_date, row.birth_date)]

    def longer(self, row: PersonLine) -> list[One]:
        return [one for one in self.near(row) if _may_be(row.search_name, one.search_name)]

    def _alike(self, row: PersonLine) -> list[One]:
        return self._found.get(_stem(row.search_name), [])


def _stem(name: str) -> str:
    return name.partition(" ")[0]


def is_fuller(other: str, name: str) -> bool:
    """Whether a name says more than another: «Крылова Надежда Сергеевна» beside «Крылова Надежда», «Крылова Н. С.»."""
    words, full = name.split(), other.split()
    if len(words) > len(full) or name == other or words[0] != full[0]:
        return False
    return all(begins(word, whole) for word, whole in zip(words[1:], full[1:], strict=False))


def _may_be(name: str, other: str) -> bool:
    """As `is_fuller`, or for short: «Ким Дима» beside «Ким Дмитрий Олегович»."""
    last, first, *more = [*name.split(), ""]
    _, full, *_ = [*other.split(), "", ""]
    whole = f"{last} {full} {' '.join(more)}".strip() if full in SHORT_NAMES.get(first, "").split() else name
    return is_fuller(other, name) or (whole != name and (whole == other or is_fuller(other, whole)))


def _differ(one: date | None, other: date | None) -> bool:
    return bool(one and other and one != other)


def settle_people(
    rows: Sequence[PersonLine], known: Sequence[Known], elsewhere: Sequence[Known] = ()
) -> list[Settled]:
    """Staff or pupils: a name that is in the class already is that person, one that is twice in the list is asked about.

    So is one of the same name elsewhere, unless the birthdays are two. A row marked «другой человек» is one more of that
    name: new, unless the class has so many already (a list sent again).
    """
    there, away, listed = _People(known), _People(elsewhere), _People(rows)
    first: dict[str, PersonLine] = {}
    marked: dict[str, int] = {}
    settled = []
    for row in rows:
        name = row.search_name
        same, near, others = there.of_name(row), there.near(row), _elsewhere(row, away)
        marked[name] = marked.get(name, 0) + row.another
        card: Known | None = None
        rival: PersonLine | Known | None = None
        if row.another:
            again = [one for one in same if _is_that(row, one)] if near or others else same[marked[name] :]
            card = next(iter(again), None)
        elif same or (row.same and (near or others)):
            card = [*same, *near, *others][0]
        else:
            earlier = [first[name]] if name in first else []
            rivals: list[PersonLine | Known] = [*near, *others, *earlier, *listed.longer(row)]
            rival = next(iter(rivals), None)
        repeats = isinstance(rival, PersonLine)
        settled.append(Settled(row, card=card, line=row.number, rival=rival, repeats=repeats))
        first.setdefault(name, row)
    return settled


def _elsewhere(row: PersonLine, away: _People[Known]) -> list[Known]:
    """Who may be meant outside the class: of the very name, of nearly this one and the same birthday, of nearly this one."""
    found = [one for one in away.of_name(row) if not _differ(one.birth_date, row.birth_date)]
    near = away.near(row)
    return found + sorted(near, key=lambda one: not row.birth_date or one.birth_date != row.birth_date)


def _is_that(row: PersonLine, there: Known) -> bool:
    return (row.phone, row.email, row.birth_date) == (there.phone, there.email, there.birth_date)


def settle_parents(
    rows: Sequence[tuple[PersonLine, int | None]], known: Sequence[Known], elsewhere: Sequence[Known] = ()
) -> list[Settled]:
    """Parents, each with the number of the child or None, in the order of `rows`."""
    there, away = _People(known), _People(elsewhere)
    listed = _People(row for row, _ in rows)
    pupils = {row.number: pupil for row, pupil in rows}
    earlier: dict[str, list[Settled]] = {}
    settled = []
    for row, pupil in rows:
        before = earlier.setdefault(row.search_name, [])
        one = _settle_parent(row, pupil, there.of_name(row), before)
        if one.is_new and not row.another:
            one = _settle_besides(one, [*there.near(row), *away.of_name(row)])
            near = [other for other in listed.longer(row) if _is_near(one, other, pupils[other.number])]
            if one.is_new and not one.rival and near:
                one = replace(one, rival=near[0], repeats=True)
        before.append(one)
        settled.append(one)
    return settled


def _settle_parent(row: PersonLine, pupil: int | None, known: list[Known], before: list[Settled]) -> Settled:
    for somebody in known:
        if _is_known(row, pupil, somebody, alone=len(known) == 1):
            return _who_is_known(row, pupil, somebody, before)
    for one in reversed(before):
        if not row.another and (row.same or _shares(row, one.row.phone, one.row.email)):
            if one.card:
                return _who_is_known(row, pupil, one.card, before)
            linked = any(other.line == one.line and other.pupil == pupil for other in before)
            return Settled(row, pupil, line=one.line, linked=linked)
    if row.same and known:  # whatever the contacts say; of two, the one whose child it is
        return _who_is_known(row, pupil, max(known, key=lambda one: pupil in one.children), before)
    if row.another:
        return Settled(row, pupil, line=row.number)
    repeated = [one.row for one in before if one.pupil == pupil]
    own_first = sorted(known, key=lambda one: pupil not in one.children)
    rivals: list[PersonLine | Known] = [*repeated, *(one.row for one in reversed(before)), *own_first]
    return Settled(row, pupil, line=row.number, rival=rivals[0] if rivals else None, repeats=bool(repeated))


def _who_is_known(row: PersonLine, pupil: int | None, somebody: Known, before: list[Settled]) -> Settled:
    said = any(one.known == somebody.pk and one.pupil == pupil for one in before)
    return Settled(row, pupil, card=somebody, line=row.number, linked=said or pupil in somebody.children)


def _settle_besides(one: Settled, others: list[Known]) -> Settled:
    """A new parent, beside those of nearly the name in the class and those of the name in the school."""
    row = one.row
    sure = [other for other in others if _shares(row, other.phone, other.email)]
    sure += others if row.same else []
    if sure:
        return replace(one, card=sure[0], linked=one.pupil in sure[0].children, rival=None, repeats=False)
    return one if one.rival or not others else replace(one, rival=others[0])


def _is_near(one: Settled, other: PersonLine, pupil: int | None) -> bool:
    return one.pupil in (None, pupil) or _shares(one.row, other.phone, other.email)


def _is_known(row: PersonLine, pupil: int | None, there: Known, *, alone: bool) -> bool:
    if row.another:  # a list sent again: the other one stands there with the same child, phone and e-mail
        return pupil in there.children and (row.phone, row.email) == (there.phone, there.email)
    if pupil in there.children:
        return not (row.phone and there.phone) or _shares(row, there.phone, there.email)
    return _shares(row, there.phone, there.email) or (alone and pupil is None)


def _shares(row: PersonLine, phone: str, email: str) -> bool:
    return bool((row.phone and row.phone == phone) or (row.email and row.email == email))
