"""Validation of uploads: files are: known by what is in them, never by what they say they are."""

import io
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from PIL import Image

from core.errors import Invalid

MAX_SCAN_BYTES = 10 * 1024 * 1024
MAX_SCAN_PIXELS = 80_000_000  # an A3 page at 600 dpi; a «bomb» of a few bytes claims far more
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Scan:
    """An accepted scan: its bytes, its kind by content, and the extension that goes with it (without a dot)."""

    content: bytes
    content_type: str
    extension: str


@dataclass(frozen=True)
class _Kind:
    content_type: str
    extensions: tuple[str, ...]
    pillow: str = ""


_PDF = _Kind("application/pdf", ("pdf",))
_PNG = _Kind("image/png", ("png",), "PNG")
_JPEG = _Kind("image/jpeg", ("jpg", "jpeg", "jfif", "jpe"), "JPEG")
_HEIC = re.compile(rb"^....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL)
_ADVICE = "Нужен скан в PDF, PNG или JPEG не больше 10 МБ."


def read_scan(upload: Any, *, field: str = "scan") -> Scan:
    """A PDF, PNG or JPEG of at most 10 MB from an uploaded file. Raises Invalid that names the file and what is wrong.

    The kind is read from the content; a name whose extension says another kind is refused too, because the person
    then means another file or it means harm. The name itself goes no further than that sentence.
    """
    name = _short(PurePath(str(upload.name or "без имени").replace("\\", "/")).name)
    if upload.size > MAX_SCAN_BYTES:
        raise Invalid(
            f"Файл «{name}»: {_megabytes(upload.size)} МБ, это больше 10 МБ. {_ADVICE}", field=field
        )
    upload.seek(0)
    content = upload.read(MAX_SCAN_BYTES + 1)
    if not content:
        raise Invalid(f"Файл «{name}» пустой: 0 байт. {_ADVICE}", field=field)
    kind = _kind_of(content)
    if kind is None and _HEIC.match(content):
        raise Invalid(
            f"Файл «{name}» — снимок HEIC, его откроют не везде. Сохраните как JPEG и приложите снова: на айфоне — «Настройки», "
            "«Камера», «Форматы», «Наиболее совместимые»; готовый снимок — переслать себе письмом.",
            field=field,
        )
    if kind is None:
        raise Invalid(f"Файл «{name}» — не PDF и не картинка. {_ADVICE}", field=field)
    extension = PurePath(name).suffix.lower().lstrip(".")
    if extension not in kind.extensions:
        raise Invalid(
            f"Файл «{name}» назван не так, как устроен: внутри {kind.extensions[0].upper()}. "
            f"Проверьте, тот ли это файл, и дайте ему расширение .{kind.extensions[0]}.",
            field=field,
        )
    if not (_whole_picture(content, kind) if kind.pillow else _whole_pdf(content)):
        raise Invalid(
            f"Файл «{name}» повреждён или не дописан до конца. Отсканируйте ещё раз. {_ADVICE}", field=field
        )
    return Scan(content, kind.content_type, kind.extensions[0])


def _kind_of(content: bytes) -> _Kind | None:
    if content.startswith(b"%PDF-"):
        return _PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    if content.startswith(b"\xff\xd8\xff"):
        return _JPEG
    return None


def _whole_pdf(content: bytes) -> bool:
    return b"%%EOF" in content[-2048:] and b"startxref" in content[-4096:]


def _whole_picture(content: bytes, kind: _Kind) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=[kind.pillow]) as picture:
            if picture.width * picture.height > MAX_SCAN_PIXELS:
                return False
            picture.verify()
    except Exception:  # noqa: BLE001  (Pillow raises whatever its parsers meet: SyntaxError, struct.error …)
        return False
    return True


def _short(name: str) -> str:
    name = "".join(ch for ch in name if ch.isprintable())
    return name if len(name) <= 60 else f"{name[:40]}…{name[-15:]}"


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f}".replace(".", ",")
