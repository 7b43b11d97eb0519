"""The one kind of order that papers carry out themselves: it does nothing but revoke another."""

from datetime import date
from typing import Any

from core.errors import Invalid
from documents.kinds import OrderKind
from documents.models import Order
from documents.rendering import REVOCATION_HEADING, Letterhead, OrderPaper, Signing, revocation_order
from documents.russian import russian_date
from orgstructure.models import Person


def _wording(*, order: Order, organization: Letterhead, signing: Signing) -> OrderPaper:
    other = order.revokes
    revoked = (
        f"от {russian_date(other.dated_on)} № {other.full_number} «{other.heading}»"
        if other and other.dated_on
        else ""
    )
    return revocation_order(organization=organization, revoked=revoked, signing=signing, basis=order.basis)


def _check(*, order: Order) -> None:
    if order.revokes_id is None:
        raise Invalid("Какой приказ отменить: выберите.", field="revokes")


def _nobody(day: date) -> Any:
    return Person.objects.none()


def _nothing(**kwargs: Any) -> None:
    """The signing itself revokes the other order; nothing is left to carry out, and nothing comes back."""


REVOCATION = OrderKind(
    code="revocation",
    title="об отмене приказа",
    heading=REVOCATION_HEADING,
    wording=_wording,
    candidates=_nobody,
    check=_check,
    carry_out=_nothing,
    undo=_nothing,
    fields=("revokes",),
    revocable=False,
    nobody="Отменять нечего: подписанных и действующих приказов нет.",
)
