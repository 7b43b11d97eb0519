"""Rights in pairs: one line answers both «may you on this row» and «which rows may you» (a permission policy).

A line names an action and a condition on who asks and, where it matters, on the row. Every condition knows two answers:
`test(actor, row, paths)` in Python, for a row in hand, saved or not, and `q(actor, paths)` for the database. `row` is
None for «is there anything at all?», which opens lists and menus; it is answered from the actor alone. `&`, `|` and `~`
compose both answers at once, so they cannot part.

How a kind of row leads to its class, its keeper and so on is declared once per model, as `paths`: {name: Path}.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Model, Q, QuerySet

EVERY_ROW, NO_ROW = ~Q(pk__in=[]), Q(pk__in=[])


class Path(ABC):
    """The way from a row to what it belongs to: `q` finds the rows that lead to `ends`, `leads` asks it of one row."""

    @abstractmethod
    def q(self, ends: Collection[Any]) -> Q: ...

    @abstractmethod
    def leads(self, row: Any, ends: Collection[Any]) -> bool: ...


@dataclass(frozen=True)
class _Columns(Path):
    names: tuple[str, ...]

    def q(self, ends: Collection[Any]) -> Q:
        if len(ends) == 1:
            (end,) = ends
            return reduce(or_, (Q(**{name: end}) for name in self.names))
        return reduce(or_, (Q(**{f"{name}__in": ends}) for name in self.names))

    def leads(self, row: Any, ends: Collection[Any]) -> bool:
        return any(_value(row, name) in ends for name in self.names)


@dataclass(frozen=True)
class _Pair(Path):
    first: str
    second: str

    def q(self, ends: Collection[Any]) -> Q:
        by_second: dict[Any, list[Any]] = {}
        for one, two in sorted(ends):
            by_second.setdefault(two, []).append(one)
        return reduce(
            or_, (Q(**{self.second: two, f"{self.first}__in": ones}) for two, ones in by_second.items())
        )

    def leads(self, row: Any, ends: Collection[Any]) -> bool:
        return (_value(row, self.first), _value(row, self.second)) in ends


def column(*names: str) -> Path:
    """The row's own column, or any one of several; a foreign key stands for the number of its row."""
    return _Columns(names)


def pair(first: str, second: str) -> Path:
    """Two columns that have to fit together."""
    return _Pair(first, second)


def _value(row: Any, name: str) -> Any:
    """What a column holds; a foreign key's number without a query."""
    return row.pk if name == "pk" else getattr(row, row._meta.get_field(name).attname)


Paths = Mapping[str, Path]
PathsByModel = Mapping[type[Model], Paths]


class Condition(ABC):
    """One condition with both answers. `about_row`: without a row it is not known yet, only whether it may come true."""

    about_row = True

    @abstractmethod
    def test(self, actor: Any, row: Any, paths: Paths) -> bool: ...

    @abstractmethod
    def q(self, actor: Any, paths: Paths) -> Q: ...

    def fits(self, model: type[Model], paths: Paths) -> bool:
        """Whether `model` has all that the condition asks of a row."""
        return True

    def __and__(self, other: "Condition") -> "Condition":
        return All((self, other))

    def __or__(self, other: "Condition") -> "Condition":
        return AnyOf((self, other))

    def __invert__(self) -> "Condition":
        return Not(self)


@dataclass(frozen=True)
class Who(Condition):
    """A condition on the actor alone."""

    holds: Callable[[Any], bool]
    about_row = False

    def test(self, actor: Any, row: Any, paths: Paths) -> bool:
        return self.holds(actor)

    def q(self, actor: Any, paths: Paths) -> Q:
        return EVERY_ROW if self.holds(actor) else NO_ROW


@dataclass(frozen=True)
class Leads(Condition):
    """The row leads, on the path of this name, to one of the actor's own."""

    path: str
    own: Callable[[Any], Collection[Any]]

    def test(self, actor: Any, row: Any, paths: Paths) -> bool:
        own = self.own(actor)
        return bool(own) and (row is None or paths[self.path].leads(row, own))

    def q(self, actor: Any, paths: Paths) -> Q:
        own = self.own(actor)
        return paths[self.path].q(own) if own else NO_ROW

    def fits(self, model: type[Model], paths: Paths) -> bool:
        return self.path in paths


@dataclass(frozen=True)
class Is(Condition):
    """A column of the row holds one of these values."""

    name: str
    values: tuple[Any, ...]

    def test(self, actor: Any, row: Any, paths: Paths) -> bool:
        return row is None or _value(row, self.name) in self.values

    def q(self, actor: Any, paths: Paths) -> Q:
        return Q(**{f"{self.name}__in": self.values})

    def fits(self, model: type[Model], paths: Paths) -> bool:
        try:
            return bool(model._meta.get_field(self.name))
        except FieldDoesNotExist:
            return False


