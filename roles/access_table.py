"""The form «Без входа»: who cannot sign in, by what they do in the school, and what was typed for them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.emails import clean_email
from core.errors import Invalid
from core.filters import Tab

NAMED = 6


@dataclass
class Line:
    """A person of the form. `email`: what stands in the field; `error`: what is wrong with it, or in doubt (`asks`, until it
    is said that the address is right: `sure`). `is_typed`: another address than the form had offered.
    """

    person: Any
    detail: str
    email: str
    ticked: bool = False
    error: str = ""
    asks: bool = False
    sure: bool = False
    is_typed: bool = False


@dataclass(frozen=True)
class Group:
    """People of one kind of work; those who have nothing to do with a class stand `folded`."""

    key: str
    title: str
    lines: list[Line]
    folded: bool = False

    @property
    def is_open(self) -> bool:
        return any(line.ticked for line in self.lines)


def account_tabs(current: str, outside: int) -> list[Tab]:
    """The two parts of «Кто входит»; `outside`: how many have no way in."""
    parts = [("Кто входит", None, "roles:accounts"), ("Без входа", outside, "roles:without_access")]
    return [Tab(label, number, reverse(name), current=name == current) for label, number, name in parts]


def by_work(
    people: Iterable[Any],
    led: Mapping[int, Sequence[str]],
    taught: Mapping[int, Sequence[str]],
    former: Mapping[int, str],
) -> list[Group]:
    """Who leads a class, who teaches in one, the others; each once, empty groups left out. The address is the one that they
    signed in by (`former`), or the card's.
    """
    groups = [
        Group("leaders", "Классные руководители", []),
        Group("teachers", "Учителя-предметники", []),
        Group("others", "Остальные сотрудники", [], folded=True),
    ]
    for person in people:
        classes = led.get(person.pk) or taught.get(person.pk) or ()
        place = 0 if person.pk in led else 1 if person.pk in taught else 2
        address = former.get(person.pk) or person.email
        groups[place].lines.append(Line(person, _named(classes) or person.post, address))
    return [group for group in groups if group.lines]


def read_lines(lines: Iterable[Line], picked: Collection[int], given: Mapping[str, str]) -> None:
    """Read the ticks and the fields «email-<person>»; what is wrong with the address of a ticked row stands in the row."""
    for line in lines:
        line.ticked = line.person.pk in picked
        typed = given.get(f"email-{line.person.pk}", line.email)[:300]
        line.is_typed = typed.strip() not in ("", line.email)
        line.email = typed
        if line.ticked:
            try:
                line.email = clean_email(line.email)
            except Invalid as refusal:
                line.error = refusal.message
        line.sure = bool(line.email) and given.get(f"sure-{line.person.pk}") == line.email


def _named(classes: Sequence[str]) -> str:
    """«5А, 6Б и ещё 3»"""
    shown = ", ".join(classes[:NAMED])
    return f"{shown} и ещё {len(classes) - NAMED}" if len(classes) > NAMED else shown
