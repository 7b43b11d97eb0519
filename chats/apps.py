from typing import Any

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
        from chats.selectors import chats_of_person
        from invitations import extensions

        def places(person: Any, school_class: Any, role: str) -> list[extensions.NextPlace]:
            return [
                extensions.NextPlace(chat.title, chat.link, chat.get_platform_display())
                for chat in chats_of_person(person, school_class, role)
            ]

        extensions.register(places)
