"""Verbs of papers: draft, submit, return, sign, cancel (clauses 2.1 a, 2.1 h, 2.2 b)."""

import hashlib
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from audit.services import record
from core import clock
from core.errors import Conflict, Forbidden, Invalid
from core.names import clean_name
from core.phones import parse_phone
from core.states import transition
from core.uploads import Scan
from documents import rules, selectors, texts
from documents.models import File, Order
from documents.rendering import (
    ADDITIONAL_ADMINISTRATOR_HEADING,
    ADMINISTRATOR_HEADING,
    render_order_docx,
    render_order_pdf,
)
from documents.signals import order_checked, order_signed
from orgstructure.models import Organization, Person

Status = Order.Status
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADINGS = {
    Order.Kind.ADMINISTRATOR: ADMINISTRATOR_HEADING,
    Order.Kind.ADDITIONAL_ADMINISTRATOR: ADDITIONAL_ADMINISTRATOR_HEADING,
}
EDITABLE = (Status.DRAFT, Status.RETURNED)
MAX_REASON = 500


def store_file(
    *, organization: Organization, name: str, content_type: str, content: bytes, actor: Any
) -> File:
    """Keep bytes with their hash, in the transaction of the decision they belong to. The name is always ours."""
    return File.objects.create(
        organization=organization,
        name=name[:200],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_by=actor,
    )


@transaction.atomic
def draft_order(
    *,
    organization: Organization,
    kind: str,
    person: Person,
    phone: str,
    email: str,
    accusative_name: str = "",
    actor: Any,
) -> Order:
    """Begin an order about `person`. An empty phone or e-mail is taken from the person's card.

    Raises Invalid (person of another kind, phone not a Russian mobile one or none, no e-mail); Conflict if such an
    order of this person is not finished yet (a form sent twice).
    """
    if kind not in Order.Kind.values:
        raise Invalid(f"Приказа вида «{kind[:40]}» портал не готовит.", field="kind")
    order = Order(organization=organization, kind=kind, heading=HEADINGS[Order.Kind(kind)], drafted_by=actor)
    _fill(order, person=person, phone=phone, email=email)
    _set_accusative(person, accusative_name, actor=actor)
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError:
        raise Conflict(texts.OPEN_ALREADY.format(name=person.full_name)) from None
    record("order.drafted", order, actor=actor, kind=kind, person=person)
    return order


@transaction.atomic
def edit_order(
    *, order: Order, person: Person, phone: str, email: str, accusative_name: str = "", actor: Any
) -> Order:
    """Change an order that is not with the director. Conflict if it has gone there meanwhile (another tab)."""
    _fill(order, person=person, phone=phone, email=email)
    _set_accusative(person, accusative_name, actor=actor)
    try:
        with transaction.atomic():
            changed = Order.objects.filter(pk=order.pk, status__in=EDITABLE).update(
                person=person, phone=order.phone, email=order.email
            )
    except IntegrityError:
        raise Conflict(texts.OPEN_ALREADY.format(name=person.full_name)) from None
    if not changed:
        raise Conflict("Приказ уже передан на подпись или решён: править его нельзя. Обновите страницу.")
    record("order.edited", order, actor=actor, person=person)
    return order


def _fill(order: Order, *, person: Person, phone: str, email: str) -> None:
    if person.kind != Person.Kind.STAFF or person.left_on:
        raise Invalid(
            f"{person.full_name} — не действующий сотрудник школы. Выберите сотрудника.", field="person"
        )
    order.person = person
    order.phone = parse_phone(phone or person.phone, mobile=True)
    order.email = (email or person.email).strip()
    if not order.phone:
        raise Invalid(
            f"Личный мобильный телефон: впишите. В карточке ({person.short_name}) его нет, а без него платформа "
            "не даст прав администратора.",
            field="phone",
        )
    if not order.email:
        raise Invalid(f"Электронная почта: впишите. В карточке ({person.short_name}) её нет.", field="email")


def _set_accusative(person: Person, typed: str, *, actor: Any) -> None:
    """Keep the form «назначить кого» that the school typed; an emptied field gives the declining back to the portal."""
    typed = clean_name(typed, what="ФИО в винительном падеже", field="accusative_name", required=False)
    if typed != person.accusative_name:
        Person.objects.filter(pk=person.pk).update(accusative_name=typed)
        record("person.accusative_name_set", person, actor=actor, before=person.accusative_name, after=typed)
        person.accusative_name = typed


@transaction.atomic
def submit_order(*, order: Order, actor: Any) -> Order:
    """Give an order to the director. Refuses with what is missing or differs; Conflict if it is there already."""
    _check_complete(order)
    transition(order, Status.PENDING, submitted_at=clock.now(), return_reason="")
    record("order.submitted", order, actor=actor)
    return order


def _check_complete(order: Order) -> None:
    if selectors.acting_director() is None:
        raise Conflict(texts.NO_DIRECTOR)
    if not order.person.post.strip():
        raise Invalid(texts.NO_POST)
    apart = selectors.phone_obstacle(order)
    if apart:
        raise Conflict(apart)
    order_checked.send(Order, order=order)


@transaction.atomic
def return_order(*, order: Order, reason: str, actor: Any) -> Order:
    """The director sends an order back. Invalid without a reason; Conflict if it is signed meanwhile."""
    reason = _reason(reason)
    transition(order, Status.RETURNED, return_reason=reason, decided_by=actor, decided_at=clock.now())
    record("order.returned", order, actor=actor, reason=reason)
    return order


