"""The chats of the subjects that somebody teaches: on their own home page, to open, to copy, to write down (lesson C14)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from chats import rules
from chats.models import Chat
from core import clock
from core.access import Access
from roles.models import Assignment


@dataclass(frozen=True)
class OwnChat:
    """A place of the register that is one's own: its chat, or an unsaved one where there is none yet."""

    chat: Chat
    may_write: bool

    @property
    def field(self) -> str:
        """What the field of this chat is called in the form of its class (`chats.forms.ClassLinksForm`)."""
        return f"subject-{self.chat.subject_id}"


def own_chats(access: Access) -> list[OwnChat]:
    """The chats of one's own subjects by class, those without a link first; one query, none for who teaches nothing."""
    if not access.can("chats.own"):
        return []
    rows = (
        Assignment.objects.in_force(clock.today())
        .filter(person=access.person, role=Assignment.Role.SUBJECT_TEACHER)
        .select_related("school_class", "subject")
    )
    found = {}
    for row in _with_chats(rows):
        chat = Chat(
            pk=row.chat_pk,
            organization_id=row.organization_id,
            kind=Chat.Kind.SUBJECT,
            school_class=row.school_class,
            subject=row.subject,
            status=row.chat_status or Chat.Status.PLANNED,
            title=rules.title_of(Chat.Kind.SUBJECT, row.school_class, row.subject),
            link=row.chat_link or "",
        )
        found[row.school_class_id, row.subject_id] = OwnChat(chat, access.can("chats.edit", chat))
    return sorted(found.values(), key=lambda one: bool(one.chat.link))


def _with_chats(rows: Any) -> Any:
    chats = Chat.objects.filter(
        kind=Chat.Kind.SUBJECT, school_class=OuterRef("school_class"), subject=OuterRef("subject")
    ).exclude(status=Chat.Status.ARCHIVED)
    known = {f"chat_{name}": Subquery(chats.values(name)[:1]) for name in ("pk", "status", "link")}
    return rows.annotate(**known).order_by("school_class", "subject__name")
