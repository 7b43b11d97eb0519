"""Reads about papers. Who signs them is told by whoever asks: roles stand above."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from audit.selectors import last_verb
from core import clock
from core.access import Access, Signatory
from core.phones import show_phone
from core.rows import SchoolRow
from documents import rules, texts
from documents.kinds import OrderKind, final_kinds, kind_of
from documents.models import Order, OrderItem
from documents.rendering import (
    Appointee,
    Letterhead,
    OrderPaper,
    Signing,
    render_order_docx,
    render_order_pdf,
)
from documents.russian import Case, case_to_check, gender_of, inflect_name, initials
from files.models import File
from orgstructure.models import Organization, Person, posts_of, works_on
from orgstructure.selectors import post_of


def orders(access: Access) -> QuerySet[Order]:
    """The orders that the actor may see, each with its person or the order that it revokes."""
    return access.rows("orders.view", Order).with_item().select_related("revokes")  # type: ignore[attr-defined]


def order_counts(access: Access) -> dict[str, int]:
    """How many of the orders that the actor may see are in each state; one query."""
    return dict(access.rows("orders.view", Order).order_by().values_list("status").annotate(n=Count("pk")))


def full_orders(access: Access | None = None) -> QuerySet[Order]:
    """Orders with all that their page shows, without the bytes of their files; those that the actor may see, if given."""
    rows: Any = access.rows("orders.view", Order) if access else Order.objects
    today = clock.today()
    revocations = Order.objects.filter(revokes=OuterRef("pk"), status__in=Order.OPEN).order_by("-pk")
    return (
        rows.with_item()
        .annotate(
            person_post=posts_of("item__person", today),
            works_now=works_on("item__person", today),
            revocation_in_work=Subquery(revocations.values("pk")[:1]),
            has_more_rows=Exists(OrderItem.objects.filter(order=OuterRef("pk"), position__gt=1)),
        )
        .select_related("item__person", "organization", "drafted_by", "decided_by", "pdf", "docx", "scan")
        .defer("pdf__content", "docx__content", "scan__content")
    )


@dataclass(frozen=True)
class Row:
    """A row of an order as its page shows it; `data`: (what the form calls it, what was typed)."""

    item: OrderItem
    post: str
    data: list[tuple[str, str]]


def usual_basis(kind: OrderKind) -> str:
    """What the school wrote last as the basis of an order of this kind; before that, the papers that the kind offers."""
    written = Order.objects.filter(kind=kind.code).exclude(basis="").exclude(status=Order.Status.DROPPED)
    return written.order_by("-pk").values_list("basis", flat=True).first() or kind.basis


def rows_of(order: Order) -> list[Row]:
    """Every row of an order from `full_orders`, in order; one about a single person asks the database no further."""
    if not order.has_more_rows:  # type: ignore[attr-defined]  # an annotation is no field
        return [Row(order.item, order.person_post, _data_of(order, order.item))] if order.item else []
    items = order.items.annotate(post=posts_of("person", clock.today()))
    return [
        Row(item, item.post or "", _data_of(order, item))
        for item in items.select_related("person", "school_class").order_by("position")
    ]


def _data_of(order: Order, item: OrderItem) -> list[tuple[str, str]]:
    kind = order.known_kind
    asked = {name: make().label or name for name, make in kind.extra.items()} if kind else {}
    return [(str(asked[name]), _plain(item.data[name])) for name in asked if item.data.get(name)]


def _plain(value: Any) -> str:
    """A value of the row's data in words: one of the database by its name."""
    if isinstance(value, bool):
        return "да" if value else "нет"
    return str(value.get("label", value)) if isinstance(value, dict) else str(value)


def paper_of(
    order: Order,
    *,
    signer: Signatory | None,
    number: str = "",
    series: str = "",
    dated_on: date | None = None,
    effective_on: date | None = None,
) -> OrderPaper:
    """The words of an order. Without a number and a date it is a draft; `signer` is who signs it."""
    signing = Signing(
        place=order.organization.locality,
        post=signer.post if signer else "Директор",
        name=_signature(signer.person) if signer else "",
        number=texts.full_number(number, series) or None,
        dated_on=dated_on,
        effective_on=effective_on,
    )
    return kind_of(order).wording(order=order, organization=letterhead(order.organization), signing=signing)


def _signature(person: Person) -> str:
    return initials(person.last_name, person.first_name, person.patronymic, signature=True)


def appointee(order: Order, day: date | None) -> Appointee:
    """Whom the first row of an order appoints, with the contacts that the order sets and the post of `day` (today)."""
    item: Any = order.item
    person = item.person
    return Appointee(
        last_name=person.last_name,
        first_name=person.first_name,
        patronymic=person.patronymic,
        post=post_of(person, day) if day and day != clock.today() else order.person_post,
        phone=item.phone,
        email=item.email,
        gender=person.gender,
        accusative_name=person.accusative_name,
    )


