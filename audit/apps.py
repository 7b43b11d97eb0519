from django.apps import AppConfig

from audit import texts, words


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Журнал"

    def ready(self) -> None:
        words.register(details=texts.DETAILS, personal=texts.PERSONAL)
