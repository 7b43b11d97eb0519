from importlib import import_module

from django.apps import AppConfig

from audit import words
from chats import texts
from core import looks


class ChatsConfig(AppConfig):
    name = "chats"
    verbose_name = "Чаты"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        looks.register(texts.LOOKS)
        rights, policy = import_module("roles.policy").RIGHTS, import_module("chats.policy")
        rights.register(policy.LINES, policy.PATHS)
