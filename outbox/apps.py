from importlib import import_module

from django.apps import AppConfig

from audit import words
from core import looks
from outbox import texts
from undo.registry import register as register_undo


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = "Почта"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        looks.register(texts.LOOKS)
        register_undo(tables=import_module("outbox.undoing").TABLES)
