from django.apps import AppConfig

from audit import words
from core import looks
from undo import texts


class UndoConfig(AppConfig):
    name = "undo"
    verbose_name = "Отмена действий"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        looks.register(texts.LOOKS)
