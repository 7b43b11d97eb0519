"""Verbs of papers: draft, submit, return, sign, drop (clauses 2.1 a, 2.1 h, 2.2 b)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from audit.services import record
from core import clock
from core.errors import Conflict, Forbidden, Invalid
from core.phones import parse_phone
from core.states import transition
from core.uploads import Scan
from documents import rules, selectors, texts
from documents.models import Order, OrderItem
from documents.rendering import (
    ADDITIONAL_ADMINISTRATOR_HEADING,
    ADMINISTRATOR_HEADING,
    OrderPaper,
    render_order_docx,
    render_order_pdf,
)
from documents.signals import order_checked, order_signed
from files.models import File
from files.services import store_file
from orgstructure.models import Organization, Person, SchoolClass
from orgstructure.services.people import set_accusative_name

Status = Order.Status
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADINGS = {
    Order.Kind.ADMINISTRATOR: ADMINISTRATOR_HEADING,
    Order.Kind.ADDITIONAL_ADMINISTRATOR: ADDITIONAL_ADMINISTRATOR_HEADING,
}
EDITABLE = (Status.DRAFT, Status.RETURNED)
IN_THE_REGISTER = (Status.SIGNED, Status.REVOKED)
MAX_REASON = 500


@dataclass(frozen=True)
class Line:
    """What is typed of one row of an order. An empty phone or e-mail is taken from the person's card.

    `accusative_name`: the form «назначить кого» of this person's name, where the portal declines it wrongly.
    """

    person: Person | None = None
    phone: str = ""
    email: str = ""
    accusative_name: str = ""
    school_class: SchoolClass | None = None
    data: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def draft_order(*, organization: Organization, kind: str, lines: Sequence[Line], actor: Any) -> Order:
    """Begin an order about the people of `lines`, one row each.

    Raises Invalid (person of another kind, phone not a Russian mobile one or none, no e-mail); Conflict if such an
    order of one of them is not finished yet (a form sent twice).
    """
    if kind not in Order.Kind.values:
        raise Invalid(f"Приказа вида «{kind[:40]}» портал не готовит.", field="kind")
    order = Order(organization=organization, kind=kind, heading=HEADINGS[Order.Kind(kind)], drafted_by=actor)
    items = _items(order, lines)
    _set_accusatives(lines, actor=actor)
    _check_one_open(order, items)
    order.save()
    _keep_items(order, items)
    record(
        "order.drafted",
        order,
        actor=actor,
        subject=_about(order),
        kind=kind,
        person=order.item and order.item.person,
    )
    return order


@transaction.atomic
def edit_order(*, order: Order, lines: Sequence[Line], actor: Any) -> Order:
    """Change an order that is not with the director. Conflict if it has gone there meanwhile (another tab)."""
    items = _items(order, lines)
    if not Order.objects.select_for_update().filter(pk=order.pk, status__in=EDITABLE):
        raise Conflict("Приказ уже передан на подпись или решён: править его нельзя. Обновите страницу.")
    _set_accusatives(lines, actor=actor)
    _check_one_open(order, items)
    OrderItem.objects.filter(order=order).delete()
    _keep_items(order, items)
    record("order.edited", order, actor=actor, subject=_about(order), person=order.item and order.item.person)
    return order


def _about(order: Order) -> int | None:
    """Whom the journal says an order is about: the person of its first row."""
    return order.item.person_id if order.item else None


def _items(order: Order, lines: Sequence[Line]) -> list[OrderItem]:
    """The unsaved rows of an order, each checked as a person would have typed it."""
    return [_item(order, place, line) for place, line in enumerate(lines, 1)]


def _item(order: Order, place: int, line: Line) -> OrderItem:
    person = line.person
    if person is None or person.kind != Person.Kind.STAFF or person.left_on:
        name = person.full_name if person else "Никто не выбран"
        raise Invalid(f"{name} — не действующий сотрудник школы. Выберите сотрудника.", field="person")
    phone = parse_phone(line.phone or person.phone, mobile=True)
    email = (line.email or person.email).strip()
    if not phone:
        raise Invalid(
            f"Личный мобильный телефон: впишите. В карточке ({person.short_name}) его нет, а без него платформа "
            "не даст прав администратора.",
            field="phone",
        )
    if not email:
        raise Invalid(f"Электронная почта: впишите. В карточке ({person.short_name}) её нет.", field="email")
    return OrderItem(
        organization=order.organization,
        position=place,
        person=person,
        school_class=line.school_class,
        phone=phone,
        email=email,
        data=line.data,
    )


def _check_one_open(order: Order, items: Sequence[OrderItem]) -> None:
    """One open order of a kind about a person: of two drafts at once the second waits at the person's row."""
    people = Person.objects.order_by("pk").filter(pk__in=[item.person_id for item in items])
    ids = list(people.select_for_update(no_key=True).values_list("pk", flat=True))
    taken = (
        OrderItem.objects.filter(order__kind=order.kind, order__status__in=Order.OPEN, person__in=ids)
        .exclude(order=order.pk or 0)
        .select_related("person")
        .first()
    )
    if taken and taken.person:
        raise Conflict(texts.OPEN_ALREADY.format(name=taken.person.full_name))


