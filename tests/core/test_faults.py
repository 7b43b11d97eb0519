"""Infrastructure away is 503 with Retry-After; a lost race is a sentence; what is wrong by itself stays 500."""

import errno
import re
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client

from core.errors import Conflict
from core.faults import is_infrastructure
from core.races import CHANGED_MEANWHILE, conflict_of, sentences
from orgstructure.models import Enrolment, Organization, Person
from roles.models import Membership
from roles.services.accounts import create_api_token
from tests import factories as f


@contextmanager
def read_only():
    """The database takes no row meanwhile."""
    switch = "PRAGMA query_only = {}" if connection.vendor == "sqlite" else "SET transaction_read_only = {}"
    savepoint = transaction.savepoint()
    connection.cursor().execute(switch.format("on"))
    try:
        yield
    finally:
        transaction.set_rollback(False)
        if connection.vendor == "sqlite":
            connection.cursor().execute(switch.format("off"))
        transaction.savepoint_rollback(savepoint)


def test_lesson_f37_a_database_that_takes_nothing_is_told_as_503(
    organization, staff_room, administrator, client_of
):
    _, key = create_api_token(user=administrator, organization=organization, name="т", actor=administrator)
    client = client_of(administrator)
    client.raise_request_exception = False
    form = {"kind": "staff", "last_name": "Почтова", "first_name": "Мария", "post": "учитель"}
    with read_only():
        page = client.post("/people/new/", form)
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "Портал ненадолго недоступен" in page.content.decode()
    assert not Person.objects.filter(last_name="Почтова").exists()
    api = Client(headers={"Authorization": f"Token {key}"}, raise_request_exception=False)
    chat = {"kind": "management", "title": "Управляющий совет"}
    with read_only():
        answer = api.post("/api/v1/chats/", chat, content_type="application/json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.json()["code"] == "unavailable"


def test_lesson_f37_the_page_asks_nothing_of_the_database(organization, administrator, client_of):
    """A session cannot even be read: the middlewares meet the fault, and the page is drawn all the same."""
    client = client_of(administrator)
    client.raise_request_exception = False

    def away(execute, sql, params, many, context):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(away):
        page = client.get("/")
        answer = client.get("/api/v1/people/", headers={"Authorization": "Token abc"})
        assert Client().get("/healthz").status_code == 200
    assert (page.status_code, answer.status_code) == (503, 503)
    assert answer.json()["code"] == "unavailable"


def test_lesson_f37_a_mistake_of_ours_stays_500(organization, administrator, client_of):
    client = client_of(administrator)
    client.raise_request_exception = False

    def wrong(execute, sql, params, many, context):
        raise DatabaseError("no such column")

    with connection.execute_wrapper(wrong):
        page = client.get("/")
        answer = client.get("/api/v1/people/", headers={"Authorization": "Token abc"})
    assert page.status_code == 500
    assert "Retry-After" not in page
    assert answer.json()["code"] == "error"


def test_lesson_f37_which_errors_say_that_something_is_away():
    assert is_infrastructure(OSError(errno.ENOSPC, "No space left on device"))
    assert is_infrastructure(OSError(errno.EROFS, "Read-only file system"))
    assert not is_infrastructure(FileNotFoundError(errno.ENOENT, "no"))
    assert not is_infrastructure(ValueError())
    assert not is_infrastructure(None)


def fill_the_disk(organization):
    if connection.vendor != "sqlite":
        connection.cursor().execute("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]:d}")
    f.FileFactory(organization=organization, content=b"x" * 2_000_000)


def test_lesson_f37_a_full_disk_is_away_and_a_wrong_query_is_not(organization):
    with pytest.raises(DatabaseError) as met, transaction.atomic():
        fill_the_disk(organization)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA max_page_count = 1073741823")
    assert is_infrastructure(met.value)
    with pytest.raises(DatabaseError) as met, transaction.atomic():
        connection.cursor().execute("SELECT no_such_column FROM roles_user")
    assert not is_infrastructure(met.value)


def lost_race(make):
    with pytest.raises(IntegrityError) as met, transaction.atomic():
        make()
    return conflict_of(met.value)


def test_lesson_f36_a_race_is_told_by_the_constraint_that_decided_it(
    organization, school_class, administrator
):
    person = f.EnrolmentFactory(school_class=school_class).person
    lost = {
        "enrolment_one_class_at_a_time": lambda: f.EnrolmentFactory(
            school_class=f.SchoolClassFactory(year=school_class.year), person=person
        ),
        "class_title_once_a_year": lambda: f.SchoolClassFactory(
            year=school_class.year, title=school_class.title, search_title=school_class.search_title
        ),
        "roles_membership.person_id": lambda: Membership.objects.create(
            organization=organization,
            user=f.UserFactory(),
            person=administrator.memberships.get().person,
        ),
        "user_email_once": lambda: f.UserFactory(email=administrator.email.upper()),
        "roles_user.email": lambda: f.UserFactory(email=administrator.email),
    }
    for name, make in lost.items():
        told = lost_race(make)
        assert isinstance(told, Conflict)
        assert told.message == sentences()[name], name


def test_lesson_f36_a_column_left_empty_is_our_mistake(organization):
    assert lost_race(lambda: Organization.objects.create(short_name=None)) is None


def test_lesson_f36_page_and_api_answer_409(organization, administrator, client_of):
    _, key = create_api_token(user=administrator, organization=organization, name="т", actor=administrator)

    def race(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise IntegrityError("FOREIGN KEY constraint failed")
        return execute(sql, params, many, context)

    client, api = client_of(administrator), Client(headers={"Authorization": f"Token {key}"})
    f.StaffRoomFactory(organization=organization)
    form = {"kind": "staff", "last_name": "Почтова", "first_name": "Мария", "post": "учитель"}
    chat = {"kind": "other", "title": "Управляющий совет"}
    with connection.execute_wrapper(race):
        page = client.post("/people/new/", form)
        with transaction.atomic():
            answer = api.post("/api/v1/chats/", chat, content_type="application/json")
    assert page.status_code == 409
    assert CHANGED_MEANWHILE in page.content.decode()
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert not Enrolment.objects.filter(person__last_name="Почтова").exists()


@pytest.mark.parametrize("name", ["500.html", "503.html", "unread.html"])
def test_a_plain_page_needs_no_context_and_no_database(name):
    """No `db` fixture here: a query would fail the test."""
    given = (
        {"title": "Портал ошибся", "refusal": Conflict("Слишком велико.")} if name == "unread.html" else {}
    )
    page = render_to_string(name, given)
    title = re.search(r"<title>(.+?)</title>", page)[1]
    assert f"<h1>{title}</h1>" in page
    assert page.startswith("<!doctype html>")
    assert page.count("</html>") == 1
