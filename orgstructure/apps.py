from importlib import import_module

from django.apps import AppConfig

from audit import words
from core.sealing import register_sealed
from orgstructure import texts
from undo.registry import register as register_undo


class OrgstructureConfig(AppConfig):
    name = "orgstructure"
    verbose_name = "Структура"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        undoing = import_module("orgstructure.undoing")
        register_undo(kinds=undoing.KINDS, tables=undoing.TABLES)
        from orgstructure.services.platform_links import reseal_platform_links

        register_sealed("ссылки классов на платформе", reseal_platform_links)
