"""Administrators come and go by a signed order (clauses 2.1 a, 2.1 h, 2.2 b)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from core import clock
from core.access import ActorLike
from core.dated import eve_of
from core.effects import What, emit
from core.errors import Conflict, Invalid
from documents.models import Order
from orgstructure.models import Person
from orgstructure.selectors import has_worked, works
from roles import texts
from roles.models import Assignment
from roles.selectors import (
    administrations,
    confirmed_teachers,
    joined_staff,
    may_be_additional_administrator,
)
from roles.services.assignments import check_starts
from roles.services.changes import tell_ended, tell_opened

Role = Assignment.Role


def check_order(*, order: Order) -> None:
    """Whether `order` may go to the director: its words need a post, and it must be able to appoint its person."""
    check_appointment(order=order)
    if not order.person_post.strip():
        raise Invalid(texts.NO_POST)


def check_appointment(*, order: Order) -> None:
    """Whether `order` could appoint its person. Raises Invalid or Conflict with what stands in the way."""
    person = _person(order)
    if not order.person_works:
        check_starts(person, clock.today())
        if has_worked(person):
            raise Conflict(
                f"{person.full_name} больше не работает в школе. Подготовьте приказ о другом сотруднике."
            )
        raise Invalid(
            f"{person.full_name} — не сотрудник школы. Администратора назначают из числа педагогов.",
            field="person",
        )
    if order.kind == Role.ADDITIONAL_ADMINISTRATOR:
        _check_additional(person)


def _person(order: Order) -> Person:
    if order.item is None or order.item.person is None:
        raise Invalid("Кого назначить: выберите сотрудника.", field="person")
    return order.item.person


def _check_additional(person: Person) -> None:
    """Clause 2.1 h: only from teachers who have joined, and whose status is confirmed."""
    day = clock.today()
    if may_be_additional_administrator(day).filter(pk=person.pk).exists():
        return
    if not joined_staff(day).filter(person=person).exists():
        raise Invalid(
            f"{person.full_name}: вступления в «Учительскую» ещё нет. Дополнительного администратора назначают "
            "из вступивших педагогов (пункт 2.1 Положения).",
            field="person",
        )
    if not confirmed_teachers().filter(person=person).exists():
        raise Invalid(
            f"{person.full_name}: статус «учитель» ещё не подтверждён. Подтвердите его, потом назначайте.",
            field="person",
        )
    held = administrations(day).filter(person=person).latest("valid_from")
    raise Conflict(f"{person.full_name} — уже {held.get_role_display()}.")


@transaction.atomic
def appoint_by_order(*, order: Order, actor: ActorLike) -> Assignment:
    """Put the appointment of a signed `order` in force from its date; a new administrator replaces the former one.

    Called in the transaction that signs the order: a refusal (Invalid, Conflict) leaves it unsigned.
    """
    check_appointment(order=order)
    role, person, since = Role(order.kind), _person(order), _since(order)
    if role == Role.ADMINISTRATOR:
        replaced = Q(role=role) | Q(role=Role.ADDITIONAL_ADMINISTRATOR, person=person)
        held = list(
            Assignment.objects.unended().filter(replaced).select_related("person", "order").order_by("pk")
        )
        _check_not_older(order, held)
        for former in held:
            _close(former, since, order=order, actor=actor)
    try:
        assignment = Assignment.objects.create(
            organization_id=order.organization_id,
            person=person,
            role=role,
            order=order,
            valid_from=since,
        )
    except IntegrityError:
        raise Conflict(
            "Только что подписан другой приказ об этом же назначении. Обновите страницу."
        ) from None
    tell_opened(assignment=assignment, actor=actor, order=order, valid_from=since)
    return assignment


def _since(order: Order) -> date:
    assert order.effective_on is not None  # noqa: S101  (a constraint of the table)
    return order.effective_on


def _check_not_older(order: Order, held: list[Assignment]) -> None:
    former = next((row for row in held if row.role == Role.ADMINISTRATOR), None)
    if former and order.effective_on and former.valid_from > order.effective_on:
        raise Conflict(
            f"Дата приказа {order.effective_on:%d.%m.%Y} раньше, чем назначен нынешний администратор: "
            f"{former.person.full_name} с {former.valid_from:%d.%m.%Y} ({former.order}). Поставьте более позднюю дату."
        )


def _close(former: Assignment, from_date: date, *, order: Order, actor: ActorLike) -> None:
    """The former one is in office to the eve of the new order; replaced on its own first day it never was in force."""
    former.valid_to, former.ended_by = eve_of(from_date), order
    former.save(update_fields=["valid_to", "ended_by"])
    tell_ended(assignment=former, actor=actor, valid_to=former.valid_to, order=order)


@transaction.atomic
def undo_appointment(*, order: Order, by: Order, actor: ActorLike) -> None:
    """Take back what `order` decided, from the day on which `by` counts.

    Who was appointed is in office to the eve of that day. Whom the appointment had displaced comes back, if the place is
    free: nobody else holds it, and `by` appoints nobody to it.
    """
    appointed = Assignment.objects.lasting(_since(by)).filter(order=order).select_related("person")
    for assignment in appointed:
        _close(assignment, _since(by), order=by, actor=actor)
    if _appoints_administrator(order) and not _appoints_administrator(by):
        _fill_again(order, by, actor=actor)


def _fill_again(order: Order, by: Order, *, actor: ActorLike) -> None:
    """Give the places that `order` had taken, or was to take, back to whom it had taken them from."""
    day = max(_since(by), _since(order))
    displaced = Assignment.objects.filter(ended_by=order, order__status=Order.Status.SIGNED)
    for former in displaced.select_related("person", "order").order_by("pk"):
        if not works(former.person, day):
            emit(What.ASKS, by, texts.LEFT_MEANWHILE.format(name=former.person.short_name))
        elif former.role != Role.ADMINISTRATOR or not _place_is_held(day):
            _give_back(former, day, by=by, actor=actor)
    if not _place_is_held(day):
        emit(What.ASKS, by, texts.NO_ADMINISTRATOR_LEFT)


def _appoints_administrator(order: Order) -> bool:
    return order.kind == Role.ADMINISTRATOR


def _place_is_held(day: date) -> bool:
    return Assignment.objects.lasting(day).filter(role=Role.ADMINISTRATOR).exists()


def _give_back(former: Assignment, day: date, *, by: Order, actor: ActorLike) -> None:
    """In office again from `day`: whose term was to end on its eve goes on without a break."""
    if former.valid_to == eve_of(day):
        assignment, former.valid_to, former.ended_by = former, None, None
        former.save(update_fields=["valid_to", "ended_by"])
    else:
        assignment = Assignment.objects.create(
            organization_id=former.organization_id,
            person=former.person,
            role=former.role,
            order=former.order,
            valid_from=day,
        )
    tell_opened(assignment=assignment, actor=actor, again=True, order=by, valid_from=day)
