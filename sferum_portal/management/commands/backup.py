"""`manage.py backup FILE`: the whole portal into one archive, while it runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sferum_portal.backup import Refused, backup


class Command(BaseCommand):
    help = "Сохраняет все таблицы и письма портала в один архив. Портал при этом можно не останавливать."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="куда, например portal-2026-11-29.tar.gz")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backup(options["file"])
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            raise CommandError(f"{options['file']}: записать не вышло ({error.strerror}).") from None
        self.stdout.write(
            f"{options['file']}: таблиц {len(manifest.counts)}, строк {sum(manifest.counts.values())}, "
            f"писем {manifest.letters}. Ключей (SECRET_KEYS, INVITATION_KEYS, SEALING_KEYS) в копии нет: "
            "храните их отдельно, без них она не откроется вся."
        )
