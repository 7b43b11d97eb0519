"""One body for every refusal, in Russian, whatever refuses: a service, a view, DRF, the router."""

import inspect
import re

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework import exceptions, fields, relations, serializers
from rest_framework.throttling import UserRateThrottle

from roles.services.accounts import create_api_token
from tests import factories as f

RUSSIAN = re.compile("[а-яё]")
ENGLISH_WORDS = re.compile(r"\b(the|is|not|field|this|valid|required|request|method)\b", re.IGNORECASE)


@pytest.fixture
def key(organization, administrator):
    return create_api_token(user=administrator, organization=organization, name="т", actor=administrator)[1]


@pytest.fixture
def api(key):
    return Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)


REFUSED = [
    (400, "invalid", lambda api: api.post("/api/v1/links/annul/", {}, content_type="application/json")),
    (400, "invalid", lambda api: api.post("/api/v1/links/annul/", [], content_type="application/json")),
    (400, "invalid", lambda api: api.get("/api/v1/links/?status=nonsense")),
    (400, "parse_error", lambda api: api.post("/api/v1/links/annul/", "{", content_type="application/json")),
    (401, "not_authenticated", lambda api: Client().get("/api/v1/people/")),
    (
        401,
        "authentication_failed",
        lambda api: Client(headers={"Authorization": "Bearer x"}).get("/api/v1/people/"),
    ),
    (404, "not_found", lambda api: api.get("/api/v1/people/987/")),
    (404, "not_found", lambda api: api.get("/api/v1/people/?cursor=zzz")),
    (404, "not_found", lambda api: api.get("/api/v1/nothing/")),
    (405, "method_not_allowed", lambda api: api.delete("/api/v1/people/")),
    (406, "not_acceptable", lambda api: api.get("/api/v1/people/", headers={"Accept": "text/csv"})),
    (415, "unsupported_media_type", lambda api: api.post("/api/v1/links/annul/", {"ids": "1"})),
]


@pytest.mark.parametrize(("status", "code", "ask"), REFUSED, ids=[f"{s}-{c}" for s, c, _ in REFUSED])
def test_lesson_i55_every_refusal_has_one_body_in_russian(api, status, code, ask):
    answer = ask(api)
    assert answer.status_code == status
    body = answer.json()
    assert list(body) == ["code", "detail", "fields"]
    assert body["code"] == code
    for sentence in (body["detail"], *(said for list_ in body["fields"].values() for said in list_)):
        assert RUSSIAN.search(sentence)
        assert not ENGLISH_WORDS.search(sentence), sentence


def test_lesson_i55_a_field_inside_a_list_is_named_by_its_place(api):
    body = {"decisions": [{"id": 1}, {"id": "я"}]}
    answer = api.post("/api/v1/requests/accept/", body, content_type="application/json").json()
    assert list(answer["fields"]) == ["decisions.1.id"]
    assert answer["detail"].startswith("decisions.1.id: ")


def test_lesson_i55_both_words_before_a_key_are_taken(key, api):
    for word in ("Bearer", "bearer", "Token"):
        answer = Client(headers={"Authorization": f"{word} {key}"}).get("/api/v1/classes/")
        assert answer.status_code == 200
    assert Client().get("/api/v1/classes/").headers["WWW-Authenticate"] == "Bearer"


def test_lesson_i55_no_field_of_the_api_refuses_in_english():
    english = []
    for module in (fields, relations, serializers):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            for key, message in vars(kind).get("default_error_messages", {}).items():
                if not RUSSIAN.search(str(message)):
                    english.append(f"{kind.__name__}.{key}")
    # Fields that no serializer of the API has.
    unused = {"BigIntegerField.invalid", "SlugField.invalid_unicode"}
    assert set(english) == unused


def test_lesson_i55_a_key_that_asks_too_often_waits(api, monkeypatch):
    cache.clear()
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/minute"})
    answers = [api.get("/api/v1/classes/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    body, wait = answers[2].json(), int(answers[2].headers["Retry-After"])
    assert (body["code"], 0 < wait <= 60) == ("throttled", True)
    assert f"через {wait} с" in body["detail"]


def test_lesson_i55_what_is_always_sent_is_promised(api, school_class):
    """Every field of every row of the schema is required, and a row stands by its number and its name."""
    f.EnrolmentFactory(school_class=school_class)
    schemas = api.get("/api/v1/schema/?format=json").json()["components"]["schemas"]
    rows = (
        "Chat",
        "Enrolment",
        "Invitation",
        "JoinRequest",
        "Organization",
        "Person",
        "Subject",
        "Year",
        "Class",
    )
    for name in rows:
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"]), name
    row = api.get("/api/v1/enrolments/").json()["results"][0]
    assert row["school_class"] == {"id": school_class.pk, "name": school_class.title}


def test_lesson_i55_titles_and_tags_are_latin(api):
    schema = api.get("/api/v1/schema/?format=json").json()
    assert schema["info"]["title"].isascii()
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    assert {tag for operation in operations for tag in operation["tags"] if not tag.isascii()} == set()
    for operation in operations:
        for status, answer in operation["responses"].items():
            if status.startswith("4"):
                assert answer["content"]["application/json"]["schema"] == {
                    "$ref": "#/components/schemas/Error"
                }


def test_drf_knows_no_other_refusal_without_a_russian_sentence():
    silent = [
        name
        for name, kind in inspect.getmembers(exceptions, inspect.isclass)
        if issubclass(kind, exceptions.APIException) and not RUSSIAN.search(str(kind.default_detail))
    ]
    assert silent == ["ValidationError"]  # told by its fields
