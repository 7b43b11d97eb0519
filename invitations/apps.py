from importlib import import_module

from django.apps import AppConfig

from audit import words
from core import looks
from files.jobs import register as register_job
from invitations import texts
from outbox.outlived import register as register_outlived
from outbox.placeholders import register
from undo.registry import register as register_undo


class InvitationsConfig(AppConfig):
    name = "invitations"
    verbose_name = "Ссылки-приглашения"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        looks.register(texts.LOOKS)
        rights, policy = import_module("roles.policy").RIGHTS, import_module("invitations.policy")
        rights.register(policy.LINES, policy.PATHS)
        undoing = import_module("invitations.undoing")
        register_undo(kinds=undoing.KINDS, tables=undoing.TABLES)
        import_module("invitations.receivers")
        register_job(
            import_module("invitations.services.everyone").JOB,
            title="Приглашение всех без ссылки",
            run=import_module("invitations.services.everyone").run_job,
        )
        register_job(
            import_module("invitations.services.printing").JOB,
            title="Листы для печати",
            run=import_module("invitations.services.printing").run_job,
        )
        register_outlived(import_module("invitations.selectors.links").outlived_letters)
        # How the outbox fills {{link:ID}} at the moment of delivery.
        register("link", import_module("invitations.services.mailing").link_text, shown=True)
