from importlib import import_module

from django.apps import AppConfig

from outbox.placeholders import register


class RolesConfig(AppConfig):
    name = "roles"
    verbose_name = "Роли"

    def ready(self) -> None:
        import_module("roles.receivers")  # what an order means for the roles
        import_module("roles.admin")  # schools and accounts of the installation, for its operator
        # How the outbox fills {{password:ID}} at the moment of delivery.
        accounts = import_module("roles.services.accounts")
        register("password", accounts.password_link, addressee=accounts.address_of_account)
