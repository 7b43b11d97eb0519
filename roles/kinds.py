"""The two kinds of orders that appoint administrators (clauses 2.1 a, 2.1 h)."""

from documents.kinds import OrderKind
from documents.models import Order
from documents.rendering import (
    ADDITIONAL_ADMINISTRATOR_HEADING,
    ADMINISTRATOR_HEADING,
    Letterhead,
    OrderPaper,
    Signing,
    additional_administrator_order,
    administrator_order,
)
from documents.selectors import appointee
from roles.models import Assignment
from roles.selectors import may_be_additional_administrator, may_be_administrator
from roles.services.appointments import appoint_by_order, check_order, undo_appointment

NOT_STAFF = "{name} — не действующий сотрудник школы. Выберите сотрудника."


def _administrator(*, order: Order, organization: Letterhead, signing: Signing) -> OrderPaper:
    assert order.item is not None  # noqa: S101  (such an order is drafted with its row)
    return administrator_order(
        organization=organization, appointee=appointee(order, signing.dated_on), signing=signing
    )


def _additional(*, order: Order, organization: Letterhead, signing: Signing) -> OrderPaper:
    assert order.item is not None  # noqa: S101  (such an order is drafted with its row)
    return additional_administrator_order(
        organization=organization, appointee=appointee(order, signing.dated_on), signing=signing
    )


KINDS = [
    OrderKind(
        code=Assignment.Role.ADMINISTRATOR.value,
        title="о назначении администратора",
        heading=ADMINISTRATOR_HEADING,
        wording=_administrator,
        candidates=may_be_administrator,
        check=check_order,
        carry_out=appoint_by_order,
        undo=undo_appointment,
        button="Приказ об администраторе",
        icon="plus",
        stranger=NOT_STAFF,
    ),
    OrderKind(
        code=Assignment.Role.ADDITIONAL_ADMINISTRATOR.value,
        title="о назначении дополнительного администратора",
        heading=ADDITIONAL_ADMINISTRATOR_HEADING,
        wording=_additional,
        candidates=may_be_additional_administrator,
        check=check_order,
        carry_out=appoint_by_order,
        undo=undo_appointment,
        button="Дополнительный администратор",
        icon="user-plus",
        nobody=(
            "Некого назначить: дополнительным администратором может быть педагог, который вступил в «Учительскую» "
            "и у которого подтверждён статус «учитель» (пункт 2.1 Положения)."
        ),
        stranger=(
            "{name}: назначить нельзя. Дополнительного администратора назначают из педагогов, которые вступили "
            "в «Учительскую» и у которых подтверждён статус «учитель» (пункт 2.1 Положения)."
        ),
    ),
]
