"""Reads about the registration: the case, its letter, its path."""

from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parseaddr

from django.conf import settings
from django.db.models import QuerySet

from core.phones import show_phone, veil_phone
from core.templatetags.portal import dt
from documents.models import File, Order
from orgstructure.models import Organization
from outbox.models import Message
from registration import rules, texts
from registration.letter import Attachment, Letter, read_letter, write_letter
from registration.models import RegistrationRequest, Sending
from roles.selectors import administrator_of

Status = RegistrationRequest.Status
WAITING = (Message.Status.QUEUED, Message.Status.SENDING)


def requests() -> QuerySet[RegistrationRequest]:
    """Cases with all that a page shows, without the bytes of papers."""
    files = ("order__pdf", "order__scan", "letter")
    return RegistrationRequest.objects.select_related(
        "organization", "order", "person", "created_by", "decided_by", *files
    ).defer(*(f"{name}__content" for name in files))


def current_request() -> RegistrationRequest | None:
    """The school's case: the open or the registered one. A rejected one is history."""
    return requests().exclude(status=Status.REJECTED).first()


def rejected_requests() -> list[RegistrationRequest]:
    return list(requests().filter(status=Status.REJECTED)[:10])


def order_in_force(organization: Organization) -> Order | None:
    """The signed order by which the acting administrator is appointed."""
    assignment = administrator_of(organization)
    return assignment.order if assignment else None


def latest_order() -> Order | None:
    """The newest administrator order that is neither dropped nor revoked, in whatever state."""
    return (
        Order.objects.filter(kind=Order.Kind.ADMINISTRATOR)
        .exclude(status__in=(Order.Status.DROPPED, Order.Status.REVOKED))
        .with_item()
        .select_related("item__person", "decided_by")
        .first()
    )


def sendings_of(request: RegistrationRequest) -> list[Sending]:
    """Every sending with its letter's state and attempts, newest first; two queries."""
    return list(
        Sending.objects.filter(request=request)
        .select_related("message", "created_by")
        .defer("message__frozen", "message__body")
        .prefetch_related("message__tries")
        .order_by("-number")
    )


def sent_bytes(request: RegistrationRequest, number: int) -> bytes | None:
    """The frozen letter of sending `number`; None if there is none."""
    sending = Sending.objects.filter(request=request, number=number).select_related("message").first()
    return bytes(sending.message.frozen) if sending and sending.message.frozen else None


def undelivered_sending(request: RegistrationRequest) -> Sending | None:
    """An earlier sending whose letter still waits or is on its way."""
    return (
        Sending.objects.filter(request=request, message__status__in=WAITING).select_related("message").first()
    )


def phones_of(request: RegistrationRequest) -> list[tuple[str, str]]:
    """Everywhere the administrator's phone stands: (where, E.164)."""
    return [
        ("в заявке", request.phone),
        (f"в приказе № {request.order.number}", request.order.item.phone if request.order.item else ""),
        (f"в карточке ({request.person.short_name})", request.person.phone),
        ("при входе", request.registered_phone),
    ]


def letter_of(request: RegistrationRequest) -> Letter:
    """The letter: once approved, the approved bytes; before that, what would be approved now."""
    if request.letter_id:
        content = File.objects.values_list("content", flat=True).get(pk=request.letter_id)
        return read_letter(bytes(content))
    return read_letter(compose(request))


