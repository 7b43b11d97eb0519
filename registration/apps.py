from importlib import import_module

from django.apps import AppConfig

from audit import words
from core import looks
from outbox.outlived import register as register_outlived
from registration import texts


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = "Регистрация"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        looks.register(texts.LOOKS)
        rights, policy = import_module("roles.policy").RIGHTS, import_module("registration.policy")
        rights.register(policy.LINES)
        import_module("registration.receivers")
        register_outlived(import_module("registration.selectors.sendings").outlived_letters)
        import_module("registration.admin")  # puts what a director decides on the portal's own admin site
