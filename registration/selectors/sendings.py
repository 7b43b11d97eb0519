"""Reads about the sendings of the application: each is a letter of the outbox."""

from outbox.models import Message
from registration.models import RegistrationRequest, Sending

WAITING = (Message.Status.QUEUED, Message.Status.SENDING)


def sendings_of(request: RegistrationRequest) -> list[Sending]:
    """Every sending with its letter's state and attempts, newest first; two queries."""
    return list(
        Sending.objects.filter(request=request)
        .select_related("message", "created_by")
        .defer("message__frozen", "message__body")
        .prefetch_related("message__tries")
        .order_by("-number")
    )


def sent_bytes(request: RegistrationRequest, number: int) -> bytes | None:
    """The frozen letter of sending `number`; None if there is none."""
    sending = Sending.objects.filter(request=request, number=number).select_related("message").first()
    return bytes(sending.message.frozen) if sending and sending.message.frozen else None


def undelivered_sending(request: RegistrationRequest) -> Sending | None:
    """An earlier sending whose letter still waits or is on its way."""
    return (
        Sending.objects.filter(request=request, message__status__in=WAITING).select_related("message").first()
    )
