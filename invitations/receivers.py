"""What other rooms tell of, and what becomes of links by it."""

from typing import Any

from django.dispatch import receiver

from invitations.services.handing import note_letter
from outbox.models import Message
from outbox.signals import letter_sent


@receiver(letter_sent, dispatch_uid="handed over by mail")
def a_letter_hands_its_link_over(sender: Any, *, message: Message, **_: Any) -> None:
    note_letter(message=message)
