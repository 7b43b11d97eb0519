"""`manage.py reseal`: after a new key was put in front of SEALING_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.sealing import Unreadable
from files.services import reseal_files


class Command(BaseCommand):
    help = "Перепечатывает запечатанные файлы первым ключом из SEALING_KEYS; после этого старый ключ можно убрать."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"Перепечатано файлов: {reseal_files()}.")
        except Unreadable:
            raise CommandError(
                "Есть файл, который не открывает ни один ключ. Верните прежний ключ в конец SEALING_KEYS и повторите."
            ) from None
