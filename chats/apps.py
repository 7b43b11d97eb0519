from typing import Any

from django.apps import AppConfig


class ChatsConfig(AppConfig):
    name = "chats"
    verbose_name = "Чаты"

    def ready(self) -> None:
        from chats.selectors import chats_of_person
        from invitations import extensions

        def places(person: Any, school_class: Any, role: str) -> list[extensions.NextPlace]:
            return [
                extensions.NextPlace(chat.title, chat.link, chat.get_platform_display())
                for chat in chats_of_person(person, school_class, role)
            ]

        extensions.register(places)
