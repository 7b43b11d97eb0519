"""Reads about the sendings of a case: each is a letter of the outbox."""

from outbox.models import Message
from registration.models import RegistrationCase, Sending

WAITING = (Message.Status.QUEUED, Message.Status.SENDING)


def sendings_of(case: RegistrationCase) -> list[Sending]:
    """Every sending with its letter's state and attempts, newest first; two queries."""
    return list(
        Sending.objects.filter(case=case)
        .select_related("message", "created_by")
        .defer("message__frozen", "message__body")
        .prefetch_related("message__tries")
        .order_by("-number")
    )


def sent_bytes(case: RegistrationCase, number: int) -> bytes | None:
    """The frozen letter of sending `number`; None if there is none."""
    sending = Sending.objects.filter(case=case, number=number).select_related("message").first()
    return bytes(sending.message.frozen) if sending and sending.message.frozen else None


def undelivered_sending(case: RegistrationCase) -> Sending | None:
    """An earlier sending whose letter still waits or is on its way."""
    return Sending.objects.filter(case=case, message__status__in=WAITING).select_related("message").first()
