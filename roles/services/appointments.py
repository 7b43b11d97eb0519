"""Administrators come and go by a signed order (clauses 2.1 a, 2.1 h, 2.2 b)."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from audit.services import record
from core import clock
from core.dated import eve_of
from core.errors import Conflict, Invalid
from documents.models import Order
from orgstructure.models import Enrolment, Person
from roles.models import Assignment, Verification

Role = Assignment.Role


def check_appointment(*, order: Order) -> None:
    """Whether `order` could appoint its person. Raises Invalid or Conflict with what stands in the way."""
    person = _person(order)
    if person.kind != Person.Kind.STAFF:
        raise Invalid(
            f"{person.full_name} — не сотрудник школы. Администратора назначают из числа педагогов.",
            field="person",
        )
    if person.left_on:
        raise Conflict(
            f"{person.full_name} больше не работает в школе. Подготовьте приказ о другом сотруднике."
        )
    if order.kind == Order.Kind.ADDITIONAL_ADMINISTRATOR:
        _check_additional(person)


def _person(order: Order) -> Person:
    if order.item is None or order.item.person is None:
        raise Invalid("Кого назначить: выберите сотрудника.", field="person")
    return order.item.person


def _check_additional(person: Person) -> None:
    """Clause 2.1 h: only from teachers who have joined, and whose status is confirmed."""
    joined = Enrolment.objects.in_force(clock.today()).filter(
        person=person, school_class__kind="staff_room", joined_at__isnull=False
    )
    if not joined.exists():
        raise Invalid(
            f"{person.full_name}: вступления в «Учительскую» ещё нет. Дополнительного администратора назначают "
            "из вступивших педагогов (пункт 2.1 Положения).",
            field="person",
        )
    if not Verification.objects.filter(person=person, status=Verification.Status.CONFIRMED).exists():
        raise Invalid(
            f"{person.full_name}: статус «учитель» ещё не подтверждён. Подтвердите его, потом назначайте.",
            field="person",
        )
    held = (
        Assignment.objects.unended()
        .filter(person=person, role__in=(Role.ADMINISTRATOR, Role.ADDITIONAL_ADMINISTRATOR))
        .first()
    )
    if held:
        raise Conflict(f"{person.full_name} — уже {held.get_role_display()}.")


@transaction.atomic
def appoint_by_order(*, order: Order, actor: Any) -> Assignment:
    """Put the appointment of a signed `order` in force from its date; a new administrator replaces the former one.

    Called in the transaction that signs the order: a refusal (Invalid, Conflict) leaves it unsigned.
    """
    check_appointment(order=order)
    assert order.effective_on is not None  # noqa: S101  (a constraint of the table)
    role, person, since = Role(order.kind), _person(order), order.effective_on
    if role == Role.ADMINISTRATOR:
        _check_not_older(order)
        replaced = Q(role=role) | Q(role=Role.ADDITIONAL_ADMINISTRATOR, person=person)
        for former in Assignment.objects.unended().filter(replaced).select_related("person"):
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
    record("assignment.opened", assignment, actor=actor, role=str(role), order=order, valid_from=since)
    return assignment


def _check_not_older(order: Order) -> None:
    former = (
        Assignment.objects.unended().filter(role=Role.ADMINISTRATOR).select_related("person", "order").first()
    )
    if former and order.effective_on and former.valid_from > order.effective_on:
        raise Conflict(
            f"Дата приказа {order.effective_on:%d.%m.%Y} раньше, чем назначен нынешний администратор: "
            f"{former.person.full_name} с {former.valid_from:%d.%m.%Y} ({former.order}). Поставьте более позднюю дату."
        )


def _close(former: Assignment, from_date: date, *, order: Order, actor: Any) -> None:
    """The former one is in office to the eve of the new order; replaced on its own first day it never was in force."""
    former.valid_to = eve_of(from_date)
    former.save(update_fields=["valid_to"])
    record("assignment.ended", former, actor=actor, role=former.role, valid_to=former.valid_to, order=order)