@dataclass(frozen=True)
class _Several(Condition):
    parts: tuple[Condition, ...]

    @property
    def about_row(self) -> bool:  # type: ignore[override]
        return any(part.about_row for part in self.parts)

    def fits(self, model: type[Model], paths: Paths) -> bool:
        return all(part.fits(model, paths) for part in self.parts)


class All(_Several):
    def test(self, actor: Any, row: Any, paths: Paths) -> bool:
        return all(part.test(actor, row, paths) for part in self.parts)

    def q(self, actor: Any, paths: Paths) -> Q:
        found = EVERY_ROW
        for part in self.parts:
            asked = part.q(actor, paths)
            if asked is NO_ROW:
                return NO_ROW
            if asked is not EVERY_ROW:
                found = asked if found is EVERY_ROW else found & asked
        return found


class AnyOf(_Several):
    def test(self, actor: Any, row: Any, paths: Paths) -> bool:
        return any(part.test(actor, row, paths) for part in self.parts)

    def q(self, actor: Any, paths: Paths) -> Q:
        found = NO_ROW
        for part in self.parts:
            asked = part.q(actor, paths)
            if asked is EVERY_ROW:
                return EVERY_ROW
            if asked is not NO_ROW:
                found = asked if found is NO_ROW else found | asked
        return found


@dataclass(frozen=True)
class Not(Condition):
    part: Condition

    @property
    def about_row(self) -> bool:  # type: ignore[override]
        return self.part.about_row

    def test(self, actor: Any, row: Any, paths: Paths) -> bool:
        if row is None and self.about_row:
            return True
        return not self.part.test(actor, row, paths)

    def q(self, actor: Any, paths: Paths) -> Q:
        asked = self.part.q(actor, paths)
        if asked is EVERY_ROW or asked is NO_ROW:
            return NO_ROW if asked is EVERY_ROW else EVERY_ROW
        return ~asked

    def fits(self, model: type[Model], paths: Paths) -> bool:
        return self.part.fits(model, paths)


@dataclass(frozen=True)
class Line:
    """What an action asks, and of which kinds of row. `everywhere`: it reaches over all schools of the installation."""

    condition: Condition
    models: tuple[type[Model], ...]
    everywhere: bool = False


def may(condition: Condition, *models: type[Model], everywhere: bool = False) -> Line:
    """A line of a policy: `"chats.edit": may(is_manager | leads_class, Chat)`."""
    return Line(condition, models, everywhere)


ORGANIZATION = column("organization")
_OF_SCHOOL = Leads("organization", lambda actor: {actor.organization.pk} if actor.organization else ())


@dataclass
class Rights:
    """The lines of every room, and the paths of every kind of row. Filled when the portal starts, then only asked."""

    lines: dict[str, Line] = field(default_factory=dict)
    paths: dict[type[Model], Paths] = field(default_factory=dict)

    def register(self, lines: Mapping[str, Line], paths: PathsByModel | None = None) -> None:
        """Add a room's lines. Raises ImproperlyConfigured for an action that has one, and for a row without a path."""
        for model, ways in (paths or {}).items():
            self.paths[model] = {"organization": ORGANIZATION} | dict(ways)
        for action, line in lines.items():
            if action in self.lines:
                raise ImproperlyConfigured(f"{action}: an action has one line")
            for model in line.models:
                ways = self.paths.setdefault(model, {"organization": ORGANIZATION})
                if not line.condition.fits(model, ways):
                    raise ImproperlyConfigured(
                        f"{action}: {model.__name__} has no path that the line asks for"
                    )
            self.lines[action] = line

    def allows(self, actor: Any, action: str, row: Any = None) -> bool:
        """Whether `actor` may do `action` to `row`; without a row, to anything at all. KeyError: no such right."""
        line = self.lines[action]
        if row is None:
            return line.condition.test(actor, None, {})
        paths = self._paths(action, line, type(row))
        return (line.everywhere or self._of_school(actor, row, paths)) and line.condition.test(
            actor, row, paths
        )

    def rows(self, actor: Any, action: str, model: type[Model]) -> QuerySet[Any]:
        """The rows of `model` to which `actor` may do `action`. KeyError: no such right."""
        line = self.lines[action]
        paths = self._paths(action, line, model)
        condition = line.condition if line.everywhere else _OF_SCHOOL & line.condition
        return model._default_manager.filter(condition.q(actor, paths))

    def _paths(self, action: str, line: Line, model: type[Model]) -> Paths:
        if model not in line.models:
            raise KeyError(f"{action} says nothing of {model.__name__}")
        return self.paths[model]

    def _of_school(self, actor: Any, row: Any, paths: Paths) -> bool:
        """The actor's own school's row. One that is not yet written may be of no school yet."""
        if actor.organization is None:
            return False
        ours = {actor.organization.pk} if row.pk else {actor.organization.pk, None}
        return paths["organization"].leads(row, ours)
