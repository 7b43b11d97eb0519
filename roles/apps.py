from importlib import import_module

from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "roles"
    verbose_name = "Роли"

    def ready(self) -> None:
        import_module("roles.receivers")  # what an order means for the roles
