"""The operator's board: every school of the installation with its step, whose turn it is, who came last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django_scopes import scopes_disabled

from core import clock
from core.dated import in_force_now_q
from documents.models import Order
from orgstructure.models import Organization, Person
from outbox.models import Message
from registration import rules
from registration.models import RegistrationCase, Sending
from registration.selectors.consents import silent_of
from registration.selectors.overview import CARRIES_CONTACTS, Overview, access_letters, outdated
from registration.selectors.path import path_steps
from registration.selectors.step import Step
from roles.models import Assignment, Membership

Role, Status = Assignment.Role, RegistrationCase.Status
STUCK_AFTER_DAYS = 7


@dataclass(frozen=True)
class SchoolLine:
    """A school of the board. `step`: the one it stands at, None when the platform has registered it."""

    school: Organization
    director: Person | None
    step: Step | None
    entered_at: datetime | None

    @property
    def days(self) -> int:
        """For how long it has stood at this step; 0 where nobody knows since when."""
        at = (self.step.at or self.step.since) if self.step else None
        if at is None:
            return 0
        with clock.in_time_of(self.school):
            begun = clock.day_of(at) if isinstance(at, datetime) else at
            return max((clock.today() - begun).days, 0)

    @property
    def is_stuck(self) -> bool:
        return self.days >= STUCK_AFTER_DAYS or self.director is None


def schools() -> QuerySet[Organization]:
    """Every school, with the moment when somebody of it last signed in."""
    came = Membership._base_manager.filter(organization=OuterRef("pk")).order_by().values("organization")
    latest = came.annotate(at=Max("user__last_login")).values("at")
    return Organization.objects.annotate(entered_at=Subquery(latest))


def school_lines(page: list[Any]) -> list[SchoolLine]:
    """The lines of these schools (of `schools()`), in their order; seven queries, however many they are."""
    with scopes_disabled():
        held = _held(page)
        orders = _orders(page, held)
        cases = _latest(
            RegistrationCase.objects.filter(organization__in=page)
            .exclude(status=Status.REJECTED)
            .select_related("order", "person", "decided_by")
        )
        sendings: dict[int, list[Sending]] = {}
        rows = Sending.objects.filter(case__in=cases.values()).select_related("message")
        for sending in rows.defer("message__frozen", "message__body").order_by("-number"):
            sendings.setdefault(sending.case_id, []).append(sending)
        told = _Told(
            silent_of([case for case in cases.values() if case.status in CARRIES_CONTACTS]),
            access_letters([row for (_, role), row in held.items() if role == Role.ADMINISTRATOR]),
        )
        return [_line(school, held, orders, cases, sendings, told) for school in page]


@dataclass(frozen=True)
class _Told:
    """{case: who has not agreed}, {assignment: the letter with the password}."""

    silent: dict[int, list[Person]]
    letters: dict[int, Message]


def _held(page: list[Any]) -> dict[tuple[int, str], Assignment]:
    rows = Assignment.objects.filter(
        in_force_now_q(clock.dates_of(school.time_zone for school in page)),
        organization__in=page,
        role__in=(Role.DIRECTOR, Role.ADMINISTRATOR),
    )
    found = rows.select_related("person__membership__user", "order").order_by("pk")
    return {(row.organization_id, row.role): row for row in found}


def _orders(page: list[Any], held: dict[tuple[int, str], Assignment]) -> dict[int, Order]:
    """{school: the order it stands by}: the one in force, which a draft of the next does not push aside; else the newest."""
    rows = Order.objects.filter(organization__in=page, kind=Role.ADMINISTRATOR)
    rows = rows.exclude(status__in=(Order.Status.DROPPED, Order.Status.REVOKED)).with_item()
    in_force = {row.order_id for (_, role), row in held.items() if role == Role.ADMINISTRATOR}
    found: dict[int, Order] = {}
    for order in rows.select_related("item__person", "decided_by").order_by("pk"):
        known = found.get(order.organization_id)
        if known is None or known.pk not in in_force:
            found[order.organization_id] = order
    return found


def _latest(rows: Any) -> dict[int, Any]:
    """{school: its newest row}"""
    return {row.organization_id: row for row in rows.order_by("pk")}


def _line(
    school: Any,
    held: dict[tuple[int, str], Assignment],
    orders: dict[int, Order],
    cases: dict[int, RegistrationCase],
    sendings: dict[int, list[Sending]],
    told: _Told,
) -> SchoolLine:
    director, administrator = held.get((school.pk, Role.DIRECTOR)), held.get((school.pk, Role.ADMINISTRATOR))
    case, in_force = cases.get(school.pk), administrator.order if administrator else None
    overview = Overview(
        organization=school,
        order=orders.get(school.pk),
        order_in_force=in_force,
        case=case,
        administrator=administrator,
        sendings=sendings.get(case.pk, []) if case else [],
        missing=rules.missing_details(school),
        outdated=outdated(case, in_force) if case else "",
        silent=told.silent.get(case.pk, []) if case else [],
        access_letter=told.letters.get(administrator.pk) if administrator else None,
    )
    with clock.in_time_of(school):
        step = None if overview.is_done else next((s for s in path_steps(overview) if s.is_now), None)
    return SchoolLine(school, director.person if director else None, step, school.entered_at)


def school_people(school: Organization) -> list[Assignment]:
    """Who leads the school and administers it on the day that it is there, each with the account that signs in."""
    with clock.in_school(school):
        rows = Assignment.objects.in_force(clock.today()).filter(
            role__in=(Role.DIRECTOR, Role.ACTING_DIRECTOR, Role.ADMINISTRATOR, Role.ADDITIONAL_ADMINISTRATOR)
        )
        return list(rows.select_related("person__membership__user").order_by("role", "pk"))
