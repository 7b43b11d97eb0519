"""Phones: stored as E.164, shown as people read them, masked where they are not to be read in full."""

import phonenumbers

from core.errors import Invalid


def parse_phone(text: str, *, mobile: bool = False) -> str:
    """«8 (900) 000-14-08» → «+79000001408»; '' stays ''.

    Only Russian numbers are taken: the platform registers no others. With `mobile` the number must be a mobile one.
    Raises Invalid with the value and what to do.
    """
    text = text.strip()
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        raise Invalid(
            f"«{text}» не похоже на телефон. Напишите одиннадцать цифр: +7 900 000-00-00.", field="phone"
        ) from None
    if number.country_code != 7 or not phonenumbers.is_possible_number(number):
        raise Invalid(
            f"Телефон «{text}» не российский или неполный. Нужен номер вида +7 900 000-00-00.", field="phone"
        )
    national = str(number.national_number)
    if national[0] in "67":
        raise Invalid(
            f"Телефон «{text}» — номер Казахстана. Нужен российский номер вида +7 900 000-00-00.",
            field="phone",
        )
    if mobile and national[0] != "9":
        raise Invalid(
            f"Телефон «{text}» не мобильный. Нужен личный мобильный вида +7 900 000-00-00.", field="phone"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(e164: str) -> str:
    """«+79000001408» → «+7 900 000-14-08»."""
    if len(e164) != 12:
        return e164
    return f"{e164[:2]} {e164[2:5]} {e164[5:8]}-{e164[8:10]}-{e164[10:]}"


def mask_phone(e164: str) -> str:
    """«+7 900 ••• 14-08»."""
    return f"{e164[:2]} {e164[2:5]} ••• {e164[8:10]}-{e164[10:]}" if len(e164) == 12 else ""
