"""Verbs of the registration (clauses 2.1 b, 2.1 c): draft, submit, approve, return, send, answer, registered."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from audit.services import record
from consents.models import Decision
from consents.services import give_own, record_paper
from core import clock
from core.access import Account
from core.errors import Conflict, Invalid
from core.follows import outlived
from core.phones import parse_phone, show_phone
from core.russian import in_signs
from core.states import transition
from core.uploads import Scan
from documents.models import Order
from documents.rules import check_signer
from files.services import store_file
from orgstructure.models import Organization, Person
from outbox.models import Message
from outbox.services import new_message_id, queue_frozen
from registration import rules, selectors, texts
from registration.letter import read_letter, stamp
from registration.models import RegistrationCase, Sending
from registration.selectors.sendings import KIND
from roles.selectors import signatory

Status = RegistrationCase.Status
EDITABLE = (Status.DRAFT, Status.RETURNED)
MAX_COMMENT, MAX_REASON, MAX_ANSWER = 1000, 500, 4000
# Contacts of the administrator of before are not those of the new one.
CONTACTS = dict.fromkeys(("email", "phone"), ("person",))


@transaction.atomic
def draft_case(
    *, organization: Organization, email: str = "", phone: str = "", comment: str = "", actor: Account
) -> RegistrationCase:
    """Begin the case from the signed order in force. Empty e-mail and phone are those of the order.

    Conflict without such an order or when there is a case already; Invalid for a phone that is not a Russian mobile.
    """
    order = selectors.order_in_force(organization)
    if order is None:
        raise Conflict(texts.NO_ORDER)
    case = RegistrationCase(organization=organization, created_by=actor)
    _fill(case, order=order, email=email, phone=phone, comment=comment)
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        raise Conflict(texts.OPEN_ALREADY) from None
    record("registration.drafted", case, actor=actor, order=order)
    return case


@transaction.atomic
def edit_case(
    *, case: RegistrationCase, email: str, phone: str, comment: str = "", actor: Account
) -> RegistrationCase:
    """Change a case that is not with the director; it takes the order that is in force now. Conflict otherwise."""
    order = selectors.order_in_force(case.organization)
    if order is None:
        raise Conflict(texts.NO_ORDER)
    _fill(case, order=order, email=email, phone=phone, comment=comment)
    changed = RegistrationCase.objects.filter(pk=case.pk, status__in=EDITABLE).update(
        order=order, person=case.person, email=case.email, phone=case.phone, comment=case.comment
    )
    if not changed:
        raise Conflict("Заявка уже у директора или отправлена: править её нельзя. Обновите страницу.")
    record("registration.edited", case, actor=actor, order=order)
    return case


def _fill(case: RegistrationCase, *, order: Order, email: str, phone: str, comment: str) -> None:
    item: Any = order.item  # an order that appoints always has its row
    before = {"person": case.person_id, "email": case.email, "phone": case.phone}
    after = {"person": item.person_id, "email": email.strip(), "phone": parse_phone(phone, mobile=True)}
    for name in outlived(before, after, CONTACTS):
        after[name] = ""
    case.order, case.person = order, item.person
    case.email = after["email"] or item.email
    case.phone = after["phone"] or item.phone
    case.comment = _text(comment, what="Примечание", field="comment", limit=MAX_COMMENT)


def _text(text: str, *, what: str, field: str, limit: int) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise Invalid(f"{what}: {in_signs(text)}, а можно не больше {limit}. Сократите.", field=field)
    return text


@transaction.atomic
def submit_case(*, case: RegistrationCase, actor: Account) -> RegistrationCase:
    """Give the letter to the director. Refuses with every missing detail of the school and with phones that differ."""
    _check(case)
    transition(case, Status.PENDING, submitted_at=clock.now(), return_reason="")
    record("registration.submitted", case, actor=actor)
    return case


def _check(case: RegistrationCase) -> None:
    """What stops a letter at every one of its steps."""
    missing = rules.missing_details(case.organization)
    if missing:
        raise Conflict(
            f"В сведениях о школе не заполнено: {', '.join(missing)}. Заполните, эти строки стоят в письме."
        )
    outdated = selectors.outdated(case, selectors.order_in_force(case.organization))
    apart = rules.phone_differences(selectors.phones_of(case))
    if outdated or apart:
        raise Conflict(outdated or apart)


def _check_consent(case: RegistrationCase) -> None:
    """Nobody's phone leaves the school without a word of theirs. Conflict that names who has not given it."""
    silent = selectors.without_consent(case)
    if silent:
        raise Conflict(texts.NO_CONSENT.format(names=", ".join(person.full_name for person in silent)))


@transaction.atomic
def give_consent(*, organization: Organization, person: Person | None, actor: Account) -> Decision:
    """One's own consent to hand phone and e-mail over, by a press. Conflict for one who is not asked, or has agreed."""
    asked = {named.person.pk for named in selectors.named_people(organization)}
    if person is None or person.pk not in asked:
        raise Conflict(texts.NOT_NAMED)
    return give_own(person=person, purpose=selectors.PURPOSE, role=selectors.TEXT_ROLE, actor=actor)


