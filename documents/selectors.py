"""Reads about papers.

Roles stand above papers: who is the director and who is a confirmed teacher is read here through the relations of a
person, by name.
"""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from core import clock
from core.dated import in_force_q
from core.phones import show_phone
from documents import rules
from documents.models import Order
from documents.rendering import (
    Appointee,
    Letterhead,
    OrderPaper,
    Signing,
    additional_administrator_order,
    administrator_order,
    render_order_docx,
    render_order_pdf,
)
from documents.russian import initials
from files.models import File
from orgstructure.models import Organization, Person

WORDING = {
    Order.Kind.ADMINISTRATOR: administrator_order,
    Order.Kind.ADDITIONAL_ADMINISTRATOR: additional_administrator_order,
}


def orders() -> QuerySet[Order]:
    """Orders for a list, each with its person."""
    return Order.objects.with_item()


def order_counts() -> dict[str, int]:
    """How many orders are in each state; one query."""
    return dict(Order.objects.order_by().values_list("status").annotate(n=Count("pk")))


def full_orders() -> QuerySet[Order]:
    """Orders with all that their page shows, without the bytes of their files."""
    rows = Order.objects.with_item()
    return rows.select_related(
        "item__person", "organization", "drafted_by", "decided_by", "pdf", "docx", "scan"
    ).defer("pdf__content", "docx__content", "scan__content")


def candidates(kind: str) -> QuerySet[Person]:
    """Whom an order of this kind may be about: staff; for an additional administrator joined and confirmed (2.1 h)."""
    people = Person.objects.filter(kind=Person.Kind.STAFF, left_on=None)
    if kind == Order.Kind.ADDITIONAL_ADMINISTRATOR:
        people = (
            people.filter(
                in_force_q(clock.today(), "enrolments__"),
                verification__status="confirmed",
                enrolments__school_class__kind="staff_room",
                enrolments__joined_at__isnull=False,
            )
            .exclude(pk__in=_administrators().values("pk"))
            .distinct()
        )
    return people


def _administrators() -> QuerySet[Person]:
    return Person.objects.order_by().filter(
        in_force_q(clock.today(), "assignments__"),
        assignments__role__in=("administrator", "additional_administrator"),
    )


def acting_director() -> Person | None:
    in_office = in_force_q(clock.today(), "assignments__")
    return Person.objects.filter(in_office, assignments__role="director").first()


def paper_of(
    order: Order,
    *,
    director: Person | None,
    number: str = "",
    dated_on: date | None = None,
    effective_on: date | None = None,
) -> OrderPaper:
    """The words of an order. Without a number and a date it is a draft; `director` signs it."""
    item: Any = order.item
    person = item.person
    wording: Any = WORDING[Order.Kind(order.kind)]
    return wording(
        organization=letterhead(order.organization),
        appointee=Appointee(
            last_name=person.last_name,
            first_name=person.first_name,
            patronymic=person.patronymic,
            post=person.post,
            phone=item.phone,
            email=item.email,
            gender=person.gender,
            accusative_name=person.accusative_name,
        ),
        signing=Signing(
            place=order.organization.locality,
            post=_post(director),
            name=initials(director.last_name, director.first_name, director.patronymic, signature=True)
            if director
            else "",
            number=number or None,
            dated_on=dated_on,
            effective_on=effective_on,
        ),
    )


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
    )


def _post(director: Person | None) -> str:
    post = director.post.strip() if director else ""
    # A head who also teaches signs as the head.
    return post[:1].upper() + post[1:] if "директор" in post.lower() else "Директор"


def draft_pdf(order: Order) -> bytes:
    """An order not yet signed, as it would leave: the same bytes for the same words."""
    return render_order_pdf(paper_of(order, director=acting_director()))


def order_pdf(order: Order) -> bytes:
    """The signed order's own frozen bytes; before signing, the draft."""
    return order.pdf.read() if order.pdf else draft_pdf(order)


def order_docx(order: Order) -> bytes:
    if order.docx:
        return order.docx.read()
    return render_order_docx(paper_of(order, director=acting_director()))


def order_file(pk: int) -> File | None:
    """A file of this school that belongs to an order; any other is not this room's to show."""
    stored = File.objects.filter(pk=pk).first()
    mine = stored and Order.objects.filter(Q(pdf=stored) | Q(docx=stored) | Q(scan=stored)).exists()
    return stored if mine else None


def phones_of(order: Order) -> list[tuple[str, str]]:
    """Where the phone of an order stands: (where, E.164)."""
    item = order.item
    if item is None or item.person is None:
        return []
    paper = f"в приказе № {order.number}" if order.number else "в приказе"
    return [(paper, item.phone), (f"в карточке ({item.person.short_name})", item.person.phone)]


def phone_obstacle(order: Order) -> str:
    """«» or the sentence that shows how the phones of an unfinished order differ."""
    return rules.phones_apart(phones_of(order)) if order.status in Order.OPEN else ""
