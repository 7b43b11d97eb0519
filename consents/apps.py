from importlib import import_module

from django.apps import AppConfig

from audit import words
from consents import texts
from undo.registry import register as register_undo


class ConsentsConfig(AppConfig):
    name = "consents"
    verbose_name = "Согласия"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        register_undo(tables=import_module("consents.undoing").TABLES)
