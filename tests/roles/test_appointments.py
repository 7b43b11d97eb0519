"""Administrators by order: who comes, who goes, and when (clauses 2.1 a, 2.1 h)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from core.errors import Conflict, Invalid, Refusal
from orgstructure.models import Person
from roles.models import Assignment
from roles.selectors import actor_for, class_teachers_of, may_be_additional_administrator
from roles.services.appointments import appoint_by_order, check_appointment
from tests import factories as f

JOINED = timezone.now()


@pytest.fixture
def teacher(organization, staff_room):
    person = f.PersonFactory(organization=organization, kind=Person.Kind.STAFF, post="учитель")
    f.EnrolmentFactory(person=person, school_class=staff_room, role="teacher", joined_at=JOINED)
    f.VerificationFactory(person=person, status="confirmed")
    return person


def signed(person, kind="administrator", **fields):
    return f.OrderFactory(person=person, kind=kind, signed=True, **fields)


def test_a_signed_order_appoints_from_its_date(teacher, director):
    order = signed(teacher, dated_on=date(2026, 11, 16))
    assignment = appoint_by_order(order=order, actor=director)
    assert (assignment.role, assignment.person, assignment.valid_from) == (
        "administrator",
        teacher,
        date(2026, 11, 16),
    )
    assert Event.objects.filter(verb="assignment.opened", object_id=assignment.pk).count() == 1


def test_the_former_administrator_is_in_office_to_the_eve(teacher, administrator, director):
    appoint_by_order(order=signed(teacher, dated_on=date(2026, 11, 16)), actor=director)
    former = Assignment.objects.get(person=administrator.memberships.get().person)
    assert former.valid_to == date(2026, 11, 15)
    assert Assignment.objects.filter(role="administrator", valid_to=None).count() == 1
    assert Event.objects.filter(verb="assignment.ended", object_id=former.pk).count() == 1


def test_who_is_replaced_on_the_same_day_may_nothing_any_more(teacher, organization, director):
    mistaken = f.PersonFactory(organization=organization, kind=Person.Kind.STAFF)
    user = f.UserFactory()
    f.MembershipFactory(person=mistaken, user=user)
    today = timezone.localdate()
    appoint_by_order(order=signed(mistaken, dated_on=today), actor=director)
    assert actor_for(user, organization, mistaken).is_manager
    appoint_by_order(order=signed(teacher, dated_on=today), actor=director)
    assert not actor_for(user, organization, mistaken).is_manager


def test_an_order_older_than_the_acting_administrator_is_refused(teacher, administrator, director):
    order = signed(teacher, dated_on=date(2026, 8, 1))
    with pytest.raises(Conflict, match=r"01\.08\.2026.*01\.09\.2026"):
        appoint_by_order(order=order, actor=director)
    assert not Assignment.objects.filter(person=teacher).exists()


def test_an_additional_administrator_who_becomes_the_administrator_is_no_longer_additional(teacher, director):
    appoint_by_order(
        order=signed(teacher, "additional_administrator", dated_on=date(2026, 11, 1)), actor=director
    )
    appoint_by_order(order=signed(teacher, dated_on=date(2026, 11, 16)), actor=director)
    assert list(Assignment.objects.filter(person=teacher, valid_to=None).values_list("role", flat=True)) == [
        "administrator"
    ]


def test_two_additional_administrators_may_serve_at_once(teacher, additional_administrator, director):
    appoint_by_order(order=signed(teacher, "additional_administrator"), actor=director)
    assert Assignment.objects.filter(role="additional_administrator", valid_to=None).count() == 2


def test_a_teacher_who_has_not_joined_cannot_be_additional_administrator(teacher):
    teacher.enrolments.update(joined_at=None)
    with pytest.raises(Invalid, match="вступления в «Учительскую» ещё нет"):
        check_appointment(order=f.OrderFactory(person=teacher, kind="additional_administrator"))


def test_a_teacher_without_a_confirmed_status_cannot_be_additional_administrator(teacher):
    type(teacher.verification).objects.update(status="pending")
    with pytest.raises(Invalid, match="ещё не подтверждён"):
        check_appointment(order=f.OrderFactory(person=teacher, kind="additional_administrator"))


def test_an_administrator_cannot_be_additional_too(teacher, director):
    appoint_by_order(order=signed(teacher), actor=director)
    with pytest.raises(Conflict, match="уже администратор"):
        check_appointment(order=f.OrderFactory(person=teacher, kind="additional_administrator"))


def not_joined(teacher, organization):
    teacher.enrolments.update(joined_at=None)


def not_confirmed(teacher, organization):
    type(teacher.verification).objects.update(status="pending")


def appointed_from_tomorrow(teacher, organization):
    begins = timezone.localdate() + timedelta(days=1)
    f.AssignmentFactory(
        person=teacher, role="additional_administrator", order=signed(teacher), valid_from=begins
    )


def in_office_to_tomorrow(teacher, organization):
    ends = timezone.localdate() + timedelta(days=1)
    f.AssignmentFactory(person=teacher, role="administrator", order=signed(teacher), valid_to=ends)


def was_in_office(teacher, organization):
    f.AssignmentFactory(
        person=teacher, role="administrator", order=signed(teacher), valid_to=date(2026, 11, 1)
    )


def nothing(teacher, organization):
    pass


@pytest.mark.parametrize(
    ("happened", "fits"),
    [
        (nothing, True),
        (was_in_office, True),
        (not_joined, False),
        (not_confirmed, False),
        (appointed_from_tomorrow, False),
        (in_office_to_tomorrow, False),
    ],
)
def test_the_form_offers_exactly_whom_an_order_may_appoint(teacher, organization, happened, fits):
    happened(teacher, organization)
    offered = may_be_additional_administrator(timezone.localdate()).filter(pk=teacher.pk).exists()
    order = f.OrderFactory(person=teacher, kind="additional_administrator")
    try:
        check_appointment(order=order)
        appointed = True
    except Refusal:
        appointed = False
    assert (offered, appointed) == (fits, fits)


def test_a_pupil_and_a_person_who_left_are_not_appointed(organization, teacher):
    with pytest.raises(Invalid, match="не сотрудник"):
        check_appointment(order=f.OrderFactory(person=f.PersonFactory(organization=organization)))
    f.leaves(teacher, date(2026, 11, 1))
    with pytest.raises(Conflict, match="больше не работает"):
        check_appointment(order=f.OrderFactory(person=teacher))


def test_who_leads_a_class_is_who_leads_it_that_day(organization, school_class, class_teacher):
    today = timezone.localdate()
    leader = class_teacher.memberships.get().person
    assert class_teachers_of([school_class], today) == {school_class.pk: leader}
    Assignment.objects.filter(person=leader).update(valid_to=today - timedelta(days=1))
    later = f.PersonFactory(organization=organization, kind=Person.Kind.STAFF)
    begins = today + timedelta(days=1)
    f.AssignmentFactory(person=later, role="class_teacher", school_class=school_class, valid_from=begins)
    assert class_teachers_of([school_class], today) == {}
    assert class_teachers_of([school_class.pk], begins) == {school_class.pk: later}


def test_the_order_says_who_of_the_staff_is_left_out_why_and_where_it_is_mended(
    client_of, administrator, organization, staff_room, teacher
):
    place = "/documents/new/?kind=additional_administrator"
    new = f.PersonFactory(organization=organization, kind=Person.Kind.STAFF)
    f.EnrolmentFactory(person=new, school_class=staff_room, role="teacher")
    joined = f.PersonFactory(organization=organization, kind=Person.Kind.STAFF)
    f.EnrolmentFactory(person=joined, school_class=staff_room, role="teacher", joined_at=JOINED)
    response = client_of(administrator).get(place)
    page = " ".join(response.content.decode().split())
    offered = len(response.context["form"].fields["person"].queryset)
    total = Person.objects.staff(timezone.localdate()).count()
    assert f"В списке {offered} из {total} сотрудников школы:" in page
    assert "у 1 не подтверждён статус «учитель»" in page
    assert 'href="/verification/"' in page.split("сотрудников школы:")[1].split("</p>")[0]
    assert (
        "сотрудников школы:"
        not in client_of(administrator).get("/documents/new/?kind=administrator").content.decode()
    )
