"""An order before the director sees it: drafted, changed, submitted, dropped (clauses 2.1 a, 2.1 h)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from audit.services import record
from core import clock
from core.access import Account, Signatory
from core.effects import What, emit
from core.errors import Conflict, Invalid
from core.phones import parse_phone
from core.states import transition
from documents import rules, selectors, texts
from documents.kinds import OrderKind, find_kind, kind_of
from documents.models import Order, OrderItem
from orgstructure.models import Organization, Person, SchoolClass
from orgstructure.services.people import set_accusative_name

Status = Order.Status
EDITABLE = (Status.DRAFT, Status.RETURNED)


class InWork(Conflict):
    """Such an order is being drawn up already: `order` is its number."""

    def __init__(self, message: str, *, order: int, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.order = order


@dataclass(frozen=True)
class Line:
    """What is typed of one row of an order. An empty phone or e-mail is taken from the person's card.

    `accusative_name`: the form «назначить кого» of this person's name, where the portal declines it wrongly; an empty
    one gives the declining back to the portal, None leaves the card as it is.
    """

    person: Person | None = None
    phone: str = ""
    email: str = ""
    accusative_name: str | None = None
    school_class: SchoolClass | None = None
    data: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def draft_order(
    *,
    organization: Organization,
    kind: str,
    lines: Sequence[Line],
    revokes: Order | None = None,
    basis: str | None = None,
    actor: Account,
) -> Order:
    """Begin an order of a registered kind about the people of `lines`, one row each; `revokes`: what it takes back.

    `basis`: the papers it rests on, '' for none; None for what the school wrote last in this kind, else the kind's own.

    Raises Invalid (an unknown kind, a person who may not be named, phone not a Russian mobile one or none, no e-mail);
    Conflict if such an order of one of them is not finished yet (a form sent twice).
    """
    known = find_kind(kind)
    if known is None:
        raise Invalid(f"Приказа вида «{kind[:40]}» портал не готовит.", field="kind")
    order = Order(organization=organization, kind=kind, heading=known.heading, drafted_by=actor)
    order.revokes = revokes
    order.basis = selectors.usual_basis(known) if basis is None else rules.clean_basis(basis)
    items = _items(order, known, lines)
    _set_accusatives(lines, actor=actor)
    _check_one_open(order, items, revokes)
    order.save()
    _keep_items(order, items)
    about = order.item and order.item.person
    record("order.drafted", order, actor=actor, subject=order.about_id, kind=kind, person=about)
    return order


@transaction.atomic
def edit_order(
    *,
    order: Order,
    lines: Sequence[Line],
    revokes: Order | None = None,
    basis: str | None = None,
    actor: Account,
) -> Order:
    """Change an order that is not with the director; a `basis` of None stays. Conflict if it has gone there meanwhile."""
    basis = order.basis if basis is None else rules.clean_basis(basis)
    items = _items(order, kind_of(order), lines)
    if not Order.objects.select_for_update().filter(pk=order.pk, status__in=EDITABLE):
        raise Conflict("Приказ уже передан на подпись или решён: править его нельзя. Обновите страницу.")
    _set_accusatives(lines, actor=actor)
    _check_one_open(order, items, revokes)
    Order.objects.filter(pk=order.pk).update(revokes=revokes, basis=basis)
    order.revokes, order.basis = revokes, basis
    OrderItem.objects.filter(order=order).delete()
    _keep_items(order, items)
    about = order.item and order.item.person
    record("order.edited", order, actor=actor, subject=order.about_id, person=about)
    return order


def _items(order: Order, kind: OrderKind, lines: Sequence[Line]) -> list[OrderItem]:
    """The unsaved rows of an order, each checked as a person would have typed it."""
    if "person" in kind.fields:
        _check_named(kind, [line.person for line in lines])
    return [_item(order, kind, place, line) for place, line in enumerate(lines, 1)]


def _check_named(kind: OrderKind, people: Sequence[Person | None]) -> None:
    """Whoever stands in an order of this kind must be one of those who may be named today."""
    named = {person.pk: person for person in people if person is not None}
    if not people or None in people:
        raise Invalid("О ком приказ: выберите человека.", field="person")
    fit = set(kind.candidates(clock.today()).filter(pk__in=named).values_list("pk", flat=True))
    for pk, person in named.items():
        if pk not in fit:
            raise Invalid(kind.stranger.format(name=person.full_name), field="person")


def _item(order: Order, kind: OrderKind, place: int, line: Line) -> OrderItem:
    item = OrderItem(
        organization=order.organization,
        position=place,
        person=line.person,
        school_class=line.school_class,
        data=line.data,
    )
    if line.person is not None and "phone" in kind.fields:
        item.phone = _phone(kind, line.person, line.phone)
    if line.person is not None and "email" in kind.fields:
        item.email = _email(line.person, line.email)
    return item


def _phone(kind: OrderKind, person: Person, typed: str) -> str:
    phone = parse_phone(typed or person.phone, mobile=True)
    if not phone:
        why = f", а {kind.phone_needed}" if kind.phone_needed else ""
        raise Invalid(
            f"Личный мобильный телефон: впишите. В карточке ({person.short_name}) его нет{why}.",
            field="phone",
        )
    return phone


def _email(person: Person, typed: str) -> str:
    email = (typed or person.email).strip()
    if not email:
        raise Invalid(f"Электронная почта: впишите. В карточке ({person.short_name}) её нет.", field="email")
    return email


def _check_one_open(order: Order, items: Sequence[OrderItem], revokes: Order | None) -> None:
    """One open order of a kind about a person, and one that revokes an order: of two drafts the second waits at its row."""
    if revokes and Order.objects.order_by().select_for_update(no_key=True).filter(pk=revokes.pk):
        others = Order.objects.filter(revokes=revokes, status__in=Order.OPEN).exclude(pk=order.pk or 0)
        if others.exists():
            raise InWork(
                texts.REVOCATION_IN_WORK.format(number=revokes.full_number),
                order=others[0].pk,
                field="revokes",
            )
    people = Person.objects.order_by("pk").filter(pk__in=[item.person_id for item in items])
    ids = list(people.select_for_update(no_key=True).values_list("pk", flat=True))
    taken = (
        OrderItem.objects.filter(order__kind=order.kind, order__status__in=Order.OPEN, person__in=ids)
        .exclude(order=order.pk or 0)
        .select_related("person")
        .first()
    )
    if taken and taken.person:
        raise InWork(texts.OPEN_ALREADY.format(name=taken.person.full_name), order=taken.order_id)


def _keep_items(order: Order, items: Sequence[OrderItem]) -> None:
    for item in items:
        item.order = order
    OrderItem.objects.bulk_create(items)
    order.item = items[0] if items else None


def _set_accusatives(lines: Sequence[Line], *, actor: Account) -> None:
    for line in lines:
        if line.person is not None and line.accusative_name is not None:
            set_accusative_name(person=line.person, typed=line.accusative_name, actor=actor)


@transaction.atomic
def submit_order(*, order: Order, signer: Signatory | None, actor: Account) -> Order:
    """Give an order to the director; `signer` is who signs today. Refuses with what is missing or differs.

    Conflict if it is there already, or nobody is there to sign.
    """
    if signer is None:
        raise Conflict(texts.NO_DIRECTOR)
    check_complete(order)
    transition(order, Status.PENDING, submitted_at=clock.now(), return_reason="")
    record("order.submitted", order, actor=actor, subject=order.about_id)
    return order


def check_complete(order: Order) -> None:
    """What must be right both when an order goes to the director and when it is signed. Raises a Refusal."""
    apart = selectors.phone_obstacle(order)
    if apart:
        raise Conflict(apart)
    if order.revokes and order.revokes.status != Status.SIGNED:
        raise Conflict(f"{order.revokes} уже не действует: отменять нечего.")
    if order.revokes and not kind_of(order.revokes).revocable:
        raise Conflict(f"{order.revokes} сам отменяет другой: вместо него подготовьте новый приказ.")
    kind_of(order).check(order=order)


@transaction.atomic
def drop_order(*, order: Order, actor: Account) -> Order:
    """Throw away an order that is not with the director. A signed one is undone only by another order."""
    transition(order, Status.DROPPED)
    emit(What.CLOSES, order, f"Снимается подготовленный приказ: {order.heading}")
    record("order.dropped", order, actor=actor, subject=order.about_id)
    return order
