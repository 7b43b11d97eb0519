"""Delivery of mail: claim, commit, send, mark: a crash between any two of these neither loses a letter nor repeats it unseen."""

import time
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django_scopes import scopes_disabled

from core import clock
from core.errors import Conflict
from core.states import transition, transition_many
from outbox.models import Attempt, Message
from outbox.placeholders import fill
from outbox.rules import BATCH_SECONDS, CLAIM_LIMIT, MAX_ATTEMPTS, SWEEP_BATCH, retry_delay
from outbox.signals import letter_sent
from outbox.transport import Outcome, send_raw

log = structlog.get_logger(__name__)
Status = Message.Status


def deliver_messages(ids: list[int], now: datetime) -> int:
    """Deliver those of `ids` that are due. Returns how many tries were made.

    Stops when its time is over or the mail server is away: the worker has other things to do, and the next sweep
    finds the rest.
    """
    with scopes_disabled():
        due = list(
            Message.objects.filter(pk__in=ids, status=Status.QUEUED, next_attempt_at__lte=now)
            .select_related("organization")
            .order_by("pk")
        )
    tries, deadline = 0, time.monotonic() + BATCH_SECONDS
    for message in due:
        outcome = _deliver(message)
        tries += outcome is not None
        if time.monotonic() > deadline or (outcome and outcome.server_away):
            break
    return tries


def deliver_due(now: datetime) -> int:
    """Deliver what is due, oldest first, a bounded number."""
    with scopes_disabled():
        ids = list(
            Message.objects.filter(status=Status.QUEUED, next_attempt_at__lte=now)
            .order_by("next_attempt_at", "pk")
            .values_list("pk", flat=True)[:SWEEP_BATCH]
        )
    return deliver_messages(ids, now)


def set_aside_orphaned(now: datetime) -> int:
    """Letters whose worker died in mid-send may or may not have left: a person is to look. Returns how many."""
    with scopes_disabled():
        abandoned = Message.objects.filter(claimed_at__lt=now - CLAIM_LIMIT, status=Status.SENDING)
        return len(
            transition_many(
                abandoned,
                Status.UNCERTAIN,
                last_error="Отправка прервалась на середине: письмо могло уйти.",
            )
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
    letter.set_content(fill(message.body, to=message.to))
    return letter.as_bytes()


def _deliver(message: Message) -> Outcome | None:
    """One try, or None when another worker has the letter already."""
    try:
        transition(
            message,
            Status.SENDING,
            only_if=Q(status=Status.QUEUED),
            claimed_at=clock.now(),
            attempts=message.attempts + 1,
        )
    except Conflict:
        return None
    with clock.in_school(message.organization):
        outcome = _send(message)
        try:
            _mark(message, outcome)
        except Conflict:
            # Set aside meanwhile and decided by a person: their word stands, the answer is only logged.
            log.warning("letter_decided_meanwhile", message=message.pk, outcome=outcome.status)
    log.info("letter_tried", message=message.pk, attempt=message.attempts, outcome=outcome.status)
    return outcome


def _send(message: Message) -> Outcome:
    """A letter that cannot even be put together must not stop the others: it is shown to a person."""
    try:
        raw = compose(message)
    except Exception as error:
        log.exception("letter_not_composed", message=message.pk)
        return Outcome(Status.FAILED, f"Письмо не составлено и не ушло: {type(error).__name__}."[:500])
    return send_raw(raw, to=message.to, name=f"{message.pk:08d}")


@transaction.atomic
def _mark(message: Message, outcome: Outcome) -> None:
    """Write down what came of this very claim; Conflict when somebody decided about the letter meanwhile."""
    now = clock.now()
    status = outcome.status
    if status == Status.QUEUED and message.attempts >= MAX_ATTEMPTS:
        status = Status.FAILED
    changes: dict[str, Any] = {"last_error": "" if status == Status.SENT else outcome.answer}
    if status == Status.SENT:
        changes["sent_at"] = now
    elif status == Status.QUEUED:
        changes |= {"next_attempt_at": now + retry_delay(message.attempts), "claimed_at": None}
    claimed_at = message.claimed_at
    if status == Status.UNCERTAIN:
        transition(message, status, only_if=Q(claimed_at=claimed_at), **changes)
    else:
        # A slow server may answer after the sweep set the letter aside: the answer is better than the doubt.
        in_doubt = Q(status__in=(Status.SENDING, Status.UNCERTAIN))
        transition(message, status, only_if=in_doubt & Q(claimed_at=claimed_at), **changes)
    if status == Status.SENT:
        letter_sent.send(Message, message=message)
    Attempt.objects.create(
        organization_id=message.organization_id,
        message=message,
        number=message.tries.count() + 1,
        at=now,
        outcome=status,
        answer=outcome.answer,
    )
