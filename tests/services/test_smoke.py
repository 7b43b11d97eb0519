"""The harness itself, and `/readyz` over real servers that come and go."""

import json
import signal
import smtplib
import time
from email.message import EmailMessage

import pytest
from django.db import connection

from tests.factories import OrganizationFactory
from tests.services.harness import wait_until

pytestmark = pytest.mark.services


def parts(portal):
    return json.loads(portal.get("/readyz")[1] or "{}")


def is_ready(portal):
    return portal.get("/readyz")[0] == 200


def test_ready_on_postgresql_and_redis_and_again_after_each_was_away(portal, servers):
    portal.web()
    assert parts(portal)["beat"] == "no beat yet"
    portal.worker()
    portal.beat()
    wait_until(lambda: is_ready(portal), 60, "worker and beat")

    servers.redis.stop(signal.SIGKILL)
    try:
        status, body = portal.get("/readyz")
        assert portal.get("/accounts/login/")[0] == 200, "rate limits need Redis, people do not"
    finally:
        servers.redis.start()
    assert (status, json.loads(body)["broker"]) == (503, "ConnectionError")
    assert portal.get("/healthz")[0] == 200
    wait_until(lambda: is_ready(portal), 60, "redis again")

    servers.postgres.stop()
    try:
        status, body = portal.get("/readyz")
    finally:
        servers.postgres.start()
    assert (status, json.loads(body)["database"]) == (503, "OperationalError")
    wait_until(lambda: is_ready(portal), 60, "postgresql again")


def test_ready_on_sqlite_and_the_broker_of_files(embedded_portal):
    embedded_portal.web()
    worker = embedded_portal.worker("--beat")
    wait_until(lambda: is_ready(embedded_portal), 60, "worker with beat")
    worker.kill9()
    assert worker.popen.returncode == -signal.SIGKILL
    assert is_ready(embedded_portal), "a worker away for a moment is no outage"


def test_what_the_test_writes_the_portals_processes_see(portal):

    OrganizationFactory(short_name="МКОУ «ООШ № 19»")
    count = (
        "from orgstructure.models import Organization; print(Organization.objects.earliest('pk').short_name)"
    )
    assert portal.manage("shell", "-c", count).splitlines()[-1] == "МКОУ «ООШ № 19»"


def test_postgresql_compiles_no_query_of_a_page(portal):
    """Just-in-time compilation took nine tenths of a search among 50,000 people."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_r3_a_task_announced_while_the_broker_is_away_fails_nobody_and_hangs_nobody(portal, servers):
    announce = "from sferum_portal.periodic import heartbeat; print(heartbeat.delay())"
    assert portal.manage("shell", "-c", announce).splitlines()[-1] != "None"
    servers.redis.stop(signal.SIGKILL)
    try:
        began = time.monotonic()
        assert portal.manage("shell", "-c", announce).splitlines()[-1] == "None"
        assert time.monotonic() - began < 10
    finally:
        servers.redis.start()


def letter():
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@school.example", "b@school.example", "Проба"
    message.set_content("Текст")
    return message


def send(smtp):
    with smtplib.SMTP("127.0.0.1", smtp.port, timeout=2) as client:
        client.send_message(letter())


@pytest.mark.parametrize("word", ["421", "451", "550", "552"])
def test_the_smtp_server_answers_as_the_script_says(smtp, word):
    smtp.script([word])
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(smtp)
    assert refused.value.smtp_code == int(word)
    send(smtp)
    assert (len(smtp.tried), len(smtp.letters)) == (2, 1)
    assert smtp.letters[0]["Subject"] == "Проба"


@pytest.mark.parametrize(("word", "taken"), [("cut", 0), ("cut-taken", 1)])
def test_the_smtp_server_cuts_the_line_after_data(smtp, word, taken):
    smtp.script([word])
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp)
    assert len(smtp.letters) == taken


def test_the_smtp_server_says_nothing_for_long(smtp):
    smtp.script(["timeout"])
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(smtp)
    assert smtp.letters == []
