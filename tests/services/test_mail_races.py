"""R4: the same task delivered ten times at once, by real threads, has one effect."""

from functools import partial

import pytest
from django.utils import timezone
from django_scopes import scope

from outbox import delivery, services
from outbox.models import Message
from tests import factories as f
from tests.services.races import ROUNDS, at_once, won

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
Status = Message.Status


@pytest.fixture
def school():
    organization = f.OrganizationFactory()
    with scope(organization=organization):
        yield organization


@pytest.fixture
def server(settings, smtp):
    smtp.use(settings, timeout=5)
    return smtp


def test_r4_ten_copies_of_a_task_at_once_send_one_letter(school, server):
    for number in range(1, ROUNDS + 1):
        message = f.MessageFactory(organization=school)
        tries = at_once(school, [partial(delivery.deliver_messages, [message.pk], timezone.now())] * 10)
        assert sum(won(tries)) == 1
        assert len(server.letters) == number
        assert message.tries.count() == 1


def test_r4_ten_presses_to_resend_queue_the_letter_once(school):
    user = f.UserFactory()
    for _ in range(ROUNDS):
        message = f.MessageFactory(organization=school, status=Status.UNCERTAIN)
        mine = [Message.objects.get(pk=message.pk) for _ in range(10)]
        presses = [
            partial(verb, message=row, actor=user)
            for row, verb in zip(mine, [services.resend_message, services.mark_as_sent] * 5, strict=True)
        ]
        assert len(won(at_once(school, presses))) == 1
