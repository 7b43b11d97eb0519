"""Reads about chats: the register, what is missing in it, who belongs."""

from chats.selectors.coverage import (
    ChatMap,
    Slot,
    chat_map,
    class_slots,
    gaps,
    link_slots,
    missing_chats,
    natural_owner,
)
from chats.selectors.members import Member, chats_of_person, members_of
from chats.selectors.register import (
    chats_for,
    history_of,
    sees_link,
    staff,
    status_counts,
    subjects,
)

__all__ = [
    "ChatMap",
    "Member",
    "Slot",
    "chat_map",
    "chats_for",
    "chats_of_person",
    "class_slots",
    "gaps",
    "history_of",
    "link_slots",
    "members_of",
    "missing_chats",
    "natural_owner",
    "sees_link",
    "staff",
    "status_counts",
    "subjects",
]
