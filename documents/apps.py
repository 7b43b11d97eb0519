from importlib import import_module

from django.apps import AppConfig

from audit import words
from core import looks
from documents import texts
from documents.kinds import register, title_of


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Документы"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section, values={"kind": title_of})
        looks.register(texts.LOOKS)
        register(import_module("documents.revocation").REVOCATION)
        import_module("documents.admin")  # puts what a director decides on the portal's own admin site
