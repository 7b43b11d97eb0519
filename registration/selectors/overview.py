"""How far the school is: its case, its order, what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import FilteredRelation, Q, QuerySet

from core import clock
from core.access import Access
from documents.models import Order
from documents.selectors import is_mended, mended_since
from orgstructure.models import Organization, Person, posts_of
from outbox.models import Message
from registration import rules, texts
from registration.models import RegistrationCase, Sending
from registration.selectors.consents import without_consent
from registration.selectors.path import path_steps
from registration.selectors.sendings import WAITING, sendings_of
from registration.selectors.step import Step
from roles.models import Assignment
from roles.selectors import administrator_of

Status = RegistrationCase.Status
BEFORE_SENDING = (Status.DRAFT, Status.RETURNED, Status.PENDING, Status.APPROVED)
CARRIES_CONTACTS = (*BEFORE_SENDING, Status.SENT)  # a sent one may have to leave again


def cases(access: Access | None = None) -> QuerySet[RegistrationCase]:
    """Cases with all that a page shows, without the bytes of papers; those that the actor may see, if given."""
    seen = access.rows("registration.view", RegistrationCase) if access else RegistrationCase.objects
    files = ("order__pdf", "order__scan", "letter")
    first_row = FilteredRelation("order__items", condition=Q(order__items__position=1))
    rows = seen.annotate(order_item=first_row, person_post=posts_of("person", clock.today()))
    return rows.select_related(  # type: ignore[misc]  # an annotation is no field
        "organization", "order", "order_item", "person", "created_by", "decided_by", *files
    ).defer(*(f"{name}__content" for name in files))


def current_case() -> RegistrationCase | None:
    """The school's case: the open or the registered one. A rejected one is history."""
    return _current_and_refused()[0]


def _current_and_refused() -> tuple[RegistrationCase | None, RegistrationCase | None]:
    """(the school's case, None), or (None, the last one that was rejected); one query: no case is begun beside another."""
    case = cases().first()
    return (None, case) if case and case.status == Status.REJECTED else (case, None)


def rejected_cases() -> list[RegistrationCase]:
    return list(cases().filter(status=Status.REJECTED)[:10])


def order_in_force(organization: Organization) -> Order | None:
    """The signed order by which the acting administrator is appointed."""
    assignment = administrator_of(organization)
    return assignment.order if assignment else None


def latest_order() -> Order | None:
    """The newest administrator order that is neither dropped nor revoked, in whatever state."""
    return (
        Order.objects.filter(kind=Assignment.Role.ADMINISTRATOR)
        .exclude(status__in=(Order.Status.DROPPED, Order.Status.REVOKED))
        .with_item()
        .select_related("item__person", "decided_by")
        .first()
    )


def phones_of(case: RegistrationCase) -> list[tuple[str, str]]:
    """Everywhere the administrator's phone stands: (where, E.164)."""
    item = getattr(case, "order_item", None) or case.order.item
    return [
        ("в заявке", case.phone),
        (f"в приказе № {case.order.full_number}", item.phone if item else ""),
        (f"в карточке ({case.person.short_name})", case.person.phone),
        ("при входе", case.registered_phone),
    ]


