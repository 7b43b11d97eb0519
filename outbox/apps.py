from django.apps import AppConfig

from audit import words
from core import looks
from outbox import texts


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = "Почта"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        looks.register(texts.LOOKS)
