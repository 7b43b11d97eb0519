from django.apps import AppConfig

from audit import words
from consents import texts


class ConsentsConfig(AppConfig):
    name = "consents"
    verbose_name = "Согласия"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
