"""Queueing mail: letters are queued in the transaction that decided them, and told to the worker after commit."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When

from audit import words
from audit.services import record, record_many
from core import clock
from core.access import ActorLike
from core.effects import What, emit
from core.errors import Conflict
from core.sets import among
from core.states import transition, transition_many
from outbox.headers import message_id
from outbox.models import Message
from outbox.outlived import outlived
from outbox.rules import LIFETIMES, OF_A_LINK, give_up_at, lifetime
from outbox.selectors import RESENDABLE, worth_dropping, worth_resending
from outbox.signals import letter_sent
from outbox.tasks import deliver, sweep
from outbox.texts import NOTHING_TO_BRING, NOTHING_TO_DROP, NOTHING_TO_RESEND
from undo.registry import Rows
from undo.services import keep_made
from undo.texts import GONE

if TYPE_CHECKING:  # of a layer above
    from orgstructure.models import Organization

ANNOUNCED_ONE_BY_ONE = 20
Status = Message.Status


def new_message_id() -> str:
    """A Message-ID that no other letter has."""
    return message_id(uuid.uuid4().hex)


@transaction.atomic
def queue_message(
    *,
    organization: "Organization | None",
    kind: str,
    to: str,
    subject: str,
    body: str,
    actor: ActorLike,
    to_name: str = "",
    about: Any = None,
    reply_to: str = "",
    until: datetime | None = None,
) -> Message:
    """Queue a letter that is put together at delivery. `about` is the row it is about. Returns the message.

    `until`: when what it brings ends and it is not worth sending any more; by default its kind says (outbox/rules.py).
    Without an organization it is about an account that has no school.
    """
    message = _message(
        organization, kind, to, to_name, subject, about, actor, body=body, reply_to=reply_to, until=until
    )
    message.save(force_insert=True)
    keep_made(Message, [message.pk])
    announce([message.pk])
    return message


@transaction.atomic
def queue_messages(messages: Iterable[Message]) -> int:
    """Queue many at once, made by `draft_message`: a number of statements that does not grow with them."""
    rows = Message.objects.bulk_create(list(messages), batch_size=1_000)
    keep_made(Message, [row.pk for row in rows])
    announce([row.pk for row in rows])
    return len(rows)


def draft_message(
    *,
    organization: "Organization | None",
    kind: str,
    to: str,
    subject: str,
    body: str,
    actor: ActorLike,
    to_name: str = "",
    about: Any = None,
    reply_to: str = "",
    until: datetime | None = None,
) -> Message:
    """An unsaved letter for `queue_messages`; the arguments are those of `queue_message`."""
    return _message(
        organization, kind, to, to_name, subject, about, actor, body=body, reply_to=reply_to, until=until
    )


@transaction.atomic
def queue_frozen(
    *,
    organization: "Organization | None",
    kind: str,
    to: str,
    subject: str,
    raw: bytes,
    message_id: str,
    actor: ActorLike,
    to_name: str = "",
    about: Any = None,
) -> Message:
    """Queue a letter that must leave byte for byte: `raw` is the whole RFC 5322 message that carries `message_id`."""
    message = _message(organization, kind, to, to_name, subject, about, actor)
    message.frozen, message.message_id = raw, message_id
    message.sha256 = hashlib.sha256(raw).hexdigest()
    message.save(force_insert=True)
    announce([message.pk])
    return message


@transaction.atomic
def resend_message(*, message: Message, actor: ActorLike) -> None:
    """Send again what failed, may have left or lies in the folder; the same Message-ID lets the receiver see a repeat.

    Conflict for a letter in any other state (one that is being sent now would be doubled), and for one that has nothing
    to bring any more.
    """
    now = clock.now()
    if Message.objects.filter(outlived(now), pk=message.pk).exists():
        raise Conflict(NOTHING_TO_BRING)
    transition(message, Status.QUEUED, only_if=Q(status__in=RESENDABLE), **_anew(now))
    record("message.resent", message, actor=actor, subject=_person_of(message))
    announce([message.pk])


@transaction.atomic
def resend_all(*, messages: QuerySet[Message], actor: ActorLike) -> int:
    """Send again all that failed, or lies in the folder, out of `messages`, and try now what waits there for the server.

    Letters in doubt are not among them: each of those is decided by a person. Those that have nothing to bring any more
    stay as they are. Returns how many are on their way; Conflict if none is. Pressed twice, the second press finds nothing.
    """
    now = clock.now()
    held = messages.filter(status=Status.QUEUED).exclude(hold=Message.Hold.NONE)
    woken = held.update(next_attempt_at=now, hold=Message.Hold.NONE)
    stuck = messages.filter(worth_resending(now)).order_by("pk").select_for_update()
    again = transition_many(stuck, Status.QUEUED, **_anew(now))
    if not woken and not again:
        raise Conflict(NOTHING_TO_RESEND)
    letters = list(Message.objects.filter(pk__in=among(again)).defer("body", "frozen"))
    record_many("message.resent", letters, actor=actor)
    transaction.on_commit(sweep.delay, robust=True)
    return woken + len(again)


@transaction.atomic
def drop_outlived(*, messages: QuerySet[Message], actor: ActorLike) -> int:
    """Cancel those of `messages` that never left and have nothing to bring any more. Returns how many; Conflict if none."""
    dropped = cancel_unclaimed(messages=messages.filter(worth_dropping(clock.now())), actor=actor)
    if not dropped:
        raise Conflict(NOTHING_TO_DROP)
    return len(dropped)


def _anew(now: datetime) -> dict[str, Any]:
    """The columns of a letter that is queued again: tried now, and for as long as its kind is worth it."""
    longer = [When(kind=kind, then=Value(now + lifetime(kind))) for kind in LIFETIMES]
    link = When(kind__in=OF_A_LINK, then=F("give_up_at"))
    return {
        "next_attempt_at": now,
        "attempts": 0,
        "claimed_at": None,
        "last_error": "",
        "hold": Message.Hold.NONE,
        "give_up_at": Case(link, *longer, default=Value(now + lifetime("")), output_field=DateTimeField()),
    }


@transaction.atomic
def mark_as_sent(*, message: Message, actor: ActorLike) -> None:
    """A person knows that a letter in doubt has arrived. Conflict for one that is in no doubt."""
    transition(message, Status.SENT, only_if=Q(status=Status.UNCERTAIN), sent_at=clock.now(), last_error="")
    letter_sent.send(Message, message=message)
    record("message.marked_sent", message, actor=actor, subject=_person_of(message))


@transaction.atomic
def cancel_message(*, message: Message, actor: ActorLike) -> None:
    """A letter that has not left will not leave. Conflict for one that has left or may have."""
    transition(message, Status.CANCELLED)
    emit(What.CLOSES, message, f"Письмо «{message.subject}» не уйдёт: {message.to_name or message.to}")
    record("message.cancelled", message, actor=actor, subject=_person_of(message))


@transaction.atomic
def cancel_unclaimed(*, messages: QuerySet[Message], actor: ActorLike) -> list[int]:
    """Those of `messages` that wait or failed will not leave. Returns their ids; set-based."""
    waiting = (
        Message.objects.filter(pk__in=messages.order_by().values("pk")).order_by("pk").select_for_update()
    )
    ids = transition_many(waiting, Status.CANCELLED)
    record_many("message.cancelled", Message.objects.filter(pk__in=among(ids)), actor=actor)
    return ids


def take_back_letters(rows: Rows) -> dict[int, str]:
    """Undo of letters: what nobody has sent yet is cancelled, and is told apart from what has left.

    What was cancelled before is not cancelled anew: nothing is left to take back.
    """
    letters = Message.objects.filter(pk__in=among(list(rows.lines)))
    before = dict.fromkeys(letters.filter(status=Status.CANCELLED).values_list("pk", flat=True), GONE)
    gone = set(cancel_unclaimed(messages=letters, actor=rows.actor))
    left = letters.exclude(status=Status.CANCELLED).values_list("pk", "status")
    return before | {
        pk: "mail_on_its_way" if status == Status.SENDING else "mailed"
        for pk, status in left
        if pk not in gone
    }


def _person_of(message: Message) -> int | None:
    """Whom a letter is about, where that is a person and not a thing."""
    return message.subject_id if words.is_person(message.subject_type) else None


def announce(ids: list[int]) -> None:
    """Tell the worker after commit. A broker that is away is no error: the sweep finds the letters by their state."""
    transaction.on_commit(partial(_announce, ids), robust=True)


def _announce(ids: list[int]) -> None:
    if len(ids) <= ANNOUNCED_ONE_BY_ONE:
        deliver.delay(ids)
    else:
        sweep.delay()


def _message(
    organization: "Organization | None",
    kind: str,
    to: str,
    to_name: str,
    subject: str,
    about: Any,
    actor: ActorLike,
    body: str = "",
    reply_to: str = "",
    until: datetime | None = None,
) -> Message:
    now: datetime = clock.now()
    return Message(
        organization=organization,
        kind=kind,
        to=to,
        to_name=to_name[:300],
        reply_to=reply_to,
        subject=" ".join(subject.split())[:300],
        body=body,
        message_id=new_message_id(),
        subject_type=about._meta.label_lower if about is not None else "",
        subject_id=about.pk if about is not None else None,
        created_by=actor if not isinstance(actor, str) else None,
        created_at=now,
        next_attempt_at=now,
        give_up_at=give_up_at(kind, now, until),
    )
