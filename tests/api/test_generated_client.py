"""A program that was generated from the schema does a day's job: what the schema promises is what is answered."""

import importlib
import subprocess
import sys
from http import HTTPStatus

import httpx
import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from roles.services.accounts import create_api_token
from tests import factories as f


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The client's package, generated and imported."""
    folder = tmp_path_factory.mktemp("client")
    call_command("spectacular", file=str(folder / "schema.yml"), validate=True, fail_on_warn=True)
    (folder / "config.yml").write_text("post_hooks: []\n")
    command = [
        sys.executable, "-m", "openapi_python_client", "generate", "--path", str(folder / "schema.yml"),
        "--config", str(folder / "config.yml"), "--fail-on-warning",
    ]  # fmt: skip
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    sys.path.insert(0, str(folder / "sferum-portal-api-client"))
    yield importlib.import_module("sferum_portal_api_client")
    sys.path.pop(0)


@pytest.fixture
def call(package, organization, administrator, settings):
    """`call("links.links_list", **arguments)`: an answer of the API, asked by the generated client as it comes."""
    settings.ALLOWED_HOSTS = ["portal.test"]
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    _, key = create_api_token(user=administrator, organization=organization, name="т", actor=administrator)
    client = package.AuthenticatedClient(base_url="http://portal.test", token=key)
    transport = httpx.WSGITransport(app=get_wsgi_application())
    client.set_httpx_client(
        httpx.Client(
            base_url="http://portal.test",
            headers={"Authorization": f"{client.prefix} {key}"},
            transport=transport,
        )
    )

    def ask(name, *arguments, **options):
        module = importlib.import_module(f"sferum_portal_api_client.api.{name}")
        return module.sync_detailed(*arguments, client=client, **options)

    yield ask
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_lesson_i55_a_generated_client_does_a_days_job(call, package, school_class):
    models = importlib.import_module("sferum_portal_api_client.models")
    pupils = [f.EnrolmentFactory(school_class=school_class).person for _ in range(3)]

    classes = call("classes.classes_list").parsed.results
    assert [row.title for row in classes] == [school_class.title]
    places = call("enrolments.enrolments_list").parsed.results
    assert {row.person.name for row in places} == {person.full_name for person in pupils}
    assert {row.school_class.name for row in places} == {school_class.title}

    body = models.Personal(
        people=[row.person.id for row in places],
        school_class=classes[0].id,
        role=models.ClassRole.PUPIL,
    )
    made = call("links.links_create", body=body)
    assert made.status_code == HTTPStatus.CREATED
    assert {row.person.name for row in made.parsed.links} == {row.person.name for row in places}
    assert call("links.links_code", made.parsed.links[0].id).parsed.url.startswith("http")

    again = call("links.links_create", body=body).parsed
    assert (again.links, len(again.have_one)) == ([], 3)
    ids = [row.id for row in made.parsed.links]
    assert call("links.links_annul", body=models.Annul(ids=ids, reason="утечка")).parsed.count == 3
    refused = call("links.links_annul", body=models.Annul(ids=ids, reason="утечка"))
    assert (refused.status_code, refused.parsed.code) == (HTTPStatus.CONFLICT, "conflict")


def test_lesson_i55_a_refusal_is_read_by_the_generated_client(call, school_class):
    models = importlib.import_module("sferum_portal_api_client.models")
    missing = call("people.people_retrieve", 999_999)
    assert (missing.status_code, missing.parsed.code) == (HTTPStatus.NOT_FOUND, "not_found")
    wrong = call("links.links_annul", body=models.Annul(ids=[], reason=""))
    assert wrong.status_code == HTTPStatus.BAD_REQUEST
    assert set(wrong.parsed.fields.additional_properties) == {"ids", "reason"}
    person = call("enrolments.enrolments_list").parsed.results
    assert person == []
