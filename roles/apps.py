from importlib import import_module

from django.apps import AppConfig

from audit import words
from core import looks
from documents.kinds import register as register_kind
from outbox.outlived import register as register_outlived
from outbox.placeholders import register
from roles import texts
from undo.registry import register as register_undo


class RolesConfig(AppConfig):
    name = "roles"
    verbose_name = "Роли"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        undoing = import_module("roles.undoing")
        register_undo(kinds=undoing.KINDS, tables=undoing.TABLES)
        looks.register(texts.LOOKS)
        for kind in import_module("roles.kinds").KINDS:  # orders that appoint
            register_kind(kind)
        import_module("roles.receivers")
        import_module("roles.admin")  # schools and accounts of the installation, for its operator
        register_outlived(import_module("roles.selectors").outlived_letters)
        # How the outbox fills {{password:ID}} at the moment of delivery.
        accounts = import_module("roles.services.accounts")
        register("password", accounts.password_link, addressee=accounts.address_of_account)
