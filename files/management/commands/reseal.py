"""`manage.py reseal`: after a new key was put in front of SEALING_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.sealing import Unreadable, resealers


class Command(BaseCommand):
    help = (
        "Перепечатывает всё запечатанное первым ключом из SEALING_KEYS; после этого старый ключ можно убрать."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for what, reseal_all in resealers().items():
            try:
                self.stdout.write(f"Перепечатано: {what} — {reseal_all()}.")
            except Unreadable:
                raise CommandError(
                    f"Не всё открывается ({what}): ключа нет среди SEALING_KEYS. "
                    "Верните прежний в конец списка и повторите."
                ) from None
