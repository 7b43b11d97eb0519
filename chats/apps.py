from importlib import import_module

from django.apps import AppConfig

from audit import words
from chats import texts
from core import looks
from undo.registry import register as register_undo


class ChatsConfig(AppConfig):
    name = "chats"
    verbose_name = "Чаты"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        looks.register(texts.LOOKS)
        rights, policy = import_module("roles.policy").RIGHTS, import_module("chats.policy")
        rights.register(policy.LINES, policy.PATHS)
        undoing = import_module("chats.undoing")
        register_undo(kinds=undoing.KINDS, tables=undoing.TABLES)
        import_module("chats.receivers")
        members = import_module("chats.selectors.members")
        import_module("invitations.selectors.words").register_parents_chat(members.has_parents_chat)
