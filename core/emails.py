"""E-mail addresses: what may stand in one and how it is kept; how it travels: `core/mail_address.py`."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.alphabets import odd_letter
from core.errors import Invalid
from core.folding import one_line
from core.mail_address import ascii_address

MAX_EMAIL = 254
_NAMED = re.compile(r"[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>[\s;,.]*")


def clean_email(text: str) -> str:
    """«Имя <Почта@example.ru>;» → «почта@example.ru» in lower case; '' stays ''. A domain in Cyrillic is kept as it is read.

    Raises Invalid with the value: no address, a Russian letter among Latin ones (which one), a domain that cannot be.
    """
    typed = one_line(text)
    named = _NAMED.fullmatch(typed)
    address = (named.group(1) if named else typed).removeprefix("mailto:").strip(" ;,<>").rstrip(".").lower()
    if not address:
        return ""
    name, at, domain = address.rpartition("@")
    wrong = Invalid(
        f"«{typed[:80]}» не похоже на электронную почту. Пример: ivanova@school.example.", field="email"
    )
    if not (name and at and domain) or " " in address or len(address) > MAX_EMAIL:
        raise wrong
    for label in (name, *domain.split(".")):
        _one_alphabet(address, label)
    if not name.isascii():
        raise Invalid(
            f"«{address[:80]}»: до знака @ могут стоять только латинские буквы и цифры. Проверьте адрес.",
            field="email",
        )
    try:
        validate_email(ascii_address(address))
    except (ValidationError, ValueError):
        raise wrong from None
    return f"{name}@{_shown_domain(domain)}"


def _shown_domain(domain: str) -> str:
    """The domain as people read it: «xn--p1ai» → «рф» where that is one."""
    if "xn--" not in domain:
        return domain
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def _one_alphabet(address: str, label: str) -> None:
    """A Russian «а» among Latin letters is named."""
    odd = odd_letter(label)
    if odd:
        raise Invalid(f"«{address[:80]}»: {odd}. Наберите адрес заново одной раскладкой.", field="email")
