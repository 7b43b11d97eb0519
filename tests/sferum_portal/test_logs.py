"""S2, S20: what a log line may not hold."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from django.conf import settings
from django.db import connection
from django.test import override_settings

from core.periodic import forget_marks
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
    assert lines()[1]["exception"].startswith("ValueError\n")


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


def test_lesson_f43_a_path_is_written_without_its_query(client, db, lines):
    client.get("/nowhere?who=Ёжикова&class=5А")
    logging.getLogger("some.library").warning('"GET /people/?who=Yozhikova&x=1 HTTP/1.1" 200')
    first, second = lines()
    assert first["request"] == "GET /nowhere"
    assert second["event"] == '"GET /people/?… HTTP/1.1" 200'


def test_lesson_f43_a_question_mark_of_a_sentence_stays():
    assert masked("Готово? да = нет") == "Готово? да = нет"


def typed_and_lost():
    """What a database or a parser says of what somebody typed, in a chain of two."""
    try:
        int("Ёжикова Софья")
    except ValueError as error:
        raise RuntimeError("Key (name)=(Ёжикова Софья) already exists") from error


def test_lesson_f43_of_an_exception_only_its_kind_and_place_are_written(lines):
    try:
        typed_and_lost()
    except RuntimeError as error:
        logging.getLogger("roles").exception("Task %s raised unexpected: %r", "x", error)
        structlog.get_logger("portal").exception("failed", reason=error, said=str(error))
    assert "Ёжикова" not in json.dumps(lines(), ensure_ascii=False)
    first, second = lines()
    assert first["event"] == "Task x raised unexpected: RuntimeError"
    assert second["reason"] == second["said"] == "RuntimeError"
    assert "RuntimeError\n" in first["exception"]
    assert "ValueError\n" in first["exception"]
    assert "typed_and_lost" in first["exception"]


def test_lesson_f43_a_view_and_a_task_that_break_tell_no_value(client, db, lines):
    client.raise_request_exception = False

    def broken(execute, sql, params, many, context):
        raise ValueError("Ёжикова Софья")

    with connection.execute_wrapper(broken):
        assert (
            client.post("/accounts/login/", {"login": "a@school.example", "password": "x"}).status_code == 500
        )
        forget_marks.apply()
    written = json.dumps(lines(), ensure_ascii=False)
    assert "Ёжикова" not in written
    assert "ValueError" in written
    assert "core.periodic.forget_marks" in written
