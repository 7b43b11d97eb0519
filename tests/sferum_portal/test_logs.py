"""S2, S20: what a log line may not hold."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from django.conf import settings
from django.test import override_settings

from sferum_portal.logs import masked


@pytest.fixture
def lines():
    """What the portal's own logging configuration writes, line by line."""
    stream = io.StringIO()
    configuration = settings.LOGGING | {"root": settings.LOGGING["root"] | {"level": "INFO"}}
    logging.config.dictConfig(configuration)
    handler = logging.getLogger().handlers[0]
    handler.setStream(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


def test_s2_a_link_code_stands_in_no_log_line(client, db, lines):
    client.get("/i/1-Zm9vYmFyYmF6cXV4/")
    client.get("/nowhere?code=Zm9vYmFyYmF6cXV4")
    written = lines()
    assert [line["code"] for line in written if line["event"] == "request_finished"] != []
    assert "Zm9vYmFyYmF6cXV4" not in json.dumps(written)


def test_s2_neither_in_a_traceback_nor_in_a_warning_of_django(lines):
    logging.getLogger("django.security").warning("Bad thing at %s", "/i/Zm9vYmFyYmF6cXV4")
    try:
        raise ValueError("/i/Zm9vYmFyYmF6cXV4/accept")
    except ValueError:
        logging.getLogger("roles").exception("failed")
    assert len(lines()) == 2
    assert "Zm9v" not in json.dumps(lines())
    assert "/i/…/accept" in lines()[1]["exception"]


def test_s20_canaries_do_not_pass(lines):
    structlog.get_logger("portal").warning(
        "sent to ivanova.mp@school.example", phone="+79000001408", said="звоните 8 (900) 000-14-08"
    )
    (line,) = lines()
    assert line["event"] == "sent to …@…"
    assert line["phone"] == "+7…"
    assert line["said"] == "звоните +7…"


def test_each_line_of_a_request_carries_its_id_and_no_address_of_a_person(client, db, lines):
    client.get("/healthz")
    (line,) = [line for line in lines() if line["event"] == "request_finished"]
    assert len(line["request_id"]) == 36
    assert line["request"] == "GET /healthz"
    assert "ip" not in line


@override_settings(DEBUG_PROPAGATE_EXCEPTIONS=False)
def test_a_refused_address_is_not_told_twice(client, db, lines):
    client.get("/nowhere")
    assert [line["logger"] for line in lines()] == ["django_structlog.middlewares.request"]


@pytest.mark.parametrize(
    "text",
    [
        "GET /classes/12/people",
        "task invitations.periodic.expire succeeded in 0.05 s",
        "2026-11-22T15:07:21.077775Z",
        "order 17 of 22.11.2026, 400 pupils",
        "d2b6f3f0-7d0f-4f57-9d39-79000001408a",
    ],
)
def test_ordinary_lines_stay_as_they_are(text):
    assert masked(text) == text
