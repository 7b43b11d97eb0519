from django.apps import AppConfig

from audit import words
from orgstructure import texts


class OrgstructureConfig(AppConfig):
    name = "orgstructure"
    verbose_name = "Структура"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
