"""Backup and restore of the whole portal: every row of every table and the letters in the folder, in one archive.

The archive (tar.gz) knows no engine: what was saved on SQLite comes back on PostgreSQL and the other way. It holds
`manifest.json` (build, migrations, counts, hashes, which keys were in use), `tables/*.jsonl` (a row a line) and `mail/*`.
Keys are not in it: without those of the old machine the sealed files and links stay closed and printed links lead nowhere.
"""

import base64
import gzip
import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django_scopes import scopes_disabled

from core import clock
from core.models import OnceMark
from core.sealing import Unreadable, fingerprint_of_key, unseal

FORMAT = 1
BATCH_ROWS, BATCH_BYTES = 500, 8_000_000
KEYS = ("SECRET_KEYS", "INVITATION_KEYS", "SEALING_KEYS")
_SEALED = b"gAAAA"  # how every Fernet token begins


class Refused(Exception):
    """A sentence for the operator: why nothing was saved or restored."""


@dataclass
class Manifest:
    format: int
    made_at: str
    engine: str
    migrations: list[list[str]]
    keys: dict[str, list[str]]
    counts: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    next_numbers: dict[str, int] = field(default_factory=dict)
    letters: int = 0


def backup(path: Path) -> Manifest:
    """Write the archive to `path`, which must not be there yet; what is written is one moment of the database."""
    if path.exists():
        raise Refused(f"{path} уже есть. Назовите другой файл: прежняя копия не перезаписывается.")
    manifest = Manifest(
        format=FORMAT,
        made_at=clock.now().isoformat(),
        engine=connection.vendor,
        migrations=_applied(),
        keys={name: [fingerprint_of_key(key) for key in getattr(settings, name)] for name in KEYS},
    )
    part = path.with_name(path.name + ".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            packed = gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6)
            with packed, tarfile.open(fileobj=packed, mode="w|") as archive:  # type: ignore[call-overload]
                _write_all(archive, manifest)
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def restore(path: Path, *, replace: bool = False, without_keys: bool = False) -> Manifest:
    """Put the archive's rows in place of those here, all or none; Refused where that would lose something unasked.

    `replace`: there is a school here already, and it goes. `without_keys`: what the missing keys seal may stay closed.
    """
    with tempfile.TemporaryDirectory(prefix="sferum-restore-") as folder:
        unpacked = Path(folder)
        manifest = _unpack(path, unpacked)
        _refuse_other_build(manifest)
        if not replace and _is_inhabited():
            raise Refused(
                "Здесь уже есть школа. Восстановление заменит все её данные: если это и нужно, добавьте --replace "
                "(прежде сделайте копию того, что есть: manage.py backup)."
            )
        if not without_keys:
            _refuse_missing_keys(manifest, unpacked)
        with scopes_disabled(), transaction.atomic():
            _empty_tables()
            for model in tables():
                _load(model, unpacked / _name_of(model))
            _set_next_numbers(manifest.next_numbers)
            _verify(manifest)
        _restore_letters(unpacked)
        return manifest


def tables() -> list[type[models.Model]]:
    """Every table of ours and of the libraries, in one order; what was pressed yesterday is not worth keeping."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted((m for m in found if m is not OnceMark), key=lambda model: model._meta.label_lower)


def _name_of(model: type[models.Model]) -> str:
    return f"tables/{model._meta.label_lower}.jsonl"


def _applied() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


# --- Saving ----------------------------------------------------------------------------------------


def _write_all(archive: tarfile.TarFile, manifest: Manifest) -> None:
    with _one_moment(), scopes_disabled():
        for model in tables():
            name = _name_of(model)
            with tempfile.TemporaryFile() as file:
                manifest.counts[model._meta.label_lower], manifest.hashes[name] = _dump(model, file)
                _add(archive, name, file)
        manifest.next_numbers = _next_numbers()
    for letter in _letters():
        with letter.open("rb") as file:
            manifest.hashes[f"mail/{letter.name}"] = hashlib.file_digest(file, "sha256").hexdigest()
            _add(archive, f"mail/{letter.name}", file)
        manifest.letters += 1
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps(vars(manifest), ensure_ascii=False, indent=1).encode())
        _add(archive, "manifest.json", file)


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that reads one moment and keeps no writer waiting."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        # Django's own would begin as a writer (transaction_mode of the settings).
        connection.cursor().execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.cursor().execute("ROLLBACK")
        return
    with transaction.atomic():
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _dump(model: type[models.Model], file: IO[bytes]) -> tuple[int, str]:
    names = [f.attname for f in model._meta.concrete_fields]
    count, digest = 0, hashlib.sha256()
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=100):
        line = json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n"
        file.write(line)
        digest.update(line)
        count += 1
    return count, digest.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    return value


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes]) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = file.seek(0, os.SEEK_END), 0o600
    file.seek(0)
    archive.addfile(info, file)


def _letters() -> list[Path]:
    folder = settings.MAIL_DIR
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _numbered() -> Iterator[tuple[str, str]]:
    """(table, column) of every number that the database counts itself."""
    for model in tables():
        key = model._meta.pk
        if isinstance(key, (models.AutoField, models.BigAutoField)):
            yield model._meta.db_table, str(key.column)


def _next_numbers() -> dict[str, int]:
    """{table: the last number given}: a number of a deleted row is not given again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            given = dict(cursor.fetchall())
            return {table: int(given.get(table, 0)) for table, _ in _numbered()}
        found = {}
        for table, column in _numbered():
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            sequence = cursor.fetchone()[0]
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608
            found[table] = int(cursor.fetchone()[0])
        return found


# --- Restoring -------------------------------------------------------------------------------------


def _unpack(path: Path, folder: Path) -> Manifest:
    """The archive's files into `folder`, each as its hash in the manifest says."""
    (folder / "tables").mkdir()
    (folder / "mail").mkdir()
    seen: dict[str, str] = {}
    try:
        with tarfile.open(path, mode="r|gz") as archive:
            for member in archive:
                place, _, name = member.name.rpartition("/")
                content = archive.extractfile(member)
                if content is None or place not in ("", "tables", "mail") or name in ("", ".", ".."):
                    raise Refused(f"В копии {path} есть чужое: «{member.name}». Ничего не изменено.")
                digest = hashlib.sha256()
                with (folder / place / name).open("wb") as file:
                    while chunk := content.read(1 << 20):
                        digest.update(chunk)
                        file.write(chunk)
                seen[member.name] = digest.hexdigest()
        manifest = Manifest(**json.loads((folder / "manifest.json").read_bytes()))
    except (OSError, EOFError, tarfile.TarError, ValueError, TypeError) as error:
        raise Refused(
            f"{path} не прочитать как копию портала ({type(error).__name__}). Ничего не изменено."
        ) from None
    seen.pop("manifest.json")
    if seen != manifest.hashes:
        raise Refused(f"Копия {path} повреждена: содержимое не сходится с её описью. Ничего не изменено.")
    return manifest


def _refuse_other_build(manifest: Manifest) -> None:
    if manifest.format != FORMAT or manifest.migrations != _applied():
        here, there = {tuple(m) for m in _applied()}, {tuple(m) for m in manifest.migrations}
        other = sorted(here ^ there)
        named = f" Первое отличие: {'.'.join(other[0])}." if other else ""
        raise Refused(
            "Копия сделана другой версией портала: таблицы не те."
            + named
            + " Поставьте ту версию, восстановите в ней, "
            "потом обновите портал."
        )


def _is_inhabited() -> bool:
    with scopes_disabled():
        rows = (apps.get_model("orgstructure.Organization"), apps.get_model("roles.User"))
        return any(model._base_manager.exists() for model in rows)


def _refuse_missing_keys(manifest: Manifest, folder: Path) -> None:
    """Refused, with what would be lost, where a key that the archive's portal had is not among those here."""
    missing = [
        name
        for name in ("INVITATION_KEYS", "SEALING_KEYS")
        if not set(manifest.keys[name]) <= {fingerprint_of_key(key) for key in getattr(settings, name)}
    ]
    if not missing:
        return
    lost = _closed_without_keys(folder)
    if "INVITATION_KEYS" in missing:
        lost["разосланные и напечатанные ссылки, которые ещё действуют"] = _working_links(folder)
    told = "; ".join(f"{what}: {n}" for what, n in lost.items() if n) or "ничего"
    raise Refused(
        f"Нет прежних ключей ({', '.join(missing)}): в копии их нет намеренно, они хранятся отдельно. Без них пропадёт: "
        f"{told}. Впишите прежние ключи (SECRET_KEYS, INVITATION_KEYS, SEALING_KEYS) и повторите. "
        "Ключи утрачены навсегда — добавьте --without-keys."
    )


def _closed_without_keys(folder: Path) -> dict[str, int]:
    """{kind of row: how many of the archive the keys here do not open}."""
    lost: dict[str, int] = {}
    for model in tables():
        places = [n for n, f in enumerate(model._meta.concrete_fields) if isinstance(f, models.BinaryField)]
        for row in _rows(folder / _name_of(model)) if places else ():
            values = [base64.b64decode(row[n]) for n in places if row[n]]
            if any(value.startswith(_SEALED) and not _opens(value) for value in values):
                what = str(model._meta.verbose_name_plural)
                lost[what] = lost.get(what, 0) + 1
    return lost


def _opens(value: bytes) -> bool:
    try:
        unseal(value)
    except Unreadable:
        return False
    return True


def _working_links(folder: Path) -> int:
    model = apps.get_model("invitations.Invitation")
    at = [f.attname for f in model._meta.concrete_fields].index("status")
    return sum(row[at] == "active" for row in _rows(folder / _name_of(model)))


def _rows(path: Path) -> Iterator[list[Any]]:
    with path.open("rb") as file:
        for line in file:
            yield json.loads(line)


def _empty_tables() -> None:
    names = [OnceMark._meta.db_table, *(model._meta.db_table for model in tables())]
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), names, reset_sequences=False):
            cursor.execute(statement)


