"""`manage.py restore FILE`: a portal out of its archive, on this machine or another, this engine or the other."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sferum_portal.backup import Refused, restore


class Command(BaseCommand):
    help = "Восстанавливает портал из архива manage.py backup. Портал на это время остановите."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="здесь уже есть школа, заменить её")
        parser.add_argument(
            "--without-keys", action="store_true", help="прежних ключей нет: что ими запечатано, пропадёт"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"{options['file']}: такого файла нет.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)
        try:
            manifest = restore(
                options["file"], replace=options["replace"], without_keys=options["without_keys"]
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        made_at = datetime.fromisoformat(manifest.made_at).astimezone(UTC)
        self.stdout.write(
            f"Восстановлено, как было {made_at:%d.%m.%Y %H:%M} UTC: таблиц {len(manifest.counts)}, "
            f"строк {sum(manifest.counts.values())}, писем {manifest.letters}. Число строк сверено."
        )
