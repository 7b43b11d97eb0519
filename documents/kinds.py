"""The registry of kinds of orders.

The room that gives an order its effect describes the kind in its own `kinds.py` and registers it in `AppConfig.ready()`;
papers know no kind by name. Forms, pages, signing and revoking read what they need from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django import forms
from django.core.exceptions import ImproperlyConfigured

from core.access import ActorLike
from documents.rendering import Letterhead, OrderPaper, Signing
from documents.russian import Case

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from documents.models import Order
    from orgstructure.models import Person

ABOUT_A_PERSON = ("person", "phone", "email", "accusative_name")


class Wording(Protocol):
    """The words of an order; without a number and a date in `signing` it is a draft."""

    def __call__(self, *, order: "Order", organization: Letterhead, signing: Signing) -> OrderPaper: ...


class Check(Protocol):
    """Raises the Refusal that stands in the way of `order`; asked when it is submitted and when it is signed."""

    def __call__(self, *, order: "Order") -> None: ...


class CarryOut(Protocol):
    """The service that does what a signed order decides, in the transaction that signs it."""

    def __call__(self, *, order: "Order", actor: ActorLike) -> Any: ...


class Undo(Protocol):
    """The service that takes back what `order` decided, in the transaction that signs `by`, which revokes it."""

    def __call__(self, *, order: "Order", by: "Order", actor: ActorLike) -> Any: ...


@dataclass(frozen=True)
class OrderKind:
    """All that papers must know of a kind of order.

    `title` stands after «Приказ» («о поощрении»), `heading` in the paper. `candidates(day)`: the people
    who may be named. `fields`: which of the form's own fields it asks (person, phone, email, accusative_name, revokes);
    `extra`: further ones, kept in the data of its row; `labels`, `hints`: what the form's own fields are called and what
    is said under them, where that differs. `phone_needed`: why there must be a phone; `phone_advice`: what to do about
    phones that differ. `button`: how the list of orders offers it, empty if it does not; `pitch`: what an empty list says
    of it; `leads_to`: (address name, words) of where one goes on from a signed one. `revocable`: whether another order may
    take it back. `cases`: the cases into which its wording puts the names of its people, besides the nominative.
    `basis`: the papers of the state that an order of this kind rests on, offered on the form; the school's own are typed there.
    `nobody`: what the form says when nobody may be named; `stranger`: the refusal of one who may not. `left_out(day)`: how
    many of the staff may not be named, and why, '' where all may; `let_in`: (action, address name, words) of where that is
    mended.
    """

    code: str
    title: str
    heading: str
    wording: Wording
    candidates: "Callable[[date], QuerySet[Person]]"
    check: Check
    carry_out: CarryOut
    undo: Undo
    fields: tuple[str, ...] = ABOUT_A_PERSON
    extra: Mapping[str, Callable[[], forms.Field]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    phone_needed: str = ""
    phone_advice: str = "Исправьте лишний номер."
    button: str = ""
    icon: str = "plus"
    pitch: str = ""
    leads_to: tuple[str, str] = ("", "")
    revocable: bool = True
    cases: tuple[Case, ...] = ()
    basis: str = ""
    nobody: str = ""
    left_out: Callable[[date], str] | None = None
    let_in: tuple[str, str, str] = ("", "", "")
    stranger: str = "{name} — не из тех, кого можно назвать в этом приказе. Выберите из списка."


_kinds: dict[str, OrderKind] = {}


def register(kind: OrderKind) -> None:
    """Make a kind known, once, when the portal starts."""
    if kind.code in _kinds:
        raise ImproperlyConfigured(f"The kind of order «{kind.code}» is registered twice.")
    _kinds[kind.code] = kind


def title_of(code: str) -> str:
    """«о поощрении»; the code itself of a kind that nobody registers any more."""
    kind = find_kind(code)
    return kind.title if kind else code


def find_kind(code: str) -> OrderKind | None:
    return _kinds.get(code)


def kind_of(order: "Order") -> OrderKind:
    """The kind of an order that stands in the table; one that nobody has registered is a mistake: KeyError."""
    return _kinds[order.kind]


def all_kinds() -> list[OrderKind]:
    return list(_kinds.values())


def final_kinds() -> list[str]:
    """The codes of kinds whose signed orders no other order takes back."""
    return [kind.code for kind in _kinds.values() if not kind.revocable]


def offered_kinds() -> list[OrderKind]:
    """The kinds that the list of orders offers to draft, the first one last: it is the one most needed."""
    return [kind for kind in reversed(_kinds.values()) if kind.button]
