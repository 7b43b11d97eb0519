"""R5: real threads decide about one paper at once, and exactly one of them decides."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from core.errors import Conflict
from documents import services as papers
from documents.models import Order, OrderItem
from files.models import File
from orgstructure.models import Person, SchoolClass
from outbox.models import Message
from registration import selectors
from registration import services as registration
from registration.models import RegistrationCase, Sending
from roles.models import Assignment
from tests import factories as f
from tests.services.races import ROUNDS, at_once
from tests.standings import agree_to_handover

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
THREADS = 8


@pytest.fixture
def school() -> Iterator:
    organization = f.OrganizationFactory(inn="2600000013", ogrn="1022600000015")
    with scope(organization=organization):
        yield organization


@pytest.fixture
def director(school):
    return f.user_with_role(school, "director")


def appointee(school) -> Person:
    contacts = {"phone": "+79000001408", "email": "a@school.example"}
    return f.PersonFactory(organization=school, kind="staff", post="учитель", **contacts)


def pending_order(school, **fields) -> Order:
    return f.OrderFactory(person=appointee(school), status="pending", submitted_at=timezone.now(), **fields)


def won(results: list[object]) -> list[object]:
    strange = [r for r in results if isinstance(r, Exception) and not isinstance(r, Conflict)]
    assert not strange, strange
    return [r for r in results if not isinstance(r, Exception)]


def test_r5_of_eight_signing_windows_one_wins(servers, school, director):
    for round_number in range(ROUNDS):
        order = pending_order(school)

        def sign(number: int, pk: int = order.pk, round_number: int = round_number) -> Order:
            return papers.sign_order(
                order=Order.objects.get(pk=pk),
                number=f"{round_number}-{number}",
                dated_on=timezone.localdate(),
                signer=f.signer_of(school),
                actor=director,
            )

        results = at_once(school, [lambda n=n: sign(n) for n in range(THREADS)])
        assert len(won(results)) == 1
        assert Assignment.objects.filter(role="administrator", valid_to=None).get().order_id == order.pk
    assert File.objects.count() == 2 * ROUNDS  # no loser left a paper behind


def test_r5_sign_against_return_one_wins(servers, school, director):
    for round_number in range(ROUNDS):
        order = pending_order(school)

        def sign(pk: int = order.pk, round_number: int = round_number) -> str:
            papers.sign_order(
                order=Order.objects.get(pk=pk),
                number=str(round_number),
                dated_on=timezone.localdate(),
                signer=f.signer_of(school),
                actor=director,
            )
            return "signed"

        def send_back(pk: int = order.pk) -> str:
            papers.return_order(order=Order.objects.get(pk=pk), reason="ошибка", actor=director)
            return "returned"

        [outcome] = won(at_once(school, [sign, send_back] * (THREADS // 2)))
        order.refresh_from_db()
        assert order.status == outcome
        assert Assignment.objects.filter(order=order).count() == (outcome == "signed")


def test_r5_two_orders_signed_at_once_leave_one_administrator(servers, school, director):
    for round_number in range(ROUNDS):
        orders = [pending_order(school) for _ in range(4)]

        def sign(order: Order, round_number: int = round_number) -> Order:
            return papers.sign_order(
                order=order,
                number=f"{round_number}-{order.pk}",
                dated_on=timezone.localdate(),
                signer=f.signer_of(school),
                actor=director,
            )

        winners = won(at_once(school, [lambda order=order: sign(order) for order in orders]))
        assert winners
        assert Assignment.objects.filter(role="administrator", valid_to=None).count() == 1


def test_r5_a_number_is_given_once_a_year_whatever_the_dates(servers, school, director):
    room, today = f.StaffRoomFactory(organization=school), timezone.localdate()
    days = [day for day in (today - timedelta(days=n) for n in range(8)) if day.year == today.year]
    for round_number in range(ROUNDS):
        orders = [pending_order(school, kind="additional_administrator") for _ in days]
        for order in orders:
            may_be_additional(order, room)

        def sign(order: Order, dated_on: date, round_number: int = round_number) -> Order:
            return papers.sign_order(
                order=order,
                number=f"112-{round_number}",
                dated_on=dated_on,
                signer=f.signer_of(school),
                actor=director,
            )

        verbs = [lambda pair=pair: sign(*pair) for pair in zip(orders, days, strict=True)]
        assert len(won(at_once(school, verbs))) == 1
        assert Order.objects.filter(number=f"112-{round_number}", status="signed").count() == 1


def test_r5_a_number_is_given_once_in_each_series(servers, school, director):
    room = f.StaffRoomFactory(organization=school)
    series = ["", "к", "л/с"]
    for round_number in range(ROUNDS // 5):
        orders = [pending_order(school, kind="additional_administrator") for _ in range(THREADS - 2)]
        for order in orders:
            may_be_additional(order, room)

        def sign(order: Order, name: str, round_number: int = round_number) -> Order:
            return papers.sign_order(
                order=order,
                number=str(round_number + 1),
                series=name,
                dated_on=timezone.localdate(),
                signer=f.signer_of(school),
                actor=director,
            )

        verbs = [lambda pair=pair: sign(*pair) for pair in zip(orders, series * 2, strict=True)]
        assert sorted(order.series for order in won(at_once(school, verbs))) == series


def test_r5_of_eight_drafts_about_one_person_one_is_kept(servers, school, director):
    for _ in range(ROUNDS):
        person = appointee(school)

        def begin(person: Person = person) -> Order:
            return papers.draft_order(
                organization=school,
                kind="administrator",
                lines=[papers.Line(person=person)],
                actor=director,
            )

        assert len(won(at_once(school, [begin] * THREADS))) == 1
        assert OrderItem.objects.filter(person=person, order__status="draft").count() == 1


def may_be_additional(order: Order, room: SchoolClass) -> None:
    """Clause 2.1 h: joined and confirmed, so that nothing but the number stands in the way."""
    f.EnrolmentFactory(person=order.item.person, school_class=room, role="teacher", joined_at=timezone.now())
    f.VerificationFactory(person=order.item.person, status="confirmed")


@pytest.fixture
def administrator(school, director):
    order = papers.sign_order(
        order=pending_order(school),
        number="112",
        dated_on=timezone.localdate(),
        signer=f.signer_of(school),
        actor=director,
    )
    user = f.UserFactory()
    f.MembershipFactory(person=order.item.person, user=user)
    return user


def test_r5_a_double_click_sends_the_letter_once(servers, school, director, administrator):
    case = registration.draft_case(organization=school, actor=administrator)
    registration.submit_case(case=case, actor=administrator)
    agree_to_handover(case.person, director)
    approve = at_once(
        school,
        [
            lambda: registration.approve_case(case=selectors.cases().get(pk=case.pk), actor=director)
            for _ in range(THREADS)
        ],
    )
    assert len(won(approve)) == 1
    sending = [
        lambda: registration.send_case(case=selectors.cases().get(pk=case.pk), actor=administrator)
        for _ in range(THREADS)
    ]
    assert len(won(at_once(school, sending))) == 1
    for round_number in range(2, 10):
        Message.objects.update(status="sent")
        again = [
            lambda: registration.resend_case(case=selectors.cases().get(pk=case.pk), actor=administrator)
            for _ in range(THREADS)
        ]
        assert len(won(at_once(school, again))) == 1
        assert Sending.objects.count() == Message.objects.count() == round_number


def test_r5_a_double_click_drafts_one_case(servers, school, administrator):
    drafts = [
        lambda: registration.draft_case(organization=school, actor=administrator) for _ in range(THREADS)
    ]
    assert len(won(at_once(school, drafts))) == 1
    assert RegistrationCase.objects.count() == 1
