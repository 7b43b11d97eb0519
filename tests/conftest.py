"""Fixtures of every test: a school with its people, clients that are signed in as one of them."""

import os
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django_scopes import scope

from tests import factories as f

# `TEST_DAY=2028-02-29 pytest`: the suite as it runs on that day, from the first import of a test on. What holds today must
# hold then.
if day := os.environ.get("TEST_DAY"):
    time_machine.travel(datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC)).start()


@pytest.fixture(autouse=True)
def _quick_and_clean(settings):
    """No test waits for a slow hash, and none sees another's rate limits."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def organization(db):
    """A school; the test runs inside its scope."""
    school = f.OrganizationFactory()
    with scope(organization=school):
        yield school


@pytest.fixture
def other_organization(db):
    return f.OrganizationFactory(short_name="МБОУ «СОШ № 4»", mark="4")


@pytest.fixture
def year(organization):
    return f.AcademicYearFactory(organization=organization)


@pytest.fixture
def staff_room(organization):
    return f.StaffRoomFactory(organization=organization)


@pytest.fixture
def school_class(organization, year):
    return f.SchoolClassFactory(organization=organization, year=year)


@pytest.fixture
def director(organization):
    return f.user_with_role(organization, "director")


@pytest.fixture
def deputy(organization):
    return f.user_with_role(organization, "deputy")


@pytest.fixture
def administrator(organization):
    return f.user_with_role(organization, "administrator")


@pytest.fixture
def additional_administrator(organization):
    return f.user_with_role(organization, "additional_administrator")


@pytest.fixture
def class_teacher(organization, school_class):
    return f.user_with_role(organization, "class_teacher", school_class=school_class)


@pytest.fixture
def subject_teacher(organization, school_class):
    return f.user_with_role(
        organization,
        "subject_teacher",
        school_class=school_class,
        subject=f.SubjectFactory(organization=organization),
    )


@pytest.fixture
def operator(db):
    return f.UserFactory(is_operator=True)


@pytest.fixture
def client_of():
    """`client_of(user)`: a browser in which that user is signed in."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
