"""Numbers by which the state knows an organization: ИНН and ОГРН, with their check digits."""

import re
from types import ModuleType

from stdnum.exceptions import ValidationError
from stdnum.ru import inn, ogrn

from core.errors import Invalid
from core.folding import one_line


def clean_inn(text: str) -> str:
    """The ИНН of an organization, ten digits; spaces between them go, '' stays ''. Raises Invalid with the value."""
    return _clean(text, inn, "ИНН", 10)


def clean_ogrn(text: str) -> str:
    """The ОГРН of an organization, thirteen digits. As `clean_inn`."""
    return _clean(text, ogrn, "ОГРН", 13)


def _clean(text: str, kind: ModuleType, name: str, length: int) -> str:
    field, typed = kind.__name__.rpartition(".")[2], one_line(text)
    digits = re.sub(r"[\s-]", "", typed)
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdecimal()) or len(digits) != length:
        raise Invalid(f"{name} «{typed[:40]}»: нужно {length} цифр, без букв.", field=field)
    if not digits.strip("0"):
        raise Invalid(
            f"{name} «{digits}»: одни нули. Впишите настоящий или оставьте поле пустым.", field=field
        )
    try:
        return kind.validate(digits)
    except ValidationError:
        raise Invalid(
            f"{name} «{digits}»: контрольная цифра не сходится. Проверьте номер по свидетельству.",
            field=field,
        ) from None
