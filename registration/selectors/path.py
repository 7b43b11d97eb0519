"""The path of the registration, step by step: what is done, where it stands, whose turn it is and where it is done."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from core import clock
from core.access import Access
from core.phones import mask_phone
from core.russian import dt
from documents.models import Order
from outbox.models import Message
from registration.models import RegistrationCase, Sending
from registration.selectors.sendings import WAITING

if TYPE_CHECKING:
    from registration.selectors.overview import Overview

Status = RegistrationCase.Status
DIRECTOR, ADMINISTRATOR, PORTAL, PLATFORM = "директор", "администратор", "портал", "платформа"


@dataclass(frozen=True)
class Act:
    """What moves a step on, or shows what it left: the right that it takes, the word on its button, where it is done.

    `post`: the button itself does it; otherwise a page opens.
    """

    right: str
    word: str
    route: str
    args: tuple[int, ...] = ()
    post: bool = False

    @property
    def url(self) -> str:
        return reverse(self.route, args=self.args)


@dataclass(frozen=True)
class Step:
    """One step of the path, as the component `steps` shows it. `state`: done, now or later; `who` is next.

    `stopped`: it is now, and it went wrong. `call` tells whoever's turn it is what to do; `waits` tells the others what
    is waited for. `acts`: what may be pressed at it, the main thing first.
    """

    title: str
    state: str = "later"
    at: date | datetime | None = None
    note: str = ""
    who: str = ""
    stopped: bool = False
    call: str = ""
    waits: str = ""
    acts: tuple[Act, ...] = ()
    mostly: bool = False  # little of it is left: the steps after it come first
    since: date | datetime | None = (
        None  # from when it waits, where that is the moment of another thing: not shown
    )

    @property
    def detail(self) -> str:
        waits = f"дальше — {self.who}" if self.state == "now" and self.who else ""
        return " · ".join(filter(None, (dt(self.at) if self.at else "", self.note, waits)))

    @property
    def is_now(self) -> bool:
        return self.state == "now"


def path_steps(overview: "Overview", access: Access | None = None) -> list[Step]:
    """The path of the registration, from the order to the entry by phone. With `access` only what the reader may press."""
    steps = [_drawn_up(overview), _signed(overview), _let_in(overview), *_case_steps(overview)]
    found = next((n for n, step in enumerate(steps) if step.state != "done"), None)
    # Only the first step that is not done can be the current one.
    shown = [
        step
        if found is None or n <= found
        else Step(step.title, note=step.detail if step.state == "ahead" else "")
        for n, step in enumerate(steps)
    ]
    return [_for_reader(step, access) for step in shown] if access else shown


def _for_reader(step: Step, access: Access) -> Step:
    return replace(step, acts=tuple(act for act in step.acts if access.can(act.right)))


def _drawn_up(overview: "Overview") -> Step:
    """The order exists and is with the director, or further."""
    order, status = overview.order, Order.Status
    title = "Приказ о назначении администратора"
    draft_it = Act("orders.draft", "Подготовить приказ", "documents:order_new")
    if order is None or order.status == status.REVOKED or overview.nobody_administers:
        why = f"приказ № {order.full_number} больше не в силе" if order else "ещё не подготовлен"
        call = "Назначьте администратора: подготовьте приказ"
        return Step(title, "now", note=why, who=DIRECTOR, call=call, waits=title, acts=(draft_it,))
    who = ADMINISTRATOR if overview.order_in_force else DIRECTOR
    opens = Act("orders.view", "Открыть приказ", "documents:order", (order.pk,))
    if order.status == status.RETURNED:
        return Step(
            "Приказ о назначении возвращён", "now", order.decided_at, order.return_reason, who, stopped=True,
            call="Исправьте приказ о назначении: его вернули", waits="Возвращённый приказ ждёт правки",
            acts=(Act("orders.draft", "Исправить", "documents:order_edit", (order.pk,)), opens),
        )  # fmt: skip
    if order.status == status.DRAFT:
        call = "Передайте приказ о назначении на подпись"
        acts = (replace(opens, right="orders.draft"), opens)[:1]
        return Step(
            title, "now", order.created_at, "черновик", who, call=call, waits="Черновик приказа", acts=acts
        )
    return Step("Приказ подготовлен", "done", order.submitted_at or order.created_at)


def _signed(overview: "Overview") -> Step:
    order = overview.order
    title = "Подпись директора"
    if order is None or order.status != Order.Status.SIGNED:
        if order is None or order.status != Order.Status.PENDING:
            return Step(title)
        sign = Act("orders.sign", "Подписать", "admin:documents_order_change", (order.pk,))
        call, waits = "Подпишите приказ о назначении администратора", "Приказ ждёт подписи директора"
        return Step(
            title, "now", order.submitted_at, "на подписи", DIRECTOR, call=call, waits=waits, acts=(sign,)
        )
    person = order.item.person if order.item else None
    who = person.short_name if person else ""
    return Step(
        f"Приказ № {order.full_number} подписан", "done", order.dated_on, who,
        acts=(Act("orders.view", "открыть приказ", "documents:order", (order.pk,)),),
    )  # fmt: skip


def _let_in(overview: "Overview") -> Step:
    """The administrator can sign in to the portal: without it nobody can go on."""
    title = "Вход администратора в портал"
    held = overview.administrator
    if overview.is_done:
        return Step("Администратор входит в портал", "done")
    if held is None:
        order = overview.order
        if order and order.effective_on and order.effective_on > clock.today():
            return Step(
                title,
                "now",
                order.effective_on,
                "приказ вступит в силу",
                PORTAL,
                waits="Приказ вступает в силу",
            )
        return Step(title)
    if overview.administrator_enters:
        return Step("Администратор входит в портал", "done", note=held.person.short_name)
    opens = Act("roles.give_access", "Открыть вход", "dashboard:person", (held.person_id,))
    return Step(
        title, "now", None, held.person.short_name, DIRECTOR,
        call=f"Откройте вход администратору: {held.person.short_name}",
        waits="Администратору ещё не открыт вход в портал", acts=(opens,), since=held.valid_from,
    )  # fmt: skip


def _case_steps(overview: "Overview") -> list[Step]:
    case = overview.case
    if case is None:
        return [
            _to_draft(overview),
            Step("Одобрение директора"),
            Step(f"Отправка заявки на {settings.PLATFORM_SUPPORT_EMAIL}"),
            Step("Ответ платформы"),
            Step("Вход по номеру телефона и запись о регистрации"),
        ]
    status = Status(case.status)
    return [
        _drafted(overview, case, status),
        _approved(case, status),
        _sent(overview, case, status),
        _answered(overview, case, status),
        _registered(overview, case, status),
    ]


def _to_draft(overview: "Overview") -> Step:
    title, waits = "Заявка готовится", "Заявку на регистрацию готовит администратор"
    since = overview.order.decided_at if overview.order else None
    if overview.missing:
        fill = Act("organization.edit", "Заполнить", "orgstructure:organization_edit")
        note, call = f"не хватает: {', '.join(overview.missing)}", "Заполните сведения о школе для заявки"
        return Step(
            title, "now", None, note, ADMINISTRATOR, call=call, waits=waits, acts=(fill,), since=since
        )
    call = "Подготовьте заявку на регистрацию"
    begin = Act("registration.edit", "Подготовить заявку", "registration:new")
    return Step(title, "now", None, "", ADMINISTRATOR, call=call, waits=waits, acts=(begin,), since=since)


_BEFORE_DIRECTOR = (Status.DRAFT, Status.RETURNED)
_BEFORE_APPROVAL = (*_BEFORE_DIRECTOR, Status.PENDING)


def _drafted(overview: "Overview", case: RegistrationCase, status: Status) -> Step:
    if status not in _BEFORE_DIRECTOR:
        return Step("Заявка подготовлена", "done", case.submitted_at)
    edit = Act("registration.edit", "Изменить", "registration:edit", (case.pk,))
    submit = Act("registration.edit", "Передать директору", "registration:submit", (case.pk,), post=True)
    if overview.missing:
        edit = Act("organization.edit", "Заполнить сведения о школе", "orgstructure:organization_edit")
    stuck = bool(overview.missing or overview.outdated or overview.differences)
    if status == Status.RETURNED:
        return Step(
            "Заявка возвращена", "now", case.decided_at, case.return_reason, ADMINISTRATOR, stopped=True,
            call="Исправьте заявку на регистрацию: её вернули", waits="Возвращённая заявка ждёт правки администратора",
            acts=(edit,) if stuck else (edit, submit),
        )  # fmt: skip
    call = "Исправьте заявку на регистрацию" if stuck else "Передайте заявку директору"
    # What would be refused is not offered.
    acts, waits = (edit,) if stuck else (submit, edit), "Заявку на регистрацию готовит администратор"
    return Step(
        "Заявка готовится",
        "now",
        case.created_at,
        "черновик",
        ADMINISTRATOR,
        call=call,
        waits=waits,
        acts=acts,
    )


def _approved(case: RegistrationCase, status: Status) -> Step:
    if status in _BEFORE_APPROVAL:
        decide = Act(
            "registration.approve",
            "Одобрить или вернуть",
            "admin:registration_registrationcase_change",
            (case.pk,),
        )
        return Step(
            "Директор одобряет заявку", "now", case.submitted_at, "на подписи", DIRECTOR,
            call="Одобрите заявку на регистрацию", waits="Заявка ждёт решения директора", acts=(decide,),
        )  # fmt: skip
    return Step("Директор одобрил заявку", "done", case.decided_at, str(case.decided_by or ""))


def _sent(overview: "Overview", case: RegistrationCase, status: Status) -> Step:
    address = settings.PLATFORM_SUPPORT_EMAIL
    if status in (*_BEFORE_APPROVAL, Status.APPROVED):
        acts = (
            Act("registration.send", "Отправить", "registration:send", (case.pk,), post=True),
            Act("registration.edit", "Отозвать для правки", "registration:take_back", (case.pk,), post=True),
        )
        call, waits = f"Отправьте заявку на {address}", "Одобренную заявку ещё не отправил администратор"
        return Step(
            f"Отправить заявку на {address}", "now", case.decided_at, "директор одобрил", ADMINISTRATOR,
            call=call, waits=waits, acts=acts,
        )  # fmt: skip
    # Those of before the approval carried another letter.
    sendings = [s for s in overview.sendings if not case.decided_at or s.created_at >= case.decided_at]
    if not sendings:
        return Step(f"Заявка ушла на {address}", "done")
    last = sendings[0]
    note = f"отправка № {last.number}: {last.message.get_status_display()}"
    left = next((s for s in reversed(sendings) if s.message.status == Message.Status.SENT), None)
    if left or status != Status.SENT:
        at = left.message.sent_at if left else last.created_at
        return Step(f"Заявка ушла на {address}", "done", at, note)
    if last.message.status == Message.Status.FOLDER:
        return _in_folder(case, last)
    waiting = last.message.status in WAITING
    again = Act("registration.send", "Отправить повторно", "registration:resend", (case.pk,), post=True)
    reads = Act("mail.view", "Открыть письмо", "outbox:message", (last.message_id,))
    return Step(
        f"Заявка отправляется на {address}", "now", last.created_at, note,
        PORTAL if waiting else ADMINISTRATOR, stopped=not waiting,
        call="Заявка на регистрацию не ушла: отправьте её повторно",
        waits="Портал отправляет заявку" if waiting else "Заявка на регистрацию не ушла",
        acts=(reads,) if waiting else (again, reads),
    )  # fmt: skip


def _in_folder(case: RegistrationCase, last: Sending) -> Step:
    """Nobody has received a letter that was put into a folder: there is no mail server."""
    reads = Act("mail.view", "Открыть письмо", "outbox:message", (last.message_id,))
    answer = Act("registration.edit", "Записать ответ", "registration:answer", (case.pk,))
    again = Act("registration.send", "Отправить повторно", "registration:resend", (case.pk,), post=True)
    return Step(
        "Заявка сложена в папку и не ушла", "now", last.created_at, "почтовый сервер не настроен", ADMINISTRATOR,
        stopped=True, call="Заявка на регистрацию не ушла: почта не настроена", waits="Заявка на регистрацию не ушла",
        acts=(reads, answer, again) if not settings.SMTP_HOST else (again, reads, answer),
    )  # fmt: skip


def _answered(overview: "Overview", case: RegistrationCase, status: Status) -> Step:
    if status in (Status.ANSWERED, Status.REGISTERED):
        return Step("Ответ получен", "done", case.answered_on)
    if overview.outdated:
        return _renew(case)
    acts = [Act("registration.edit", "Записать ответ", "registration:answer", (case.pk,))]
    if overview.may_resend:
        acts.append(
            Act("registration.send", "Отправить повторно", "registration:resend", (case.pk,), post=True)
        )
    acts.append(Act("registration.edit", "Платформа отказала", "registration:reject", (case.pk,)))
    since = overview.sendings[0].message.sent_at if overview.sendings else None
    return Step(
        "Ждём ответ платформы", "now", since, "", PLATFORM, call="Ждём ответ платформы: запишите его, когда придёт",
        waits="Ждём ответ платформы", acts=tuple(acts),
    )  # fmt: skip


def _renew(case: RegistrationCase) -> Step:
    """The letter names who is no administrator any more: it has to leave anew, with the order in force."""
    take = Act("registration.edit", "Обновить заявку", "registration:take_back", (case.pk,), post=True)
    return Step(
        "Администратор сменился, пока ждали платформу", "now", None, "нужна новая заявка", ADMINISTRATOR, stopped=True,
        call="Обновите заявку: администратор сменился", waits="Заявку обновляет новый администратор", acts=(take,),
    )  # fmt: skip


def _registered(overview: "Overview", case: RegistrationCase, status: Status) -> Step:
    if status == Status.REGISTERED:
        return Step("Вход по номеру выполнен, школа зарегистрирована", "done", case.registered_on)
    if status == Status.ANSWERED and overview.outdated:
        return _renew(case)
    phone = mask_phone(case.phone)
    enter = Act("registration.edit", "Записать вход по номеру", "registration:register", (case.pk,))
    refuse = Act("registration.edit", "Платформа отказала", "registration:reject", (case.pk,))
    return Step(
        f"Вход по номеру {phone} и запись о регистрации", "now", case.answered_on, "ответ получен", ADMINISTRATOR,
        call=f"Войдите на платформу по номеру {phone} и запишите вход",
        waits="Администратор входит на платформу по номеру из заявки", acts=(enter, refuse),
    )  # fmt: skip
