from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Основа"

    def ready(self) -> None:
        from core.api_errors import register_russian_messages

        register_russian_messages()
