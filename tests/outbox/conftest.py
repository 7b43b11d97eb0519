"""A scripted mail server that the portal of the test sends through."""

import pytest
from django.utils import timezone

from outbox import delivery
from tests.services.smtp import ScriptedSmtp


@pytest.fixture
def smtp(settings):
    server = ScriptedSmtp()
    server.start()
    server.use(settings)
    yield server
    server.stop()


@pytest.fixture
def deliver():
    """`deliver(letter)`: one try at it, and the letter as it stands after."""

    def one_try(message):
        delivery.deliver_messages([message.pk], timezone.now())
        message.refresh_from_db()
        return message

    return one_try