@dataclass(frozen=True)
class Overview:
    """All that the page «Регистрация» shows.

    `silent`: whose phone the letter carries without their consent; `access_letter`: the last one that brings the
    administrator a password, while they have not signed in; `refused`: the case that the platform rejected, until there is
    another; `order_is_mended`, `case_is_mended`: it was returned, and what it says has been changed since.
    """

    organization: Organization
    order: Order | None
    order_in_force: Order | None
    case: RegistrationCase | None
    administrator: Assignment | None = None
    sendings: list[Sending] = field(default_factory=list)
    differences: str = ""
    missing: list[str] = field(default_factory=list)
    outdated: str = ""
    silent: list[Person] = field(default_factory=list)
    access_letter: Message | None = None
    refused: RegistrationCase | None = None
    order_is_mended: bool = False
    case_is_mended: bool = False

    @property
    def in_the_way(self) -> str:
        """What stops the letter at every one of its steps, but for a consent; '' for nothing."""
        missing = f"не хватает: {', '.join(self.missing)}" if self.missing else ""
        return missing or self.outdated or self.differences

    @property
    def administrator_enters(self) -> bool:
        """The way into the portal is open to the acting administrator."""
        return self.administrator is not None and hasattr(self.administrator.person, "membership")

    @property
    def nobody_administers(self) -> bool:
        """The order has been signed, and whom it appointed is no administrator any more; not one of a day to come."""
        order = self.order
        signed = order is not None and order.status == Order.Status.SIGNED
        begun = signed and (order.effective_on is None or order.effective_on <= clock.today())  # type: ignore[union-attr]
        return bool(begun and self.administrator is None and not self.is_done)

    @property
    def mail_goes_nowhere(self) -> bool:
        """No mail server, and a letter that has to leave yet: it would be put into a folder, and not register the school."""
        is_to_leave = self.case is None or self.case.status in CARRIES_CONTACTS
        return not settings.SMTP_HOST and is_to_leave

    @property
    def may_resend(self) -> bool:
        """No earlier sending is still on its way, and nothing stops the letter."""
        stopped = self.in_the_way or self.silent
        return (
            bool(self.sendings)
            and not stopped
            and all(s.message.status not in WAITING for s in self.sendings)
        )

    @property
    def unsigned_paper(self) -> bool:
        """The letter would carry the order's PDF, on which nobody's signature stands."""
        return bool(self.case and self.case.status in BEFORE_SENDING and not self.case.order.scan_id)

    @property
    def steps(self) -> list[Step]:
        return path_steps(self)

    def steps_for(self, access: Access) -> list[Step]:
        """The steps, each with what this reader may press at it."""
        return path_steps(self, access)

    @property
    def phones(self) -> list[tuple[str, str]]:
        return phones_of(self.case) if self.case else []

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
        return bool(self.case and self.case.status == Status.REGISTERED)


def overview_of(organization: Organization) -> Overview:
    """How far a school is: its case with its order, sendings and obstacles; a fixed number of queries."""
    return _overview(organization, *_current_and_refused())


def brief_of(organization: Organization) -> Overview:
    """As `overview_of`, as much as the path needs: of a registered school nothing but its case."""
    case, refused = _current_and_refused()
    if case is None or case.status != Status.REGISTERED:
        return _overview(organization, case, refused)
    return Overview(organization=organization, order=case.order, order_in_force=None, case=case)


def _overview(
    organization: Organization, case: RegistrationCase | None, refused: RegistrationCase | None
) -> Overview:
    held = administrator_of(organization)
    in_force = held.order if held else None
    order = case.order if case and case.status == Status.REGISTERED else in_force or latest_order()
    return Overview(
        organization=organization,
        order=order,
        order_in_force=in_force,
        case=case,
        administrator=held,
        sendings=sendings_of(case) if case else [],
        differences=rules.phone_differences(phones_of(case)) if case else "",
        missing=rules.missing_details(organization),
        outdated=outdated(case, in_force) if case else "",
        silent=without_consent(case) if case and case.status in CARRIES_CONTACTS else [],
        access_letter=access_letters([held]).get(held.pk) if held else None,
        refused=refused,
        order_is_mended=bool(order and order.status == Order.Status.RETURNED and is_mended(order)),
        case_is_mended=case is not None and _is_mended(case),
    )


def _is_mended(case: RegistrationCase) -> bool:
    back = ("registration.returned", "registration.taken_back")
    return case.status == Status.RETURNED and mended_since(
        case, case.person_id, back=back, edit="registration.edited"
    )


def access_letters(held: Iterable[Assignment]) -> dict[int, Message]:
    """{assignment: the last letter by which its holder, who has never signed in, comes to a password}; one query at most."""
    accounts = {
        row.pk: row.person.membership.user.email
        for row in held
        if hasattr(row.person, "membership") and not row.person.membership.user.last_login
    }
    if not accounts:
        return {}
    rows = Message.objects.filter(kind__in=("access", "password"), to__in=accounts.values())
    latest = {row.to: row for row in rows.defer("body", "frozen").order_by("pk")}
    return {pk: latest[email] for pk, email in accounts.items() if email in latest}


def outdated(case: RegistrationCase, in_force: Order | None) -> str:
    """«» or a sentence: the order that the case cites is no longer the one in force."""
    if in_force is None:
        return "Действующего администратора нет: приказ, на который опирается заявка, больше не в силе."
    if in_force.pk == case.order_id:
        return ""
    return (
        f"Заявка опирается на приказ № {case.order.full_number}, а администратор назначен приказом № {in_force.full_number}. "
        "Откройте заявку для правки и возьмите данные нового приказа."
    )
