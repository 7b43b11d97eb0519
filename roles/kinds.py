"""The two kinds of orders that appoint administrators (clauses 2.1 a, 2.1 h)."""

from datetime import date
from typing import Any

from core.russian import ru_form
from documents.kinds import OrderKind
from documents.models import Order
from documents.rendering import Letterhead, OrderPaper, Signing
from documents.russian import Case
from documents.selectors import appointee
from roles import texts
from roles.models import Assignment
from roles.selectors import left_out_of_additional, may_be_additional_administrator, may_be_administrator
from roles.services.appointments import appoint_by_order, check_order, undo_appointment
from roles.wording import (
    ADDITIONAL_ADMINISTRATOR_HEADING,
    ADMINISTRATOR_HEADING,
    LAWS,
    additional_administrator_order,
    administrator_order,
)

NOT_STAFF = "{name} — не действующий сотрудник школы. Выберите сотрудника."
# What both kinds ask, and why.
ASKED: dict[str, Any] = {
    "cases": (Case.ACCUSATIVE,),
    "basis": LAWS,
    "labels": {"person": "Кого назначить"},
    "hints": {
        "phone": "По нему платформа даст права администратора. Пусто — возьмём из карточки.",
        "email": "На неё придёт ответ платформы. Пусто — возьмём из карточки.",
        "accusative_name": "«Назначить кого»: впишите, если в приказе имя склонено неверно.",
    },
    "phone_needed": "без него платформа не даст прав администратора",
    "phone_advice": texts.ONE_PHONE,
}


def _left_out(day: date) -> str:
    """«Здесь 21 из 33 сотрудников: …», '' where all may be named."""
    found = left_out_of_additional(day)
    reasons = {
        f"{found['outside']} ещё не {ru_form(found['outside'], 'вступил,вступили,вступили')} в «Учительскую»": "outside",
        f"у {found['unconfirmed']} не подтверждён статус «учитель»": "unconfirmed",
        f"{found['admins']} уже {ru_form(found['admins'], 'администратор,администраторы,администраторы')}": "admins",
    }
    told = [words for words, why in reasons.items() if found[why]]
    if not told:
        return ""
    offered = found["total"] - found["outside"] - found["unconfirmed"] - found["admins"]
    return f"В списке {offered} из {found['total']} сотрудников школы: {', '.join(told)}."


def _administrator(*, order: Order, organization: Letterhead, signing: Signing) -> OrderPaper:
    assert order.item is not None  # noqa: S101  (such an order is drafted with its row)
    return administrator_order(
        organization=organization,
        appointee=appointee(order, signing.dated_on),
        signing=signing,
        basis=order.basis,
    )


def _additional(*, order: Order, organization: Letterhead, signing: Signing) -> OrderPaper:
    assert order.item is not None  # noqa: S101  (such an order is drafted with its row)
    return additional_administrator_order(
        organization=organization,
        appointee=appointee(order, signing.dated_on),
        signing=signing,
        basis=order.basis,
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
        pitch="Первый назначает администратора Сферума: без него платформа школу не зарегистрирует.",
        leads_to=("registration:path", "К регистрации школы"),
        stranger=NOT_STAFF,
        **ASKED,
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
        left_out=_left_out,
        let_in=("verification.view", "roles:verification", "Вступление и статус «учитель»"),
        **ASKED,
    ),
]
