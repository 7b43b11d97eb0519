from django.apps import AppConfig

from audit import words
from core import looks
from core.sealing import register_sealed
from files import texts


class FilesConfig(AppConfig):
    name = "files"
    verbose_name = "Файлы и долгие работы"

    def ready(self) -> None:
        for section in texts.JOURNAL:
            words.register(**section)
        looks.register(texts.LOOKS)
        from files.services import reseal_files

        register_sealed("файлы", reseal_files)
