"""A teacher to appoint and orders about her in each state; the windows of those who look."""

import pytest
from django.utils import timezone

from documents import services
from orgstructure.models import Person
from tests import factories as f


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
def drafted(teacher):
    return f.OrderFactory(person=teacher)


@pytest.fixture
def pending(teacher, director):
    return f.OrderFactory(person=teacher, status="pending", submitted_at=timezone.now())


@pytest.fixture
def signed(pending, director):
    signer = f.signer_of(pending.organization)
    return services.sign_order(
        order=pending, number="112", dated_on=timezone.localdate(), signer=signer, actor=director
    )


@pytest.fixture
def foreign(other_organization):
    person = f.PersonFactory(organization=other_organization, kind="staff")
    return f.OrderFactory(person=person, signed=True)


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def directors_web(client_of, director):
    return client_of(director)
