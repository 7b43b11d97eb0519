"""Reads about the sendings of a case: each is a letter of the outbox."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from outbox.models import Message
from registration.models import RegistrationCase, Sending

KIND = "registration"  # of its letters
Status = RegistrationCase.Status
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


def outlived_letters(now: datetime) -> Q:
    """The letters of a case that a later sending has taken the place of, or that the platform has answered without."""
    own = Sending.objects.filter(message=OuterRef("pk"))
    later = Sending.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    is_over = Q(case__status__in=(Status.ANSWERED, Status.REGISTERED, Status.REJECTED)) | Exists(later)
    return Q(Exists(own.filter(is_over)), kind=KIND)


def undelivered_sending(case: RegistrationCase) -> Sending | None:
    """An earlier sending whose letter still waits or is on its way."""
    return Sending.objects.filter(case=case, message__status__in=WAITING).select_related("message").first()
