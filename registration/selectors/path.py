"""The path of the registration, step by step: what is done, where it stands, whose turn it is and where it is done."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

from core import clock
from core.access import Access
from documents.models import Order
from orgstructure.models import Person
from outbox.models import Message
from registration import texts
from registration.selectors.case_steps import case_steps
from registration.selectors.step import ADMINISTRATOR, DIRECTOR, PORTAL, Act, Step

if TYPE_CHECKING:
    from registration.selectors.overview import Overview

# A letter in one of these has reached nobody, as far as the portal knows.
NOT_RECEIVED = (Message.Status.FOLDER, Message.Status.FAILED, Message.Status.CANCELLED)


def path_steps(overview: "Overview", access: Access | None = None) -> list[Step]:
    """The path of the registration, from the order to the entry by phone. With `access` only what the reader may press."""
    steps = [_drawn_up(overview), _signed(overview), _let_in(overview), *case_steps(overview)]
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
    hands = replace(opens, right="orders.draft", word="Передать")
    if order.status == status.RETURNED and overview.order_is_mended:
        return Step(
            "Приказ о назначении исправлен", "now", None, "исправлен после возврата", who,
            call=f"Передайте приказ о назначении {'себе ' if who == DIRECTOR else ''}на подпись снова",
            waits="Исправленный приказ ждёт передачи на подпись", acts=(hands,), since=order.decided_at,
        )  # fmt: skip
    if order.status == status.RETURNED:
        return Step(
            "Приказ о назначении возвращён", "now", order.decided_at, order.return_reason, who, stopped=True,
            call="Исправьте приказ о назначении: его вернули", waits="Возвращённый приказ ждёт правки",
            acts=(Act("orders.draft", "Исправить", "documents:order_edit", (order.pk,)), opens),
        )  # fmt: skip
    if order.status == status.DRAFT:
        # The first order is drafted by the director, who signs it, too.
        whom = "себе " if who == DIRECTOR else ""
        call = f"Передайте приказ о назначении {whom}на подпись"
        waits = "Черновик приказа ждёт передачи на подпись"
        return Step(title, "now", order.created_at, "черновик", who, call=call, waits=waits, acts=(hands,))
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
    who = f"администратор: {person.short_name}" if person else ""
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
        return _entered(overview, held.person)
    opens = Act("roles.give_access", "Открыть вход", "dashboard:person", (held.person_id,))
    return Step(
        title, "now", None, "", DIRECTOR,
        call=f"Откройте вход администратору: {held.person.short_name}",
        waits="Администратору ещё не открыт вход в портал", acts=(opens,), since=held.valid_from,
    )  # fmt: skip


def _entered(overview: "Overview", person: Person) -> Step:
    """The way in is open: whether it has been used, and whether the letter with the password has left."""
    membership = person.membership
    if membership.user.last_login:
        return Step("Администратор входит в портал", "done", note=person.short_name)
    waits, letter = "Администратор ещё не входил в портал", overview.access_letter
    note = f"вход открыт: {person.short_name}, {membership.user.email}"
    if letter is None or letter.status not in NOT_RECEIVED:
        since = letter.created_at if letter else None
        return Step(waits, "now", None, note, ADMINISTRATOR, waits=waits, since=since)
    # Whoever looks after mail stands outside the school; the director alone can ask them.
    told = texts.ASK_FOR_MAIL if not settings.SMTP_HOST else texts.ASK_FOR_PASSWORD
    reads = Act("roles.give_access", "Открыть письмо", "outbox:message", (letter.pk,))
    return Step(
        waits, "now", None, f"{note}. Письмо для пароля: {letter.get_status_display()}. {told}", DIRECTOR, stopped=True,
        call="Письмо для входа администратора не ушло", waits="Письмо для входа администратора не ушло", acts=(reads,),
        since=letter.created_at,
    )  # fmt: skip
