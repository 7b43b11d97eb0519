"""The steps of the application itself: drafted, approved, sent, answered, the entry by phone."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.text import Truncator

from core.folding import one_line
from core.phones import mask_phone
from core.russian import dt
from orgstructure.models import Person
from outbox.models import Message
from registration.models import RegistrationCase, Sending
from registration.selectors.sendings import WAITING
from registration.selectors.step import ADMINISTRATOR, DIRECTOR, PLATFORM, PORTAL, Act, Step

if TYPE_CHECKING:
    from registration.selectors.overview import Overview

Status = RegistrationCase.Status
MAX_REASON = 300
NOT_SENT = "Заявка на регистрацию не ушла и ждёт администратора"


def case_steps(overview: "Overview") -> list[Step]:
    """From the draft to the record of the registration; without a case, what they will be."""
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
        _approved(overview, case, status),
        _sent(overview, case, status),
        _answered(overview, case, status),
        _registered(overview, case, status),
    ]


def _to_draft(overview: "Overview") -> Step:
    title, waits = "Заявка готовится", "Заявку на регистрацию готовит администратор"
    since: date | datetime | None = overview.order.decided_at if overview.order else None
    refused = ""
    if overview.refused:
        since = overview.refused.answered_on or since
        title, waits = "Заявка готовится заново", "Платформа отказала, новую заявку готовит администратор"
        refused = f"платформа отказала {dt(overview.refused.answered_on)}: {_brief(overview.refused.answer)}"
    unanswer = (_unanswer(overview.refused),) if overview.refused else ()
    if overview.missing:
        fill = Act("organization.edit", "Заполнить", "orgstructure:organization_edit")
        missing, call = f"не хватает: {', '.join(overview.missing)}", "Заполните сведения о школе для заявки"
        note = ". ".join(filter(None, (refused, missing)))
        return Step(
            title,
            "now",
            None,
            note,
            ADMINISTRATOR,
            call=call,
            waits=waits,
            acts=(fill, *unanswer),
            since=since,
        )
    call = f"Подготовьте {'новую ' if refused else ''}заявку на регистрацию"
    begin = Act("registration.edit", "Подготовить заявку", "registration:new")
    return Step(
        title,
        "now",
        None,
        refused,
        ADMINISTRATOR,
        call=call,
        waits=waits,
        acts=(begin, *unanswer),
        since=since,
    )


def _brief(answer: str) -> str:
    """What the platform wrote, in one line of a step."""
    return Truncator(one_line(answer)).chars(MAX_REASON)


_BEFORE_DIRECTOR = (Status.DRAFT, Status.RETURNED)
_BEFORE_APPROVAL = (*_BEFORE_DIRECTOR, Status.PENDING)


def _drafted(overview: "Overview", case: RegistrationCase, status: Status) -> Step:
    if status not in _BEFORE_DIRECTOR:
        return Step("Заявка подготовлена", "done", case.submitted_at)
    edit = Act("registration.edit", "Изменить", "registration:edit", (case.pk,))
    submit = Act("registration.edit", "Передать директору", "registration:submit", (case.pk,), post=True)
    if overview.missing:
        edit = Act("organization.edit", "Заполнить сведения о школе", "orgstructure:organization_edit")
    stuck = bool(overview.in_the_way)
    ahead = (*_agree(overview), submit)
    if status == Status.RETURNED and not (overview.case_is_mended and not stuck):
        return Step(
            "Заявка возвращена", "now", case.decided_at, case.return_reason, ADMINISTRATOR, stopped=True,
            call="Исправьте заявку на регистрацию: её вернули", waits="Возвращённая заявка ждёт правки администратора",
            acts=(edit,) if stuck else (edit, *ahead),
        )  # fmt: skip
    title, call, note = "Заявка готовится", "Передайте заявку директору", "черновик"
    waits = "Заявку на регистрацию готовит администратор"
    if status == Status.RETURNED:
        title, call, note = "Заявка исправлена", f"{call} снова", "исправлена после возврата"
        waits = "Исправленная заявка ждёт, когда администратор её передаст"
    if stuck:
        call, note = "Исправьте заявку на регистрацию", overview.in_the_way
    elif overview.silent:
        call, note = _call_to_agree(overview), f"{note}, {_unagreed(overview)}"
    # What would be refused is not offered.
    acts = (edit,) if stuck else (*ahead, edit)
    return Step(
        title,
        "now",
        case.created_at if status == Status.DRAFT else None,
        note,
        ADMINISTRATOR,
        call=call,
        waits=waits,
        acts=acts,
    )


def _agree(overview: "Overview") -> tuple[Act, ...]:
    """Where the consent is given or written down, while one is missing."""
    own = overview.case and overview.case.person in overview.silent
    word = "Дать согласие" if own else "Записать согласие"
    return (Act("registration.edit", word, "registration:consents"),) if overview.silent else ()


def _call_to_agree(overview: "Overview") -> str:
    if overview.case and overview.case.person in overview.silent:
        return "Дайте согласие на передачу телефона и почты"
    return f"Запишите согласие на передачу телефона и почты: {_short(overview.silent)}"


def _unagreed(overview: "Overview") -> str:
    return f"нет согласия: {_short(overview.silent)}"


def _short(people: list[Person]) -> str:
    return ", ".join(person.short_name for person in people)


def _approved(overview: "Overview", case: RegistrationCase, status: Status) -> Step:
    title = "Директор одобряет заявку"
    if status in _BEFORE_APPROVAL:
        decide = Act(
            "registration.approve",
            "Одобрить или вернуть",
            "admin:registration_registrationcase_change",
            (case.pk,),
        )
        if overview.in_the_way:
            return Step(
                title, "now", case.submitted_at, overview.in_the_way, DIRECTOR, stopped=True,
                call="Верните заявку на регистрацию: одобрить её нельзя", waits="Заявка ждёт возврата от директора",
                acts=(replace(decide, word="Вернуть"),),
            )  # fmt: skip
        if overview.silent:
            return Step(
                title, "now", None, _unagreed(overview), ADMINISTRATOR, call=_call_to_agree(overview),
                waits="Заявка ждёт согласия на передачу телефона и почты", acts=_agree(overview),
                since=case.submitted_at,
            )  # fmt: skip
        return Step(
            title, "now", case.submitted_at, "на подписи", DIRECTOR,
            call="Одобрите заявку на регистрацию", waits="Заявка ждёт решения директора", acts=(decide,),
        )  # fmt: skip
    return Step("Директор одобрил заявку", "done", case.decided_at, str(case.decided_by or ""))


def _sent(overview: "Overview", case: RegistrationCase, status: Status) -> Step:
    address = settings.PLATFORM_SUPPORT_EMAIL
    if status in (*_BEFORE_APPROVAL, Status.APPROVED):
        return _to_send(overview, case)
    # Those of before the approval carried another letter.
    sendings = [s for s in overview.sendings if not case.decided_at or s.created_at >= case.decided_at]
    if not sendings:
        return Step(f"Заявка ушла на {address}", "done")
    last = sendings[0]
    note = f"отправка № {last.number}: {last.message.get_status_display()}"
    left = next((s for s in reversed(sendings) if s.message.status == Message.Status.SENT), None)
    if left:
        return Step(f"Заявка ушла на {address}", "done", left.message.sent_at, note)
    if status != Status.SENT:  # it came to the platform another way
        return Step(f"Заявка на {address}", "done", note=f"ответ получен; {note}")
    waiting = last.message.status in WAITING
    if overview.outdated and not waiting:
        return _renew(case)
    if last.message.status == Message.Status.FOLDER:
        return _in_folder(overview, case, last)
    if not waiting and not overview.may_resend:
        return _not_to_resend(overview, last, note)
    again = Act("registration.send", "Отправить повторно", "registration:resend", (case.pk,), post=True)
    reads = Act("mail.view", "Открыть письмо", "outbox:message", (last.message_id,))
    return Step(
        f"Заявка отправляется на {address}", "now", last.created_at, note,
        PORTAL if waiting else ADMINISTRATOR, stopped=not waiting,
        call="Заявка на регистрацию не ушла: отправьте её повторно",
        waits="Портал отправляет заявку" if waiting else NOT_SENT,
        acts=(reads,) if waiting else (again, reads),
    )  # fmt: skip


def _to_send(overview: "Overview", case: RegistrationCase) -> Step:
    """The approved letter leaves, unless something has come in its way since the approval."""
    address = settings.PLATFORM_SUPPORT_EMAIL
    call, note = f"Отправьте заявку на {address}", "директор одобрил"
    take = Act("registration.edit", "Отозвать для правки", "registration:take_back", (case.pk,), post=True)
    acts: tuple[Act, ...] = (
        Act("registration.send", "Отправить", "registration:send", (case.pk,), post=True),
        take,
    )
    if overview.in_the_way:
        call, note = "Отзовите заявку для правки: отправить её нельзя", overview.in_the_way
        acts = (take,)
    elif overview.silent:
        call, note = _call_to_agree(overview), _unagreed(overview)
        acts = (*_agree(overview), take)
    return Step(
        f"Отправить заявку на {address}", "now", case.decided_at, note, ADMINISTRATOR,
        call=call, waits="Одобренная заявка ждёт отправки администратором", acts=acts,
    )  # fmt: skip


def _not_to_resend(overview: "Overview", last: Sending, note: str) -> Step:
    """The letter did not leave, and sending it again would be refused."""
    reads = Act("registration.edit", "Открыть письмо", "outbox:message", (last.message_id,))
    why = overview.in_the_way or _unagreed(overview)
    acts = (reads,) if overview.in_the_way else (*_agree(overview), reads)
    return Step(
        f"Заявка отправляется на {settings.PLATFORM_SUPPORT_EMAIL}", "now", last.created_at, f"{note}; {why}",
        ADMINISTRATOR, stopped=True, call="Заявка на регистрацию не ушла, и повторить отправку пока нельзя",
        waits=NOT_SENT, acts=acts,
    )  # fmt: skip


def _in_folder(overview: "Overview", case: RegistrationCase, last: Sending) -> Step:
    """Nobody has received a letter that was put into a folder: there was no mail server when it was written, nor may be now."""
    # Others read it, too; what follows from it is the administrator's.
    reads = Act("registration.edit", "Открыть письмо", "outbox:message", (last.message_id,))
    answer = Act("registration.edit", "Записать ответ", "registration:answer", (case.pk,))
    again = Act("registration.send", "Отправить повторно", "registration:resend", (case.pk,), post=True)
    why = "почта не настроена"
    if settings.SMTP_HOST:
        why = "когда портал её писал, почта не была настроена"
    return Step(
        "Заявка сложена в папку и не ушла", "now", last.created_at, why, ADMINISTRATOR,
        stopped=True, call=f"Заявка на регистрацию не ушла: {why}", waits=NOT_SENT,
        acts=(again, reads, answer) if settings.SMTP_HOST and overview.may_resend else (reads, answer),
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
    since = overview.sendings[0].message.sent_at if overview.sendings else None
    return Step(
        "Ждём ответ платформы", "now", since, "", PLATFORM, call="Ждём ответ платформы: запишите его, когда придёт",
        waits="Ждём ответ платформы", acts=tuple(acts),
    )  # fmt: skip


def _unanswer(case: RegistrationCase) -> Act:
    """What was written down of the answer is taken back, while nothing has followed from it."""
    words = "Ответ записан по ошибке"
    if case.status == Status.REJECTED:
        words = "Отказ записан по ошибке"
    return Act("registration.edit", words, "registration:withdraw_answer", (case.pk,), post=True)


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
    mend = Act("registration.edit", "Исправить ответ", "registration:answer", (case.pk,))
    return Step(
        f"Вход по номеру {phone} и запись о регистрации", "now", case.answered_on, "ответ получен", ADMINISTRATOR,
        call=f"Войдите на платформу по номеру {phone} и запишите вход",
        waits="Вход по номеру из заявки ждёт администратора", acts=(enter, mend, _unanswer(case)),
    )  # fmt: skip
