"""Delivery of mail: claim, commit, send, mark: a crash between any two of these neither loses a letter nor repeats it unseen."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django_scopes import scopes_disabled

from core import clock
from core.errors import Conflict
from core.mail_address import BadAddress
from core.states import transition, transition_many
from outbox.headers import Value, header_bytes, mailbox_of
from outbox.models import Attempt, Message
from outbox.placeholders import Gone, fill
from outbox.rules import BATCH_SECONDS, CLAIM_LIMIT, HOLD, SWEEP_BATCH, retry_delay
from outbox.signals import letter_sent
from outbox.texts import NOT_COMPOSED, TOO_LATE
from outbox.transport import Outcome, send_raw

log = structlog.get_logger(__name__)
Status = Message.Status
# Lines of at most 76 ASCII signs, whatever the text: not every server takes 8BITMIME, and none a line of 999.
_SEVEN_BIT = SMTP.clone(cte_type="7bit")


def deliver_messages(ids: list[int], now: datetime) -> int:
    """Deliver those of `ids` that are due. Returns how many tries were made.

    Stops when its time is over: the worker has other things to do, and the next sweep finds the rest. Stops when the
    server is away or the settings are wrong: all letters then wait together, and one try tells when that is over.
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
        if outcome and outcome.stops_the_batch:
            _hold_waiting(outcome)
            break
        if time.monotonic() > deadline:
            break
    return tries


def _hold_waiting(outcome: Outcome) -> None:
    """No letter that waits would fare better than the one just tried."""
    with scopes_disabled():
        hold_letters(letters=Message.objects.all(), outcome=outcome, until=clock.now() + HOLD)


def hold_letters(*, letters: QuerySet[Message], outcome: Outcome, until: datetime) -> None:
    """Those of `letters` that wait are not tried before `until`, and say for what they wait."""
    letters.filter(status=Status.QUEUED, next_attempt_at__lt=until).update(
        next_attempt_at=until, hold=outcome.hold, last_error=outcome.answer
    )


def deliver_due(now: datetime) -> int:
    """Deliver what is due, oldest first, a bounded number."""
    with scopes_disabled():
        ids = list(
            Message.objects.filter(status=Status.QUEUED, next_attempt_at__lte=now)
            .order_by("next_attempt_at", "pk")
            .values_list("pk", flat=True)[:SWEEP_BATCH]
        )
    return deliver_messages(ids, now)


def give_up_late(now: datetime) -> int:
    """Letters whose time is over while they waited are shown to a person and leave no more. Returns how many."""
    with scopes_disabled():
        late = Message.objects.filter(status=Status.QUEUED, give_up_at__lte=now)
        return len(
            transition_many(
                late.order_by("pk").select_for_update(),
                Status.FAILED,
                hold=Message.Hold.NONE,
                last_error=TOO_LATE,
            )
        )


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
    body = EmailMessage(policy=_SEVEN_BIT)
    body.set_content(fill(message.body, to=message.to), cte="base64")
    headers: list[tuple[str, Value]] = [
        ("Date", format_datetime(message.created_at)),
        ("Message-ID", message.message_id),
        ("From", mailbox_of(settings.DEFAULT_FROM_EMAIL)),
        ("To", (message.to_name, message.to)),
        *([("Reply-To", ("", message.reply_to))] if message.reply_to else []),
        ("Subject", message.subject),
        ("Auto-Submitted", "auto-generated"),
    ]
    return header_bytes(headers) + body.as_bytes()


@contextmanager
def _place_of(message: Message) -> Iterator[None]:
    """The scope and time of the letter's school; a letter about an account of no school has neither."""
    with clock.in_school(message.organization) if message.organization else scopes_disabled():
        yield


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
    with _place_of(message):
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
    except (Gone, BadAddress) as error:
        return Outcome(Status.FAILED, f"Письмо не ушло. {error}"[:500])
    except Exception as error:
        log.exception("letter_not_composed", message=message.pk)
        return Outcome(Status.FAILED, NOT_COMPOSED.format(error=type(error).__name__)[:500])
    return send_raw(raw, to=message.to, name=f"{message.pk:08d}")


@transaction.atomic
def _mark(message: Message, outcome: Outcome) -> None:
    """Write down what came of this very claim; Conflict when somebody decided about the letter meanwhile."""
    now, status = clock.now(), outcome.status
    changes: dict[str, Any] = {"hold": Message.Hold.NONE}
    changes["last_error"] = "" if status in (Status.SENT, Status.FOLDER) else outcome.answer
    if status == Status.SENT:
        changes["sent_at"] = now
    elif status == Status.QUEUED and now >= message.give_up_at:
        status = Status.FAILED
    elif status == Status.QUEUED:
        changes |= _again(message, outcome, now)
    claimed_at = message.claimed_at
    if status == Status.UNCERTAIN:
        transition(message, status, only_if=Q(claimed_at=claimed_at), **changes)
    else:
        # A slow server may answer after the sweep set the letter aside: the answer is better than the doubt.
        in_doubt = Q(status__in=(Status.SENDING, Status.UNCERTAIN))
        transition(message, status, only_if=in_doubt & Q(claimed_at=claimed_at), **changes)
    if status == Status.SENT:
        letter_sent.send(Message, message=message)
    _write_down(message, outcome, status, now)


def _again(message: Message, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """When a letter is tried again. What is not its fault uses up no try and makes no pause grow."""
    if outcome.hold:
        return {
            "hold": outcome.hold,
            "attempts": message.attempts - 1,
            "next_attempt_at": now + HOLD,
            "claimed_at": None,
        }
    return {"next_attempt_at": now + retry_delay(message.attempts), "claimed_at": None}


def _write_down(message: Message, outcome: Outcome, status: str, now: datetime) -> None:
    """A night without a server is one line among the tries, not two hundred."""
    last = message.tries.order_by("number").last()
    if outcome.hold and last and (last.outcome, last.answer) == (status, outcome.answer):
        return
    Attempt.objects.create(
        organization_id=message.organization_id,
        message=message,
        number=last.number + 1 if last else 1,
        at=now,
        outcome=status,
        answer=outcome.answer,
    )
