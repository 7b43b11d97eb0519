"""The API answers by its own schema: schemathesis makes up requests, sound and unsound, and reads every answer."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
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


@pytest.fixture(autouse=True)
def _connections_stay_open():
    """The test's own transaction would end with the first answer, as it does not in Django's test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


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


def test_the_api_answers_by_its_own_schema(key, settings):
    settings.ALLOWED_HOSTS = ["*"]
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application())
    failures, tried = [], 0
    for result in schema.get_all_operations():
        operation = result.ok()
        tried += 1
        try:
            _try_operation(operation, key)
        except BaseException as failure:  # what hypothesis raises may be a group
            failures.append(f"{operation.label}: {failure}")
    assert tried > 20
    assert not failures, "\n\n".join(failures)


def _try_operation(operation, key):
    @hypothesis_settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def answer(case):
        response = case.call(headers={"Authorization": f"Token {key}"})
        case.validate_response(response, checks=list(CHECKS))

    answer()