def address_in_orders(person: Person) -> str:
    """The e-mail that the latest order about a person says; '' if none does."""
    rows = OrderItem.objects.filter(person=person).exclude(email="").order_by("-order")
    return rows.values_list("email", flat=True).first() or ""


def sex_of(person: Person) -> str | None:
    """«m», «f»: as the school wrote it, else as the name tells it; None where nothing tells it. No query."""
    return person.gender or gender_of(person.last_name, person.first_name, person.patronymic)


def declined(person: Person, case: str = Case.ACCUSATIVE) -> str:
    """A person's name in a case as the portal declines it, whatever the school typed."""
    name = (person.last_name, person.first_name, person.patronymic)
    return inflect_name(*name, case, gender=person.gender or None)


def case_doubt(person: Person) -> str:
    """«» or the sentence that asks to look at the declined name of a person: a noun for a surname, no sex."""
    reason = case_to_check(person.last_name, person.first_name, person.patronymic, person.gender or None)
    return texts.CASE_DOUBTS[reason].format(declined=declined(person)) if reason else ""


def case_doubts(order: Order, rows: list["Row"]) -> list[str]:
    """What to look at in an order that is not signed: names that nobody has typed a form of. `rows`: of `rows_of`."""
    kind = order.known_kind
    if order.status not in Order.OPEN or kind is None or not kind.cases:
        return []
    people = [row.item.person for row in rows]
    return [doubt for one in people if one and not one.accusative_name and (doubt := case_doubt(one))]


def letterhead(organization: Organization) -> Letterhead:
    return Letterhead(
        full_name=organization.full_name,
        short_name=organization.short_name,
        address=organization.address,
        phone=show_phone(organization.phone),
        email=organization.email,
        inn=organization.inn,
        ogrn=organization.ogrn,
        website=organization.website,
        size=organization.paper_size,
    )


def draft_pdf(order: Order, *, signer: Signatory | None) -> bytes:
    """An order not yet signed, as it would leave: the same bytes for the same words."""
    return render_order_pdf(paper_of(order, signer=signer))


def order_pdf(order: Order, *, signer: Signatory | None = None) -> bytes:
    """The signed order's own frozen bytes; before signing, the draft as `signer` would sign it."""
    return order.pdf.read() if order.pdf else draft_pdf(order, signer=signer)


def order_docx(order: Order, *, signer: Signatory | None = None) -> bytes:
    if order.docx:
        return order.docx.read()
    return render_order_docx(paper_of(order, signer=signer))


def revocable() -> QuerySet[Order]:
    """Orders that another order may take back."""
    return Order.objects.filter(status=Order.Status.SIGNED).exclude(kind__in=final_kinds())


def is_mended(order: Order) -> bool:
    """Whether what a returned order says has been changed since it was returned; one query."""
    return mended_since(
        order, order.item.person_id if order.item else None, back=("order.returned",), edit="order.edited"
    )


def mended_since(paper: SchoolRow, person_id: int | None, *, back: Collection[str], edit: str) -> bool:
    """Whether a paper, the card of whom it names or the details of the school were changed after it came back.

    `back`: the verbs of the journal by which it comes back, `edit`: that of a change of the paper itself. One query.
    """
    last = last_verb(
        (type(paper), paper.pk, (*back, edit)),
        (Person, person_id, ("person.edited", "person.accusative_name_set")),
        (Organization, paper.organization_id, ("organization.edited",)),
    )
    return last not in ("", *back)


def order_file(access: Access, pk: int) -> File | None:
    """A file of an order that the actor may see; any other is not this room's to show."""
    stored = File.objects.filter(pk=pk).first()
    mine = (
        stored
        and access.rows("orders.view", Order).filter(Q(pdf=stored) | Q(docx=stored) | Q(scan=stored)).exists()
    )
    return stored if mine else None


def phones_of(order: Order) -> list[tuple[str, str]]:
    """Where the phone of an order stands: (where, E.164)."""
    item = order.item
    if item is None or item.person is None:
        return []
    paper = f"в приказе № {order.full_number}" if order.number else "в приказе"
    return [(paper, item.phone), (f"в карточке ({item.person.short_name})", item.person.phone)]


def phone_obstacle(order: Order) -> str:
    """«» or the sentence that shows how the phones of an unfinished order differ."""
    if order.status not in Order.OPEN:
        return ""
    return rules.phones_apart(phones_of(order), advice=kind_of(order).phone_advice)