def _keep_items(order: Order, items: Sequence[OrderItem]) -> None:
    for item in items:
        item.order = order
    OrderItem.objects.bulk_create(items)
    order.item = items[0] if items else None


def _set_accusatives(lines: Sequence[Line], *, actor: Any) -> None:
    for line in lines:
        if line.person is not None:
            set_accusative_name(person=line.person, typed=line.accusative_name, actor=actor)


@transaction.atomic
def submit_order(*, order: Order, actor: Any) -> Order:
    """Give an order to the director. Refuses with what is missing or differs; Conflict if it is there already."""
    _check_complete(order)
    transition(order, Status.PENDING, submitted_at=clock.now(), return_reason="")
    record("order.submitted", order, actor=actor, subject=_about(order))
    return order


def _check_complete(order: Order) -> None:
    if selectors.acting_director() is None:
        raise Conflict(texts.NO_DIRECTOR)
    if order.item and order.item.person and not order.item.person.post.strip():
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
    record("order.returned", order, actor=actor, subject=_about(order), reason=reason)
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
def drop_order(*, order: Order, actor: Any) -> Order:
    """Throw away an order that is not with the director. A signed one is undone only by another order."""
    transition(order, Status.DROPPED)
    record("order.dropped", order, actor=actor, subject=_about(order))
    return order


@transaction.atomic
def sign_order(
    *,
    order: Order,
    number: str,
    dated_on: date,
    effective_on: date | None = None,
    scan: Scan | None = None,
    seen: str = "",
    actor: Any,
) -> Order:
    """The director signs: number and date, the paper frozen as PDF and DOCX, what it decides in force, all or nothing.

    `effective_on`: from which day it counts, where that is not its date. `seen` is the SHA-256 of the draft that the
    director looked at: if the words are others by now, Conflict.
    Raises Forbidden (the actor is not the director), Invalid (number, date), Conflict (signed or returned by
    another tab, number taken this year, phones apart, or what the order decides is impossible).
    """
    now = clock.now()
    terms = _terms(number, dated_on, effective_on, today=clock.day_of(now))
    # From the table, not from the page's instance: what is signed is what stands there now.
    fresh = selectors.full_orders().get(pk=order.pk)
    director = _signer(fresh, actor)
    if seen and seen != draft_hash(fresh, director=director):
        raise Conflict(texts.CHANGED_MEANWHILE)
    _check_complete(fresh)
    paper = selectors.paper_of(fresh, director=director, **terms)
    pdf, docx, picture = _store_papers(fresh, paper, scan, actor=actor)
    _seal(order, fresh, **terms, pdf=pdf, docx=docx, scan=picture, decided_by=actor, decided_at=now)
    hashes = {"pdf_sha256": pdf.sha256, "docx_sha256": docx.sha256}
    record("order.signed", order, actor=actor, subject=_about(order), **terms, **hashes)
    order_signed.send(Order, order=order, actor=actor)
    return order


def _terms(number: str, dated_on: date, effective_on: date | None, *, today: date) -> dict[str, Any]:
    """Number, date and the day from which it counts, as they go on the paper. Invalid when one cannot be."""
    rules.check_dated_on(dated_on, today=today)
    effective_on = effective_on or dated_on
    rules.check_effective_on(effective_on, dated_on=dated_on)
    return {"number": rules.clean_number(number), "dated_on": dated_on, "effective_on": effective_on}


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


def _seal(order: Order, fresh: Order, *, number: str, dated_on: date, **columns: Any) -> None:
    """One winner: the order leaves «на подписи» only if it is the one that the paper was made of.

    The number is taken for its year in the same statement: of two orders signed at once under one number the table
    itself refuses the second.
    """
    taken = f"Номер {number} в {dated_on.year} году уже занят. Возьмите следующий."
    if Order.objects.filter(
        series="", year=dated_on.year, number=number, status__in=IN_THE_REGISTER
    ).exists():
        raise Conflict(taken, field="number")
    columns |= {"number": number, "year": dated_on.year, "dated_on": dated_on}
    try:
        with transaction.atomic():
            same = Q(submitted_at=fresh.submitted_at)  # not returned, changed and given again in between
            transition(order, Status.SIGNED, only_if=same, **columns)
    except IntegrityError:
        raise Conflict(taken, field="number") from None
    order.item = fresh.item


def _store_papers(
    order: Order, paper: OrderPaper, scan: Scan | None, *, actor: Any
) -> tuple[File, File, File | None]:
    title = _title(paper.number or "", paper.date)
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


def _title(number: str, dated_on: date | None) -> str:
    return f"Приказ № {number.replace('/', '-')} от {dated_on:%d.%m.%Y}"


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
    stored = _store_scan(order.organization, _title(order.number, order.dated_on), scan, actor=actor)
    if not Order.objects.filter(pk=order.pk, status=Status.SIGNED, scan=None).update(scan=stored):
        raise Conflict("Скан прикладывают один раз и к подписанному приказу. Обновите страницу.")
    order.scan = stored
    record(
        "order.scan_attached",
        order,
        actor=actor,
        subject=_about(order),
        sha256=stored.sha256,
        size=stored.size,
    )
    return order
