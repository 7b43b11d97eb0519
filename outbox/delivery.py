"""Claim, commit, send, mark: a crash between any two of these neither loses a letter nor repeats it unseen."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from core.errors import Conflict
from core.states import transition
from outbox.models import Attempt, Message
from outbox.placeholders import fill
from outbox.rules import CLAIM_LIMIT, MAX_ATTEMPTS, SWEEP_BATCH, pause_after
from outbox.transport import Outcome, hand_over

log = structlog.get_logger(__name__)
Status = Message.Status


def deliver_messages(ids: list[int], now: datetime) -> int:
    """Deliver those of `ids` that are due. Returns how many tries were made."""
    with scopes_disabled():
        due = list(
            Message.objects.filter(pk__in=ids, status=Status.QUEUED, next_attempt_at__lte=now)
            .select_related("organization")
            .order_by("pk")
        )
    return sum(_deliver(message) for message in due)


def deliver_due(now: datetime) -> int:
    """Deliver what is due, oldest first, a bounded number."""
    with scopes_disabled():
        ids = list(
            Message.objects.filter(status=Status.QUEUED, next_attempt_at__lte=now)
            .order_by("next_attempt_at", "pk")
            .values_list("pk", flat=True)[:SWEEP_BATCH]
        )
    return deliver_messages(ids, now)


def set_aside_abandoned(now: datetime) -> int:
    """Letters whose worker died in mid-send may or may not have left: a person is to look. Returns how many."""
    with scopes_disabled():
        return Message.objects.filter(status=Status.SENDING, claimed_at__lt=now - CLAIM_LIMIT).update(
            status=Status.UNCERTAIN, last_error="Отправка прервалась на середине: письмо могло уйти."
        )


def compose(message: Message) -> bytes:
    """The letter as it leaves: the frozen bytes, or put together now with its placeholders filled."""
    if message.frozen is not None:
        return bytes(message.frozen)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = settings.DEFAULT_FROM_EMAIL
    name, _, domain = message.to.rpartition("@")
    letter["To"] = Address(message.to_name, name, domain)
    if message.reply_to:
        letter["Reply-To"] = message.reply_to
    letter["Subject"] = message.subject
    letter["Message-ID"] = message.message_id
    letter["Date"] = format_datetime(message.created_at)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(fill(message.body))
    return letter.as_bytes()


def _deliver(message: Message) -> bool:
    """One try. False when another worker has it already."""
    try:
        transition(message, Status.SENDING, claimed_at=timezone.now(), attempts=message.attempts + 1)
    except Conflict:
        return False
    with scope(organization=message.organization):
        outcome = hand_over(compose(message), to=message.to, name=f"{message.pk:08d}")
        _mark(message, outcome)
    log.info("letter_tried", message=message.pk, attempt=message.attempts, outcome=outcome.status)
    return True


@transaction.atomic
def _mark(message: Message, outcome: Outcome) -> None:
    now = timezone.now()
    status = outcome.status
    if status == Status.QUEUED and message.attempts >= MAX_ATTEMPTS:
        status = Status.FAILED
    Attempt.objects.create(
        organization_id=message.organization_id,
        message=message,
        number=message.tries.count() + 1,
        at=now,
        outcome=status,
        answer=outcome.answer,
    )
    if status == Status.SENT:
        transition(message, status, sent_at=now, last_error="")
    elif status == Status.QUEUED:
        pause = pause_after(message.attempts)
        transition(message, status, next_attempt_at=now + pause, claimed_at=None, last_error=outcome.answer)
    else:
        transition(message, status, last_error=outcome.answer)