def compose(request: RegistrationRequest) -> bytes:
    """The bytes of the letter by the register as it is now (clause 2.1 b)."""
    school = request.organization
    return write_letter(
        sender=(school.short_name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        to=settings.PLATFORM_SUPPORT_EMAIL,
        reply_to=(request.person.full_name, request.email),
        subject=texts.LETTER_SUBJECT.format(school=school.short_name),
        text=_text(request),
        attachments=_attachments(request.order),
    )


def _text(request: RegistrationRequest) -> str:
    school, person, order = request.organization, request.person, request.order
    contents = [f"{number}. {name}" for number, name in enumerate(_attachment_names(order), 1)]
    blocks = [
        texts.LETTER_OPENING,
        _block(
            "Образовательная организация",
            ("Полное наименование", school.full_name),
            ("Краткое наименование", school.short_name),
            ("ИНН", school.inn),
            ("ОГРН", school.ogrn),
            ("Адрес", school.address),
            ("Телефон", show_phone(school.phone)),
            ("Электронная почта", school.email),
            ("Сайт", school.website),
        ),
        _block(
            f"Администратор, назначенный приказом № {order.number} от {order.dated_on:%d.%m.%Y}",
            ("ФИО", person.full_name),
            ("Должность", person.post),
            ("Электронная почта", request.email),
            ("Номер личного мобильного телефона", show_phone(request.phone)),
        ),
        request.comment.strip(),
        "\n".join(["Приложение:", *contents]),
        f"С уважением,\n{person.full_name}\n{school.short_name}",
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _block(title: str, *lines: tuple[str, str]) -> str:
    return "\n".join([title, *(f"{name}: {value}" for name, value in lines if value)])


def _attachment_names(order: Order) -> list[str]:
    return [stored.name for stored in (order.pdf, order.scan) if stored]


def _attachments(order: Order) -> list[Attachment]:
    ids = [pk for pk in (order.pdf_id, order.scan_id) if pk]
    files = File.objects.in_bulk(ids)
    return [Attachment(files[pk].name, files[pk].content_type, bytes(files[pk].content)) for pk in ids]


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


@dataclass(frozen=True)
class Case:
    """All that the page «Регистрация» shows."""

    organization: Organization
    order: Order | None
    order_in_force: Order | None
    request: RegistrationRequest | None
    sendings: list[Sending] = field(default_factory=list)
    differences: str = ""
    missing: list[str] = field(default_factory=list)
    outdated: str = ""

    @property
    def may_resend(self) -> bool:
        """No earlier sending is still on its way."""
        return bool(self.sendings) and all(s.message.status not in WAITING for s in self.sendings)

    @property
    def steps(self) -> list[Step]:
        return path_steps(self)

    @property
    def phones(self) -> list[tuple[str, str]]:
        return phones_of(self.request) if self.request else []

    @property
    def address(self) -> str:
        return settings.PLATFORM_SUPPORT_EMAIL

    @property
    def lead(self) -> str:
        """In one line: where the case is and whose turn it is."""
        if self.is_done:
            return "Школа зарегистрирована на платформе"
        who = next(step.who for step in self.steps if step.state != "done")
        return texts.WHOSE_TURN[who]

    @property
    def is_done(self) -> bool:
        return bool(self.request and self.request.status == Status.REGISTERED)


def case_of(organization: Organization) -> Case:
    """The case of a school with its order, sendings and obstacles; a fixed number of queries."""
    request, in_force = current_request(), order_in_force(organization)
    return Case(
        organization=organization,
        order=request.order if request else (in_force or latest_order()),
        order_in_force=in_force,
        request=request,
        sendings=sendings_of(request) if request else [],
        differences=rules.phone_differences(phones_of(request)) if request else "",
        missing=rules.missing_details(organization),
        outdated=outdated(request, in_force) if request else "",
    )


def outdated(request: RegistrationRequest, in_force: Order | None) -> str:
    """«» or a sentence: the order that the application cites is no longer the one in force."""
    if in_force is None:
        return "Действующего администратора нет: приказ, на который опирается заявка, больше не в силе."
    if in_force.pk == request.order_id:
        return ""
    return (
        f"Заявка опирается на приказ № {request.order.number}, а администратор назначен приказом № {in_force.number}. "
        "Откройте заявку для правки и возьмите данные нового приказа."
    )


def path_steps(case: Case) -> list[Step]:
    """The path of the registration, from the order to the entry by phone: dates, and who is next."""
    steps = [_order_step(case.order), *_request_steps(case)]
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
            f"Приказ № {order.number} подписан", "done", order.dated_on, about.short_name if about else ""
        )
    if order.status == Order.Status.REVOKED:
        return Step(f"Приказ № {order.number} отменён", "now", order.dated_on, "нужен новый", "администратор")
    if order.status == Order.Status.PENDING:
        return Step(title, "now", order.submitted_at, "на подписи", "директор")
    if order.status == Order.Status.RETURNED:
        return Step(
            title, "now", order.decided_at, f"возвращён: {order.return_reason}", "администратор", stopped=True
        )
    return Step(title, "now", order.created_at, "черновик", "администратор")


def _request_steps(case: Case) -> list[Step]:
    request = case.request
    if request is None:
        return [
            Step("Заявка подготовлена", "now", who="администратор"),
            Step("Директор одобрил заявку"),
            Step(f"Заявка ушла на {settings.PLATFORM_SUPPORT_EMAIL}"),
            Step("Ответ платформы"),
            Step("Вход по номеру телефона, школа зарегистрирована"),
        ]
    status = Status(request.status)
    return [
        _drafted(request, status),
        _approved(request, status),
        _sent(case, status),
        _answered(request, status),
        _registered(request, status),
    ]


_BEFORE_DIRECTOR = (Status.DRAFT, Status.RETURNED)
_BEFORE_APPROVAL = (*_BEFORE_DIRECTOR, Status.PENDING)


def _drafted(request: RegistrationRequest, status: Status) -> Step:
    if status == Status.RETURNED:
        return Step(
            "Заявка возвращена",
            "now",
            request.decided_at,
            request.return_reason,
            "администратор",
            stopped=True,
        )
    if status == Status.DRAFT:
        return Step("Заявка готовится", "now", request.created_at, "черновик", "администратор")
    return Step("Заявка подготовлена", "done", request.submitted_at)


def _approved(request: RegistrationRequest, status: Status) -> Step:
    if status in _BEFORE_APPROVAL:
        return Step("Директор одобряет заявку", "now", request.submitted_at, "на подписи", "директор")
    return Step("Директор одобрил заявку", "done", request.decided_at, str(request.decided_by or ""))


def _sent(case: Case, status: Status) -> Step:
    address = settings.PLATFORM_SUPPORT_EMAIL
    if status in (*_BEFORE_APPROVAL, Status.APPROVED):
        return Step(f"Отправить заявку на {address}", "now", who="администратор")
    last = case.sendings[0]
    note = f"отправка № {last.number}: {last.message.get_status_display()}"
    left = next((s for s in reversed(case.sendings) if s.message.status == Message.Status.SENT), None)
    if left or status != Status.SENT:
        return Step(
            f"Заявка ушла на {address}", "done", left.message.sent_at if left else last.created_at, note
        )
    waiting = last.message.status in WAITING
    who = "портал" if waiting else "администратор"
    return Step(f"Заявка отправляется на {address}", "now", last.created_at, note, who, stopped=not waiting)


def _answered(request: RegistrationRequest, status: Status) -> Step:
    if status in (Status.ANSWERED, Status.REGISTERED):
        return Step("Ответ получен", "done", request.answered_on)
    return Step("Ждём ответ платформы", "now", who="платформа")


def _registered(request: RegistrationRequest, status: Status) -> Step:
    if status == Status.REGISTERED:
        return Step("Вход по номеру выполнен, школа зарегистрирована", "done", request.registered_on)
    return Step(
        f"Вход по номеру {veil_phone(request.phone)}, школа зарегистрирована", "now", who="администратор"
    )
