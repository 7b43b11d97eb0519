"""Reads for the page «Почта»."""

from django.db.models import Count, QuerySet

from core.access import Access
from outbox.letters import Letter, read_letter
from outbox.models import Message
from outbox.placeholders import fill_shown, mask

Status = Message.Status
NEEDS_A_PERSON = (Status.UNCERTAIN, Status.FAILED)
ON_TOP = 20


def needing_a_person() -> QuerySet[Message]:
    """The letters of the school in scope of which only a person can say what becomes of them."""
    return Message.objects.filter(status__in=NEEDS_A_PERSON)


def messages(access: Access) -> QuerySet[Message]:
    """The letters that the actor may see, without their bodies, which may be large."""
    return access.rows("mail.view", Message).defer("body", "frozen")


def status_counts(access: Access) -> dict[str, int]:
    rows = access.rows("mail.view", Message).order_by()
    return dict(rows.values_list("status").annotate(Count("pk")))


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
