"""A school on its first days, with its administrator appointed and let in."""

import pytest

from tests import factories as f
from tests.access.test_every_route import one_page


@pytest.fixture
def school(organization, year, staff_room):
    organization.inn, organization.ogrn = "2600000019", "1022600000019"
    organization.save()
    return organization


@pytest.fixture
def teacher(school):
    return f.PersonFactory(
        organization=school, kind="staff", last_name="Орлова", post="учитель", phone="+79000001408"
    )


@pytest.fixture
def appointed(school, teacher):
    """The administrator of the school, let in, by a signed order."""
    user = f.UserFactory(full_name=teacher.full_name)
    f.MembershipFactory(person=teacher, user=user)
    paper = f.FileFactory(organization=school, content=one_page())
    order = f.OrderFactory(person=teacher, signed=True, pdf=paper)
    f.AssignmentFactory(person=teacher, role="administrator", order=order)
    return user