@transaction.atomic
def record_consent(*, person: Person, signed_on: date, scan: Scan | None = None, actor: Account) -> Decision:
    """The same consent, signed on paper. Invalid for a day that cannot be."""
    terms: dict[str, Any] = {"purpose": selectors.PURPOSE, "role": selectors.TEXT_ROLE}
    return record_paper(person=person, signed_on=signed_on, scan=scan, actor=actor, **terms)


@transaction.atomic
def approve_case(*, case: RegistrationCase, seen: str = "", actor: Account) -> RegistrationCase:
    """The director approves the letter; from here on its bytes are frozen with their hash.

    `seen` is the SHA-256 of the letter that the director read: Conflict if it would be another one by now.
    """
    check_signer(signatory(case.organization, clock.today()), actor, does="Заявку одобряет")
    fresh = selectors.cases().get(pk=case.pk)
    _check(fresh)
    _check_consent(fresh)
    letter = read_letter(selectors.compose(fresh))
    if seen and seen != letter.sha256:
        raise Conflict(texts.CHANGED_MEANWHILE)
    stored = store_file(
        organization=fresh.organization,
        name="Заявка на регистрацию.eml",
        content_type="message/rfc822",
        content=letter.content,
        actor=actor,
    )
    transition(
        case,
        Status.APPROVED,
        only_if=Q(submitted_at=fresh.submitted_at),
        letter=stored,
        decided_by=actor,
        decided_at=clock.now(),
    )
    record("registration.approved", case, actor=actor, sha256=stored.sha256, size=stored.size)
    return case


@transaction.atomic
def return_case(*, case: RegistrationCase, reason: str, actor: Account) -> RegistrationCase:
    """The director sends the case back; an approval given before is void. Invalid without a reason."""
    reason = _text(reason, what="Причина", field="reason", limit=MAX_REASON)
    if not reason:
        raise Invalid(texts.RETURN_WITHOUT_REASON, field="reason")
    transition(
        case,
        Status.RETURNED,
        only_if=Q(status__in=(Status.PENDING, Status.APPROVED)),
        return_reason=reason,
        letter=None,
        decided_by=actor,
        decided_at=clock.now(),
    )
    record("registration.returned", case, actor=actor, reason=reason)
    return case


@transaction.atomic
def take_back_case(*, case: RegistrationCase, actor: Account) -> RegistrationCase:
    """The administrator reopens a case; it needs a new approval.

    An approved one that has not been sent; a sent or answered one only when another administrator has been appointed
    meanwhile, for the letter that left names the former one. Conflict otherwise, and while a sending is on its way.
    """
    fresh = selectors.cases().select_for_update(of=("self",)).get(pk=case.pk)
    if fresh.status not in (Status.APPROVED, Status.SENT, Status.ANSWERED):
        raise Conflict(
            "Отозвать для правки можно только одобренную и не отправленную заявку. Обновите страницу."
        )
    reason = texts.TAKEN_BACK
    if fresh.status != Status.APPROVED:
        in_force = selectors.order_in_force(fresh.organization)
        if in_force is None or not selectors.outdated(fresh, in_force):
            _tell_standing(fresh)
            raise Conflict(texts.SENT_STANDS)
        _check_nothing_on_its_way(fresh)
        reason = texts.ADMINISTRATOR_CHANGED.format(number=in_force.full_number)
    transition(case, Status.RETURNED, only_if=Q(status=fresh.status), return_reason=reason, letter=None)
    record("registration.taken_back", case, actor=actor)
    return case


def _check_nothing_on_its_way(case: RegistrationCase) -> None:
    waiting = selectors.undelivered_sending(case)
    if waiting:
        raise Conflict(
            f"Отправка № {waiting.number} ещё не закончена: {waiting.message.get_status_display()}. Дождитесь её итога."
        )


@transaction.atomic
def send_case(*, case: RegistrationCase, actor: Account) -> Sending:
    """Put the approved bytes into the outbox as the next sending. Conflict if another tab has sent them or phones differ."""
    _check(case)
    _check_consent(case)
    try:
        transition(case, Status.SENT, only_if=Q(status=Status.APPROVED))
    except Conflict:
        _tell_standing(case)
        raise
    return _queue(case, actor=actor)


def _tell_standing(case: RegistrationCase) -> None:
    """Where the letter is, if it has not reached the platform: «отправлена» would be said of it too early."""
    last = Sending.objects.filter(case=case, case__status=Status.SENT).select_related("message").last()
    if last is None or last.message.status == Message.Status.SENT:
        return
    in_folder = last.message.status == Message.Status.FOLDER
    told = texts.NOT_RECEIVED.format(
        number=last.number,
        status=last.message.get_status_display(),
        advice=texts.IN_FOLDER if in_folder else texts.ON_ITS_WAY,
    )
    raise Conflict(told) from None


