"""Reads about chats: the register, what is missing in it, who belongs."""

from chats.selectors.class_slots import class_slots, link_slots
from chats.selectors.map import ChatMap, chat_map
from chats.selectors.members import Member, chats_of_person, members_of
from chats.selectors.missing import Gaps, gaps, missing_chats, natural_owner
from chats.selectors.own import OwnChat, own_chats
from chats.selectors.register import (
    chats_for,
    history_of,
    staff,
    status_counts,
    subjects,
)
from chats.selectors.slots import Slot

__all__ = [
    "ChatMap",
    "Gaps",
    "Member",
    "OwnChat",
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
    "own_chats",
    "staff",
    "status_counts",
    "subjects",
]
