"""The path of the registration, step by step: what is done, where it stands, who is next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from core.phones import mask_phone
from core.russian import dt
from documents.models import Order
from outbox.models import Message
from registration.models import RegistrationCase
from registration.selectors.sendings import WAITING

if TYPE_CHECKING:
    from registration.selectors.overview import Overview

Status = RegistrationCase.Status


@dataclass(frozen=True)
class Step:
    """One step of the path, as the component `steps` shows it. `state`: done, now or later; `who` is next.

    `stopped`: it is now, and it went wrong.
    """

    title: str
    state: str = "later"
    at: date | datetime | None = None
    note: str = ""
    who: str = ""
    stopped: bool = False

    @property
    def detail(self) -> str:
        waits = f"дальше — {self.who}" if self.state == "now" and self.who else ""
        return " · ".join(filter(None, (dt(self.at) if self.at else "", self.note, waits)))


def path_steps(overview: "Overview") -> list[Step]:
    """The path of the registration, from the order to the entry by phone: dates, and who is next."""
    steps = [_order_step(overview.order), *_case_steps(overview)]
    found = next((n for n, step in enumerate(steps) if step.state != "done"), None)
    # Only the first step that is not done can be the current one.
    return [
        step
        if found is None or n <= found
        else Step(step.title, note=step.detail if step.state == "ahead" else "")
        for n, step in enumerate(steps)
    ]


def _order_step(order: Order | None) -> Step:
    title = "Приказ о назначении администратора"
    if order is None:
        return Step(title, "now", note="ещё не подготовлен", who="администрация школы")
    if order.status == Order.Status.SIGNED:
        about = order.item.person if order.item else None
        return Step(
            f"Приказ № {order.full_number} подписан",
            "done",
            order.dated_on,
            about.short_name if about else "",
        )
    if order.status == Order.Status.REVOKED:
        return Step(
            f"Приказ № {order.full_number} отменён", "now", order.dated_on, "нужен новый", "администратор"
        )
    if order.status == Order.Status.PENDING:
        return Step(title, "now", order.submitted_at, "на подписи", "директор")
    if order.status == Order.Status.RETURNED:
        return Step(
            title, "now", order.decided_at, f"возвращён: {order.return_reason}", "администратор", stopped=True
        )
    return Step(title, "now", order.created_at, "черновик", "администратор")


def _case_steps(overview: "Overview") -> list[Step]:
    case = overview.case
    if case is None:
        return [
            Step("Заявка подготовлена", "now", who="администратор"),
            Step("Директор одобрил заявку"),
            Step(f"Заявка ушла на {settings.PLATFORM_SUPPORT_EMAIL}"),
            Step("Ответ платформы"),
            Step("Вход по номеру телефона, школа зарегистрирована"),
        ]
    status = Status(case.status)
    return [
        _drafted(case, status),
        _approved(case, status),
        _sent(overview, status),
        _answered(case, status),
        _registered(case, status),
    ]


_BEFORE_DIRECTOR = (Status.DRAFT, Status.RETURNED)
_BEFORE_APPROVAL = (*_BEFORE_DIRECTOR, Status.PENDING)


def _drafted(case: RegistrationCase, status: Status) -> Step:
    if status == Status.RETURNED:
        return Step(
            "Заявка возвращена",
            "now",
            case.decided_at,
            case.return_reason,
            "администратор",
            stopped=True,
        )
    if status == Status.DRAFT:
        return Step("Заявка готовится", "now", case.created_at, "черновик", "администратор")
    return Step("Заявка подготовлена", "done", case.submitted_at)


def _approved(case: RegistrationCase, status: Status) -> Step:
    if status in _BEFORE_APPROVAL:
        return Step("Директор одобряет заявку", "now", case.submitted_at, "на подписи", "директор")
    return Step("Директор одобрил заявку", "done", case.decided_at, str(case.decided_by or ""))


def _sent(overview: "Overview", status: Status) -> Step:
    address = settings.PLATFORM_SUPPORT_EMAIL
    if status in (*_BEFORE_APPROVAL, Status.APPROVED):
        return Step(f"Отправить заявку на {address}", "now", who="администратор")
    last = overview.sendings[0]
    note = f"отправка № {last.number}: {last.message.get_status_display()}"
    left = next((s for s in reversed(overview.sendings) if s.message.status == Message.Status.SENT), None)
    if left or status != Status.SENT:
        return Step(
            f"Заявка ушла на {address}", "done", left.message.sent_at if left else last.created_at, note
        )
    waiting = last.message.status in WAITING
    who = "портал" if waiting else "администратор"
    return Step(f"Заявка отправляется на {address}", "now", last.created_at, note, who, stopped=not waiting)


def _answered(case: RegistrationCase, status: Status) -> Step:
    if status in (Status.ANSWERED, Status.REGISTERED):
        return Step("Ответ получен", "done", case.answered_on)
    return Step("Ждём ответ платформы", "now", who="платформа")


def _registered(case: RegistrationCase, status: Status) -> Step:
    if status == Status.REGISTERED:
        return Step("Вход по номеру выполнен, школа зарегистрирована", "done", case.registered_on)
    return Step(
        f"Вход по номеру {mask_phone(case.phone)}, школа зарегистрирована", "now", who="администратор"
    )