def _reason(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise Invalid(texts.RETURN_WITHOUT_REASON, field="reason")
    if len(text) > MAX_REASON:
        raise Invalid(
            f"Причина: {len(text)} знаков, а можно не больше {MAX_REASON}. Сократите.", field="reason"
        )
    return text


@transaction.atomic
def cancel_order(*, order: Order, actor: Any) -> Order:
    """Drop an order that is not with the director. A signed one is undone only by another order."""
    transition(order, Status.CANCELLED)
    record("order.cancelled", order, actor=actor)
    return order


@transaction.atomic
def sign_order(
    *, order: Order, number: str, dated_on: date, scan: Scan | None = None, seen: str = "", actor: Any
) -> Order:
    """The director signs: number and date, the paper frozen as PDF and DOCX, what it decides in force, all or nothing.

    `seen` is the SHA-256 of the draft that the director looked at: if the words are others by now, Conflict.
    Raises Forbidden (the actor is not the director), Invalid (number, date), Conflict (signed or returned by
    another tab, number taken, phones apart, or what the order decides is impossible).
    """
    now = clock.now()
    number = rules.clean_number(number)
    rules.check_dated_on(dated_on, today=clock.day_of(now))
    # From the table, not from the page's instance: what is signed is what stands there now.
    fresh = selectors.full_orders().get(pk=order.pk)
    director = _signer(fresh, actor)
    if seen and seen != draft_hash(fresh, director=director):
        raise Conflict(texts.CHANGED_MEANWHILE)
    _check_complete(fresh)
    paper = selectors.paper_of(fresh, director=director, number=number, dated_on=dated_on)
    pdf, docx, picture = _store_papers(fresh, paper, scan, number=number, dated_on=dated_on, actor=actor)
    _seal(order, fresh, number, dated_on, pdf=pdf, docx=docx, scan=picture, decided_by=actor, decided_at=now)
    record(
        "order.signed",
        order,
        actor=actor,
        number=number,
        dated_on=dated_on,
        pdf_sha256=pdf.sha256,
        docx_sha256=docx.sha256,
    )
    order_signed.send(Order, order=order, actor=actor)
    return order


def draft_hash(order: Order, *, director: Person | None) -> str:
    """SHA-256 of the draft as PDF: what a decision is pinned to."""
    return hashlib.sha256(render_order_pdf(selectors.paper_of(order, director=director))).hexdigest()


def _signer(order: Order, actor: Any) -> Person:
    director = selectors.acting_director()
    if director is None:
        raise Conflict(texts.NO_DIRECTOR)
    if not actor.memberships.filter(person=director).exists():
        raise Forbidden(f"Приказ подписывает директор — {director.full_name}.")
    return director


def _seal(order: Order, fresh: Order, number: str, dated_on: date, **papers: Any) -> None:
    """One winner: the order leaves «на подписи» only if it is the one that the paper was made of."""
    taken = f"Приказ № {number} от {dated_on:%d.%m.%Y} уже есть. Возьмите другой номер."
    clash = Order.objects.filter(number=number, dated_on__year=dated_on.year, status=Status.SIGNED)
    if clash.exists():
        raise Conflict(
            f"Номер {number} в {dated_on.year} году уже занят. Возьмите следующий.", field="number"
        )
    try:
        with transaction.atomic():
            same = Q(submitted_at=fresh.submitted_at)  # not returned, changed and given again in between
            transition(order, Status.SIGNED, only_if=same, number=number, dated_on=dated_on, **papers)
    except IntegrityError:
        raise Conflict(taken, field="number") from None
    order.person, order.phone, order.email = fresh.person, fresh.phone, fresh.email


def _store_papers(
    order: Order, paper: Any, scan: Scan | None, *, number: str, dated_on: date, actor: Any
) -> tuple[File, File, File | None]:
    title = f"Приказ № {number.replace('/', '-')} от {dated_on:%d.%m.%Y}"
    organization = order.organization
    pdf = store_file(
        organization=organization,
        name=f"{title}.pdf",
        content_type=PDF,
        content=render_order_pdf(paper),
        actor=actor,
    )
    docx = store_file(
        organization=organization,
        name=f"{title}.docx",
        content_type=DOCX,
        content=render_order_docx(paper),
        actor=actor,
    )
    return pdf, docx, _store_scan(organization, title, scan, actor=actor) if scan else None


def _store_scan(organization: Organization, title: str, scan: Scan, *, actor: Any) -> File:
    return store_file(
        organization=organization,
        name=f"{title}, скан.{scan.extension}",
        content_type=scan.content_type,
        content=scan.content,
        actor=actor,
    )


@transaction.atomic
def attach_scan(*, order: Order, scan: Scan, actor: Any) -> Order:
    """Add the scan of a signed order later. Conflict if it is not signed or has one: a paper is not replaced."""
    title = f"Приказ № {order.number.replace('/', '-')} от {order.dated_on:%d.%m.%Y}"
    stored = _store_scan(order.organization, title, scan, actor=actor)
    if not Order.objects.filter(pk=order.pk, status=Status.SIGNED, scan=None).update(scan=stored):
        raise Conflict("Скан прикладывают один раз и к подписанному приказу. Обновите страницу.")
    order.scan = stored
    record("order.scan_attached", order, actor=actor, sha256=stored.sha256, size=stored.size)
    return order
