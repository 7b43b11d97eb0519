from importlib import import_module

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = "Регистрация"

    def ready(self) -> None:
        import_module("registration.admin")  # puts what a director decides on the portal's own admin site
