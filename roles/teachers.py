"""The table «class × who»: as it stands, and as it was typed. Who is meant by what stands in a field is read here. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.folding import one_line
from core.names import search_form

UNKNOWN = "«{typed}»: такого сотрудника нет. Выберите из подсказки."
SEVERAL = "«{typed}»: подходят {names}. Напишите имя полностью или выберите из подсказки."
ONE_LEADER = "Классный руководитель у класса один, а вписано {number}."


@dataclass
class Line:
    """A row of the table. `held`: the assignments of today; `typed`: what stands in its field; `error`: what is wrong with it."""

    school_class: Any
    held: Sequence[Any]
    drawn: frozenset[int]
    typed: str
    error: str = ""
    wanted: list[Any] = field(default_factory=list)

    @property
    def drawn_text(self) -> str:
        """As the form carries it: «12,40»."""
        return ",".join(str(pk) for pk in sorted(self.drawn))

    @property
    def without_order(self) -> bool:
        return any(one.order_id is None for one in self.held)


class Names:
    """The people who may be named, and how: by the label that is offered, the full name, or any beginning that one alone has."""

    def __init__(self, people: Iterable[Any]) -> None:
        self.people = list(people)
        counted: dict[str, int] = {}
        for person in self.people:
            counted[person.search_name] = counted.get(person.search_name, 0) + 1
        self.labels = {person.pk: self._label(person, counted[person.search_name]) for person in self.people}
        self._by_label = {search_form(label): self._of(pk) for pk, label in self.labels.items()}

    def _label(self, person: Any, namesakes: int) -> str:
        if namesakes == 1:
            return str(person.full_name)
        return f"{person.full_name} ({person.post or 'без должности'}, № {person.pk})"

    def _of(self, pk: int) -> Any:
        return next(person for person in self.people if person.pk == pk)

    def find(self, typed: str) -> tuple[Any, str]:
        """(the person meant, «»), or (None, what is wrong with what was typed)."""
        key = search_form(typed)
        if key in self._by_label:
            return self._by_label[key], ""
        initials = re.fullmatch(r"(\S+) (\w)\.? ?(?:(\w)\.?)?", key)
        found = [
            person
            for person in self.people
            if person.search_name.startswith(key) or (initials and self._fits(person, initials))
        ]
        # A surname that is typed whole is meant, not others that begin so: «Ли» is no Лисицына.
        found = [person for person in found if f"{person.search_name} ".startswith(f"{key} ")] or found
        if len(found) == 1:
            return found[0], ""
        if not found:
            return None, UNKNOWN.format(typed=typed[:60])
        names = ", ".join(self.labels[person.pk] for person in found[:4])
        return None, SEVERAL.format(typed=typed[:60], names=names)

    @staticmethod
    def _fits(person: Any, initials: re.Match[str]) -> bool:
        parts = [*person.search_name.split(), "", ""]
        last, first, patronymic = initials.groups()
        return parts[0] == last and parts[1].startswith(first) and parts[2].startswith(patronymic or "")


def read_table(lines: Sequence[Line], given: Mapping[str, str], names: Names, *, one_each: bool) -> bool:
    """Read what was typed into `lines` (fields «who-<class>», «drawn-<class>»). False where a row has an error."""
    for line in lines:
        key = line.school_class.pk
        line.typed = given.get(f"who-{key}", line.typed)[:500]
        drawn = given.get(f"drawn-{key}", "")
        line.drawn = frozenset(int(pk) for pk in drawn.split(",") if pk.isascii() and pk.isdigit())
        wrong: list[str] = []
        for part in re.split(r"[;\n]", line.typed):
            if part.strip():
                person, error = names.find(one_line(part))
                if error:
                    wrong.append(error)
                elif person not in line.wanted:
                    line.wanted.append(person)
        if one_each and len(line.wanted) > 1:
            wrong.append(ONE_LEADER.format(number=len(line.wanted)))
        line.error = " ".join(wrong)
    return not any(line.error for line in lines)