@transaction.atomic
def resend_case(*, case: RegistrationCase, actor: Account) -> Sending:
    """Send the same approved bytes again as a new numbered sending with a new Message-ID.

    Conflict while an earlier sending still waits or is on its way, and after the answer.
    """
    fresh = selectors.cases().select_for_update(of=("self",)).get(pk=case.pk)
    if fresh.status != Status.SENT:
        raise Conflict(
            f"Повторно отправляют, пока ждут ответа, а заявка сейчас «{fresh.get_status_display()}»."
        )
    _check_nothing_on_its_way(fresh)
    _check(fresh)
    _check_consent(fresh)
    return _queue(fresh, actor=actor)


def _queue(case: RegistrationCase, *, actor: Account) -> Sending:
    number = Sending.objects.filter(case=case).count() + 1
    letter = selectors.letter_of(case)
    message_id = new_message_id()
    message = queue_frozen(
        organization=case.organization,
        kind=KIND,
        to=letter.to,
        subject=letter.subject,
        raw=stamp(letter.content, message_id=message_id, at=clock.local(clock.now())),
        message_id=message_id,
        about=case,
        actor=actor,
    )
    try:
        with transaction.atomic():
            sending = Sending.objects.create(
                organization=case.organization,
                case=case,
                number=number,
                message=message,
                created_by=actor,
            )
    except IntegrityError:
        raise Conflict("Эту отправку только что начали в другом окне. Обновите страницу.") from None
    record(
        "registration.sent",
        case,
        actor=actor,
        number=number,
        to=letter.to,
        message_id=message_id,
        letter_sha256=letter.sha256,
        sha256=message.sha256,
    )
    return sending


@transaction.atomic
def record_answer(
    *,
    case: RegistrationCase,
    answered_on: date,
    answer: str,
    actor: Account,
    refused: bool = False,
    instead: bool = False,
) -> RegistrationCase:
    """Write down that the platform answered: yes, or no (`refused`), which closes the case, and a new one may be begun.

    `instead`: of what was written down before. Invalid for a day to come or before the sending, Conflict in another state.
    """
    answer = _text(answer, what="Ответ", field="answer", limit=MAX_ANSWER)
    if not answer:
        raise Invalid("Впишите, что ответила платформа, хотя бы одной строкой.", field="answer")
    _check_after_sending(case, answered_on, what="Дата ответа", field="answered_on")
    if instead:
        transition(case, Status.SENT, only_if=Q(status=Status.ANSWERED))
    status = Status.REJECTED if refused else Status.ANSWERED
    transition(case, status, only_if=Q(status=Status.SENT), answered_on=answered_on, answer=answer)
    record(f"registration.{status}", case, actor=actor, answered_on=answered_on)
    return case


@transaction.atomic
def withdraw_answer(*, case: RegistrationCase, actor: Account) -> RegistrationCase:
    """An answer that was written down by mistake: it is waited for again. Conflict when something has followed from it."""
    if RegistrationCase.objects.filter(pk__gt=case.pk, organization=case.organization_id).exists():
        raise Conflict(texts.NEW_CASE_STANDS)
    written = Q(status__in=(Status.ANSWERED, Status.REJECTED))
    transition(case, Status.SENT, only_if=written, answered_on=None, answer="")
    record("registration.answer_withdrawn", case, actor=actor)
    return case


def _check_after_sending(case: RegistrationCase, day: date, *, what: str, field: str) -> None:
    first = Sending.objects.filter(case=case).order_by("number").first()
    rules.check_event_date(
        day,
        not_before=clock.day_of(first.created_at) if first else None,
        since="отправлена заявка",
        today=clock.today(),
        what=what,
        field=field,
    )


@transaction.atomic
def record_registered(
    *, case: RegistrationCase, phone: str, registered_on: date, actor: Account
) -> RegistrationCase:
    """The administrator has entered the platform by this phone: the school is registered (clause 2.1 c).

    Invalid when the phone is not the one of the case, with both shown; Conflict in another state.
    """
    phone = parse_phone(phone, mobile=True)
    if not phone:
        raise Invalid("Впишите номер, по которому вошли.", field="phone")
    if phone != case.phone:
        raise Invalid(
            f"Вошли по номеру {show_phone(phone)}, а в заявке — {show_phone(case.phone)}. Права администратора "
            "появятся только у номера из заявки: войдите по нему или исправьте опечатку.",
            field="phone",
        )
    apart = rules.phone_differences(selectors.phones_of(case))
    if apart:
        raise Conflict(apart)
    rules.check_event_date(
        registered_on,
        not_before=case.answered_on,
        since="получен ответ",
        today=clock.today(),
        what="Дата входа",
        field="registered_on",
    )
    transition(case, Status.REGISTERED, registered_phone=phone, registered_on=registered_on)
    record("registration.registered", case, actor=actor, registered_on=registered_on)
    return case
