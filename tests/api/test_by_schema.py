"""The API answers by its own schema: schemathesis makes up requests, sound and unsound, and reads every answer."""

import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from roles.services.accounts import create_api_token
from tests import factories as f

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
schema = schemathesis.pytest.from_fixture("api_schema")


@pytest.fixture
def api_schema(db):
    settings.ALLOWED_HOSTS = ["*"]
    return schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application())


@pytest.fixture
def key(organization, administrator, school_class):
    """A key of the administrator of a school that holds a row of each kind."""
    link = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=9)
    f.JoinRequestFactory(invitation=link)
    f.InvitationFactory(school_class=school_class)
    f.EnrolmentFactory(school_class=school_class)
    f.ChatFactory(organization=organization, school_class=school_class)
    f.SubjectFactory(organization=organization)
    return create_api_token(user=administrator, organization=organization, name="т", actor=administrator)[1]


@schema.parametrize()
@hypothesis_settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
def test_the_api_answers_by_its_own_schema(case, key):
    response = case.call(headers={"Authorization": f"Token {key}"})
    case.validate_response(response, checks=list(CHECKS))
