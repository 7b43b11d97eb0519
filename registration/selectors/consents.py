"""Whose phone and e-mail the school hands over to the platform, and who of them has agreed to it in writing (lesson F46)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from consents.models import Answer, Decision, Purpose, Standing
from consents.selectors import has_given, standings, wording
from core import clock
from core.access import Access
from documents.models import Order, OrderItem
from documents.rendering import render_consent_pdf
from orgstructure.models import Organization, Person
from registration.models import RegistrationCase
from registration.texts import CONSENT_TITLE
from roles.models import Assignment

PURPOSE, TEXT_ROLE = str(Purpose.HANDOVER), "staff"
_OFFICES = {
    Assignment.Role.ADMINISTRATOR.value: "администратор",
    Assignment.Role.ADDITIONAL_ADMINISTRATOR.value: "дополнительный администратор",
}


@dataclass(frozen=True)
class Named:
    """Somebody whose contacts stand in a paper for the platform; `standing`: the last word, None if there was none."""

    person: Person
    office: str
    standing: Standing | None

    @property
    def has_agreed(self) -> bool:
        return self.standing is not None and self.standing.state == Answer.GIVEN


def without_consent(case: RegistrationCase) -> list[Person]:
    """Those whose phone and e-mail the letter of a case and its order carry and who have not agreed; one query."""
    in_order = OrderItem.objects.filter(order=case.order_id).values("person")
    carried = Person.objects.filter(Q(pk=case.person_id) | Q(pk__in=in_order))
    return list(carried.exclude(has_given("pk", PURPOSE)))


def silent_of(cases: Sequence[RegistrationCase]) -> dict[int, list[Person]]:
    """{case: as `without_consent`} of many cases; two queries."""
    named: dict[int, set[int]] = {case.pk: {case.person_id} for case in cases}
    items = OrderItem.objects.filter(order__in=[case.order_id for case in cases], person__isnull=False)
    rows = list(items.values_list("order", "person"))
    for case in cases:
        named[case.pk] |= {person for order, person in rows if order == case.order_id and person}
    everybody: set[int] = set().union(*named.values())
    silent = list(Person.objects.filter(pk__in=everybody).exclude(has_given("pk", PURPOSE)))
    return {pk: [one for one in silent if one.pk in people] for pk, people in named.items()}


def cases_naming(person_id: int | None) -> QuerySet[RegistrationCase]:
    """The cases whose letter carries somebody's contacts, those that the platform rejected left out."""
    in_order = OrderItem.objects.filter(person=person_id).values("order")
    rows = RegistrationCase.objects.filter(Q(person=person_id) | Q(order__in=in_order))
    return rows.exclude(status=RegistrationCase.Status.REJECTED).order_by("pk")


def named_people(organization: Organization) -> list[Named]:
    """The administrators of a school, in office and to come (by an order not signed yet), with what they said."""
    found: dict[int, tuple[Person, str]] = {}
    held = Assignment.objects.in_force(clock.today()).filter(organization=organization, role__in=_OFFICES)
    to_come = OrderItem.objects.filter(order__kind__in=_OFFICES, order__status__in=Order.OPEN)
    rows = [(row.person, row.role) for row in held.select_related("person").order_by("pk")]
    rows += [(row.person, row.order.kind) for row in to_come.select_related("person", "order").order_by("pk")]
    case = RegistrationCase.objects.exclude(status=RegistrationCase.Status.REJECTED)
    rows += [(row.person, Assignment.Role.ADMINISTRATOR.value) for row in case.select_related("person")]
    for person, role in rows:
        if person is not None:
            found.setdefault(person.pk, (person, _OFFICES[role]))
    said = standings([person for person, _ in found.values()], PURPOSE)
    return [Named(person, office, said.get(pk)) for pk, (person, office) in found.items()]


def named_rows(organization: Organization) -> QuerySet[Person]:
    """The same people as rows that a form may offer."""
    return Person.objects.filter(pk__in=[one.person.pk for one in named_people(organization)])


def consent_scan(access: Access, pk: int) -> Decision | None:
    """A consent of this purpose that the actor may see and that has a scan."""
    rows = access.rows("registration.see_consent", Decision).filter(text__purpose=PURPOSE, scan__isnull=False)
    return rows.select_related("scan").filter(pk=pk).first()


def handover_text(organization: Organization) -> str:
    """The wording in force, as the next decision will record it."""
    return wording(organization=organization, role=TEXT_ROLE, purpose=PURPOSE)


def blank_consent(organization: Organization) -> bytes:
    """The same to print and sign, as PDF."""
    return render_consent_pdf(CONSENT_TITLE, organization.short_name, handover_text(organization))
