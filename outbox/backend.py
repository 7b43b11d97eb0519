"""Django's own way to send mail is closed: a letter that goes past the outbox stalls pages and may be lost (lesson E26)."""

from typing import NoReturn

from django.core.mail.backends.base import BaseEmailBackend


class NothingPastTheOutbox(BaseEmailBackend):
    """Raises for every letter: whoever wants to send one queues it (outbox/services.py)."""

    def send_messages(self, email_messages: object) -> NoReturn:
        raise RuntimeError("Letters leave through the outbox: outbox.services.queue_message.")
