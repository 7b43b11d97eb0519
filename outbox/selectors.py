"""Reads for the page «Почта»."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from core import clock
from core.access import Access
from outbox import texts
from outbox.advice import advice, server_of
from outbox.letters import Letter, read_letter
from outbox.models import Message
from outbox.outlived import outlived
from outbox.placeholders import fill_shown, mask
from outbox.transport import server_of_today

Status = Message.Status
NEEDS_A_PERSON = (Status.UNCERTAIN, Status.FAILED)
RESENDABLE = (Status.UNCERTAIN, Status.FAILED, Status.FOLDER)
ON_TOP = 20


def held_q() -> Q:
    """Letters that wait through no fault of theirs, for what is still in the way: a server, or, without one, the folder."""
    return Q(status=Status.QUEUED, hold__in=_holds())


def is_held(message: Message) -> bool:
    """The same of one letter that is at hand."""
    return message.status == Status.QUEUED and message.hold in _holds()


def _holds() -> tuple[str, ...]:
    hold = Message.Hold
    return (hold.SERVER, hold.SETTINGS) if settings.SMTP_HOST else (hold.FOLDER,)


def needing_a_person() -> QuerySet[Message]:
    """The letters of the school in scope of which only a person can say what becomes of them."""
    return Message.objects.filter(status__in=NEEDS_A_PERSON)


def in_folder() -> QuerySet[Message]:
    """The letters of the school in scope that were put into a folder: nobody received them (lesson A1)."""
    return Message.objects.filter(status=Status.FOLDER)


def held_back() -> QuerySet[Message]:
    """The letters of the school in scope that wait through no fault of theirs (lesson E27)."""
    return Message.objects.filter(held_q())


def worth_resending(now: datetime) -> Q:
    """Letters that «отправить все снова» takes: what failed, and what lies in the folder once there is a mail server.

    Not those in doubt (a person decides each), and not those that have nothing to bring any more.
    """
    never_left = (Status.FAILED, Status.FOLDER) if settings.SMTP_HOST else (Status.FAILED,)
    return Q(status__in=never_left) & ~outlived(now)


def worth_dropping(now: datetime) -> Q:
    """Letters that never left and have nothing to bring any more."""
    return Q(status__in=(Status.FAILED, Status.FOLDER)) & outlived(now)


def is_outlived(message: Message) -> bool:
    """Whether a letter that has not left has nothing to bring any more; no query for one that has."""
    if message.status in (Status.SENT, Status.CANCELLED):
        return False
    return Message.objects.filter(outlived(clock.now()), pk=message.pk).exists()


@dataclass(frozen=True)
class Trouble:
    """Why the mail of a school stands still: what was said, and what is to be mended."""

    hold: str
    answer: str

    @property
    def advice(self) -> str:
        """What a server said that the settings do not name any more is no word about today's."""
        if server_of(self.answer) not in ("", server_of_today()):
            return texts.ANOTHER_SERVER
        return advice(self.hold, self.answer)


def trouble(access: Access) -> Trouble | None:
    """What holds the school's mail back through no fault of a letter, None when nothing does (lesson E28)."""
    latest = messages(access).filter(held_q()).order_by("-next_attempt_at", "-pk").first()
    return Trouble(latest.hold, latest.last_error) if latest else None


def messages(access: Access) -> QuerySet[Message]:
    """The letters that the actor may see, without their bodies, which may be large."""
    return access.rows("mail.view", Message).defer("body", "frozen")


@dataclass(frozen=True)
class Counts:
    """How many letters the actor sees in each state, how many wait through no fault of theirs, how many one press resends,
    how many another one drops.
    """

    by_status: dict[str, int]
    held: int
    to_resend: int
    to_drop: int


def counts(access: Access) -> Counts:
    """One query, whatever there is."""
    now = clock.now()
    rows = access.rows("mail.view", Message).order_by().values("status")
    found = rows.annotate(
        number=Count("pk"),
        held=Count("pk", filter=held_q()),
        again=Count("pk", filter=worth_resending(now)),
        over=Count("pk", filter=worth_dropping(now)),
    )
    by_status = list(found)
    return Counts(
        {row["status"]: row["number"] for row in by_status},
        sum(row["held"] for row in by_status),
        sum(row["again"] for row in by_status),
        sum(row["over"] for row in by_status),
    )


def letters_in_doubt(access: Access) -> list[Message]:
    """Letters that may or may not have left, newest first: only a person can say."""
    return list(messages(access).filter(status=Status.UNCERTAIN).order_by("-pk")[:ON_TOP])


def letter_of(message: Message, *, with_secrets: bool) -> Letter:
    """What the letter says. Links in it are shown only `with_secrets`, and never those that sign a person in."""
    if message.frozen is not None:
        return read_letter(bytes(message.frozen))
    to = f"{message.to_name} <{message.to}>" if message.to_name else message.to
    headers = [("Кому", to), ("Тема", message.subject), ("Message-ID", message.message_id)]
    if message.reply_to:
        headers.insert(1, ("Ответ на адрес", message.reply_to))
    return Letter(headers, fill_shown(message.body) if with_secrets else mask(message.body), [])