def _load(model: type[models.Model], path: Path) -> None:
    columns = model._meta.concrete_fields
    batch: list[models.Model] = []
    size = 0
    for row in _rows(path):
        values = {f.attname: _value(f, value) for f, value in zip(columns, row, strict=True)}
        batch.append(model(**values))
        size += sum(len(value) for value in row if isinstance(value, str))
        if len(batch) >= BATCH_ROWS or size >= BATCH_BYTES:
            model._base_manager.bulk_create(batch)
            batch, size = [], 0
    model._base_manager.bulk_create(batch)


def _value(column: Any, value: Any) -> Any:
    """What a line holds as the column has it; a relation holds the number of its target."""
    while column.is_relation:
        column = column.target_field
    if value is None or isinstance(column, models.JSONField):
        return value
    return base64.b64decode(value) if isinstance(column, models.BinaryField) else column.to_python(value)


def _set_next_numbers(numbers: dict[str, int]) -> None:
    columns = dict(_numbered())
    with connection.cursor() as cursor:
        for table, number in numbers.items():
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
            else:
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', columns[table]])
                sequence = cursor.fetchone()[0]
                cursor.execute("SELECT setval(%s, %s, %s)", [sequence, max(number, 1), number > 0])


def _verify(manifest: Manifest) -> None:
    """Refused, with nothing changed, unless each table has the rows that it had."""
    wrong = [
        f"{model._meta.label}: {manifest.counts[model._meta.label_lower]} → {found}"
        for model in tables()
        if (found := model._base_manager.count()) != manifest.counts[model._meta.label_lower]
    ]
    if wrong:
        raise Refused(f"Строк не столько, сколько в копии ({'; '.join(wrong)}). Ничего не изменено.")


def _restore_letters(folder: Path) -> None:
    letters = sorted((folder / "mail").iterdir())
    if letters:
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
    for letter in letters:
        (settings.MAIL_DIR / letter.name).write_bytes(letter.read_bytes())
