"""The director's word: an order returned, or signed with all that it decides (clauses 2.1 a, 2.1 h, 2.2 b)."""

import hashlib
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from audit.services import record
from core import clock, effects
from core.access import ActorLike, Signatory
from core.errors import Conflict, Invalid
from core.folding import one_line
from core.russian import in_signs
from core.states import refuse_transition, transition
from core.uploads import Scan
from documents import rules, selectors, texts
from documents.kinds import kind_of
from documents.models import Order
from documents.rendering import OrderPaper, render_order_docx, render_order_pdf
from documents.services.drafting import check_complete
from files.models import File
from files.services import store_file
from orgstructure.models import Organization

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Status = Order.Status
MAX_REASON = 500


@transaction.atomic
def return_order(*, order: Order, reason: str, actor: ActorLike) -> Order:
    """The director sends an order back. Invalid without a reason; Conflict if it is signed meanwhile."""
    reason = _reason(reason)
    transition(order, Status.RETURNED, return_reason=reason, decided_by=actor, decided_at=clock.now())
    record("order.returned", order, actor=actor, subject=order.about_id, reason=reason)
    return order


def _reason(text: str) -> str:
    text = one_line(text)
    if not text:
        raise Invalid(texts.RETURN_WITHOUT_REASON, field="reason")
    if len(text) > MAX_REASON:
        raise Invalid(
            f"Причина: {in_signs(text)}, а можно не больше {MAX_REASON}. Сократите.", field="reason"
        )
    return text


@transaction.atomic
def sign_order(
    *,
    order: Order,
    number: str,
    series: str = "",
    dated_on: date,
    signer: Signatory | None,
    effective_on: date | None = None,
    scan: Scan | None = None,
    seen: str = "",
    actor: ActorLike,
) -> Order:
    """The director signs: number and date, the paper frozen as PDF and DOCX, what it decides in force, all or nothing.

    `signer`: who signs today. `series`: within which the number is taken once a year. `effective_on`: from which day it
    counts, where that is not its date. `seen` is the SHA-256 of the draft that the director looked at: if the words are
    others by now, Conflict.
    Raises Forbidden (the actor is not the signer), Invalid (number, series, date), Conflict (signed or returned by another
    tab, number taken this year, phones apart, or what the order decides is impossible).
    """
    now = clock.now()
    terms = _terms(number, series, dated_on, effective_on, today=clock.day_of(now))
    signer = rules.check_signer(signer, actor, does="Приказ подписывает")
    # From the table, not from the page's instance: what is signed is what stands there now.
    fresh = selectors.full_orders().get(pk=order.pk)
    refuse_transition(fresh, Status.SIGNED)
    if seen and seen != draft_hash(fresh, signer=signer):
        raise Conflict(texts.CHANGED_MEANWHILE)
    check_complete(fresh)
    rules.check_after(dated_on, fresh.revokes.dated_on if fresh.revokes else None)
    paper = selectors.paper_of(fresh, signer=signer, **terms)
    pdf, docx, picture = _store_papers(fresh, paper, scan, actor=actor)
    _seal(order, fresh, **terms, pdf=pdf, docx=docx, scan=picture, decided_by=actor, decided_at=now)
    hashes: dict[str, Any] = {"pdf_sha256": pdf.sha256, "docx_sha256": docx.sha256}
    record("order.signed", order, actor=actor, subject=order.about_id, **terms, **hashes)
    if order.revokes:
        _revoke(order.revokes, by=order, actor=actor)
    kind_of(order).carry_out(order=order, actor=actor)
    return order


def _revoke(order: Order, *, by: Order, actor: ActorLike) -> None:
    """signed → revoked, and what it decided is taken back. Conflict if another order was quicker."""
    transition(order, Status.REVOKED, revoked_by=by)
    record("order.revoked", order, actor=actor, subject=order.about_id, revoked_by=by)
    effects.emit(effects.What.CHANGES, order, f"Отменяется {str(order)[:1].lower()}{str(order)[1:]}")
    kind_of(order).undo(order=order, by=by, actor=actor)


def _terms(
    number: str, series: str, dated_on: date, effective_on: date | None, *, today: date
) -> dict[str, Any]:
    """Number, series, date and the day from which it counts, as they go on the paper. Invalid when one cannot be."""
    rules.check_dated_on(dated_on, today=today)
    effective_on = effective_on or dated_on
    rules.check_effective_on(effective_on, dated_on=dated_on)
    return {
        "number": rules.clean_number(number),
        "series": rules.clean_series(series),
        "dated_on": dated_on,
        "effective_on": effective_on,
    }


def draft_hash(order: Order, *, signer: Signatory | None) -> str:
    """SHA-256 of the draft as PDF: what a decision is pinned to."""
    return hashlib.sha256(render_order_pdf(selectors.paper_of(order, signer=signer))).hexdigest()


def _seal(order: Order, fresh: Order, *, number: str, series: str, dated_on: date, **columns: Any) -> None:
    """One winner: the order leaves «на подписи» only if it is the one that the paper was made of.

    The number is taken for its year and series in the same statement: of two orders signed at once under one number the
    table itself refuses the second.
    """
    taken = f"Номер {texts.full_number(number, series)} в {dated_on.year} году уже занят. Возьмите следующий."
    columns |= {"series": series, "number": number, "year": dated_on.year, "dated_on": dated_on}
    try:
        with transaction.atomic():
            same = Q(submitted_at=fresh.submitted_at)  # not returned, changed and given again in between
            transition(order, Status.SIGNED, only_if=same, **columns)
    except IntegrityError:
        raise Conflict(taken, field="number") from None
    order.item, order.revokes = fresh.item, fresh.revokes


def _store_papers(
    order: Order, paper: OrderPaper, scan: Scan | None, *, actor: ActorLike
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


def _store_scan(organization: Organization, title: str, scan: Scan, *, actor: ActorLike) -> File:
    return store_file(
        organization=organization,
        name=f"{title}, скан.{scan.extension}",
        content_type=scan.content_type,
        content=scan.content,
        actor=actor,
    )


@transaction.atomic
def attach_scan(*, order: Order, scan: Scan, actor: ActorLike, instead_of: int | None = None) -> Order:
    """Add the scan of a signed order later, or put another in the place of the wrong one (`instead_of`, a file's number).

    The former file is kept, and the journal names both. Conflict if the order is not signed, or has another scan by now.
    """
    if (
        order.status != Status.SIGNED
    ):  # a draft has neither the number nor the date that the file is called by
        raise Conflict("Скан прикладывают к подписанному приказу. Обновите страницу.")
    stored = _store_scan(order.organization, _title(order.full_number, order.dated_on), scan, actor=actor)
    rows = Order.objects.filter(pk=order.pk, status=Status.SIGNED, scan=instead_of)
    if not rows.update(scan=stored):
        raise Conflict(
            "Скан к приказу уже приложен или заменён. Обновите страницу и посмотрите, какой там сейчас."
        )
    kept: dict[str, Any] = {"sha256": stored.sha256, "size": stored.size}
    if instead_of is not None:
        kept["former_sha256"] = File.objects.get(pk=instead_of).sha256
    order.scan = stored
    verb = "order.scan_attached" if instead_of is None else "order.scan_replaced"
    record(verb, order, actor=actor, subject=order.about_id, **kept)
    return order
