"""A school that may register: all that the letter says of it, and how far its case has come."""

import pytest
from django.utils import timezone

from documents import services as papers
from orgstructure.models import Person
from registration import services
from tests import factories as f
from tests.standings import agree_to_handover


@pytest.fixture
def organization(organization):
    """The school with all that the letter says of it."""
    organization.inn, organization.ogrn = "2600000013", "1022600000015"
    organization.save()
    return organization


@pytest.fixture
def teacher(organization):
    return f.PersonFactory(
        organization=organization,
        kind=Person.Kind.STAFF,
        last_name="Иванова",
        first_name="Мария",
        patronymic="Петровна",
        post="учитель математики",
        phone="+79000001408",
        email="ivanova@school.example",
    )


@pytest.fixture
def order(teacher, director):
    """The administrator's order, really signed: its person is the administrator."""
    order = papers.draft_order(
        organization=teacher.organization,
        kind="administrator",
        lines=[papers.Line(person=teacher)],
        actor=director,
    )
    papers.submit_order(order=order, signer=f.signer_of(order.organization), actor=director)
    return papers.sign_order(
        order=order,
        number="112",
        dated_on=timezone.localdate(),
        signer=f.signer_of(order.organization),
        actor=director,
    )


@pytest.fixture
def administrator(order, teacher):
    user = f.UserFactory(full_name=teacher.full_name)
    f.MembershipFactory(person=teacher, user=user)
    return user


@pytest.fixture
def agreed(teacher, director):
    """Her written consent: without it nothing of hers leaves."""
    return agree_to_handover(teacher, director)


@pytest.fixture
def silent(organization, administrator):
    """A draft without that consent."""
    return services.draft_case(organization=organization, actor=administrator)


@pytest.fixture
def draft(organization, administrator, agreed):
    return services.draft_case(organization=organization, actor=administrator)


@pytest.fixture
def pending(draft, administrator):
    return services.submit_case(case=draft, actor=administrator)


@pytest.fixture
def approved(pending, director):
    return services.approve_case(case=pending, actor=director)


@pytest.fixture
def sent(approved, administrator):
    services.send_case(case=approved, actor=administrator)
    return approved
