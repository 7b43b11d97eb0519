"""Phones: stored as E.164, shown as people read them, masked where they are not to be read in full."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from core.errors import Invalid
from core.folding import one_line
from core.russian import plural_form

EXAMPLE = "+7\u00a0900\u00a0000\u201100\u201100"  # no line ends within it
# What may stand before a number: «тел.: 8 900 …», «моб. …».
_WORD = re.compile(
    r"^(телефон|тел|т|моб|мобильный|сот|сотовый|дом|домашний|раб|рабочий|м|tel)\s*[.:]*\s*(?=[+(\d])", re.I
)
_EXTENSION = re.compile(
    r"[\s,;(]*(?:доб(?:авочный)?|вн(?:утр(?:енний)?)?|ext|x|#)\s*[.:]?\s*№?\s*\d*\W*$", re.I
)
_FINE = re.compile(r"\+79\d{9}")  # a Russian mobile: no more to ask, in a list of many
_SIGN = re.compile(r"[\d\s()+\-–—./]")
_TWO = re.compile(r"\d{6,}[^\d]*[;,/]\s*[+(8]|\d\s*[;,]\s*[+(\d].*\d{3}")
# Landlines: these codes have three digits where the number goes on as said; a fourth digit «2» is the region's main
# city (8452 Саратов); these towns have codes of four, too; all other codes have five: 41641, 34361.
_SEVEN_DIGIT_CITIES = {
    "342": "2", "343": "23", "347": "2", "351": "27", "383": "23", "391": "2", "423": "2", "473": "2", "831": "24",
    "843": "25", "846": "239", "861": "2", "862": "2", "863": "2",
}  # fmt: skip
_WHOLE_REGIONS = {"495", "496", "498", "499", "812"}
_TOWNS = {
    "3435", "3439", "3473", "3513", "3519", "3537", "3843", "3846", "3919", "3953", "4234", "4236", "4725", "4855", "4967",
    "8202", "8313", "8443", "8464", "8552", "8553", "8617", "8634", "8639",
}  # fmt: skip


def parse_phone(text: str, *, mobile: bool = False, foreign: bool = False) -> str:
    """«8 (900) 000-14-08» → «+79000001408»; '' stays ''.

    With `mobile` the number must be a Russian mobile one; with `foreign` one of another country is kept, too, where it is
    only for keeping in touch (`phone_note` says what it does not do). Raises Invalid with the value and what is missing.
    """
    typed = one_line(text)
    if not typed:
        return ""
    number = _read(typed)
    abroad = number.country_code != 7 or str(number.national_number)[0] in "67"
    if abroad and (mobile or not foreign):
        country = "номер Казахстана" if number.country_code == 7 else "не российский номер"
        raise _refusal(typed, f"{country}. Платформа регистрирует по российским: {EXAMPLE}")
    if mobile and str(number.national_number)[0] != "9":
        raise _refusal(typed, f"не мобильный. Нужен личный мобильный вида {EXAMPLE}")
    if not phonenumbers.is_valid_number(number):
        raise _refusal(typed, f"такого номера не бывает. Проверьте код и цифры: {EXAMPLE}")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _read(typed: str) -> PhoneNumber:
    """The number that `typed` is, of as many digits as it must have; Invalid that says why it is none."""
    if _EXTENSION.search(typed):
        raise _refusal(typed, "добавочный номер портал не хранит. Оставьте телефон без него")
    bare = _WORD.sub("", typed)
    if not any(map(str.isdecimal, bare)):
        raise _refusal(typed, f"не похоже на телефон. Напишите одиннадцать цифр: {EXAMPLE}")
    wrong = next((sign for sign in bare if not _SIGN.match(sign)), "")
    if wrong and wrong not in ",;":
        hint = " Нуль пишут цифрой" if wrong in "OoОоQ" else " Оставьте одни цифры"
        raise _refusal(typed, f"знак «{wrong}» в номере лишний.{hint}: {EXAMPLE}")
    if wrong or _TWO.search(bare):
        raise _refusal(typed, "похоже на два номера. Оставьте один")
    digits = re.sub(r"\D", "", bare)
    if not bare.lstrip("( ").startswith("+") and not digits.startswith("810"):
        _count(typed, bare, digits)
    try:
        number = phonenumbers.parse(bare, "RU")
    except NumberParseException:
        raise _refusal(typed, f"не похоже на телефон. Напишите одиннадцать цифр: {EXAMPLE}") from None
    if number.country_code == 7 and len(digits) != 11 and bare.lstrip("( ").startswith("+"):
        _count(typed, bare, digits)
    return number


def _count(typed: str, bare: str, digits: str) -> None:
    """A Russian number has eleven digits after 8 or 7, or ten where the 8 is left out."""
    n = len(digits)
    with_code = n == 10 and (digits[0] not in "78" or bare.startswith("("))
    if with_code or (n == 11 and digits[0] in "78"):
        return
    found = f"{n} {plural_form(n, 'цифра', 'цифры', 'цифр')}"
    if n <= 7:
        raise _refusal(typed, f"{found}, не хватает кода города или оператора. Нужно одиннадцать: {EXAMPLE}")
    if n < 11:
        less = 11 - n
        word = plural_form(less, "не хватает одной", f"не хватает {less}", f"не хватает {less}")
        raise _refusal(typed, f"{found}, а нужно одиннадцать: {word}. Допишите: {EXAMPLE}")
    more = "лишние цифры" if n > 11 else f"номер начинается не с 8 и не с 7, а с {digits[0]}"
    raise _refusal(typed, f"{found}, {more}. Нужно одиннадцать: {EXAMPLE}")


def _refusal(typed: str, why: str) -> Invalid:
    return Invalid(f"Телефон «{typed[:60]}»: {why}.", field="phone")


def is_number(text: str) -> bool:
    """Whether a text is the number of somebody in any country."""
    try:
        return bool(parse_phone(text, foreign=True))
    except Invalid:
        return False


def is_foreign(e164: str) -> bool:
    """Whether a stored number is of another country than Russia."""
    return bool(e164) and (not e164.startswith("+7") or e164[2:3] in ("6", "7"))


def phone_note(e164: str) -> str:
    """What a reader of a stored number should know: it is foreign, or cannot be right; '' mostly."""
    if not e164 or _FINE.fullmatch(e164):
        return ""
    try:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(e164))
    except NumberParseException:
        valid = False
    if not valid:
        return "номер неполный или неверный: проверьте"
    return "на платформе понадобится российский номер" if is_foreign(e164) else ""


def show_phone(e164: str) -> str:
    """«+79000001408» → «+7 900 000-14-08», «+74164123507» → «+7 41641 2-35-07», «+375290000000» as its country has it."""
    if len(e164) == 12 and e164.startswith("+7") and e164[1:].isdecimal():
        code = _code(e164[2:])
        return f"+7 {code} {_in_pairs(e164[2 + len(code) :])}"
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return e164
    if not phonenumbers.is_valid_number(number):
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _code(national: str) -> str:
    """The code of the operator, city or district in ten digits. No library knows those of Russian landlines."""
    region, fourth = national[:3], national[3]
    if national[0] not in "348" or national.startswith("80") or region in _WHOLE_REGIONS:
        return region
    if region in _SEVEN_DIGIT_CITIES and fourth in _SEVEN_DIGIT_CITIES[region]:
        return region
    return national[:4] if fourth == "2" or national[:4] in _TOWNS else national[:5]


def _in_pairs(digits: str) -> str:
    """«0001408» → «000-14-08», «200000» → «20-00-00», «23507» → «2-35-07»."""
    return f"{digits[:-4]}-{digits[-4:-2]}-{digits[-2:]}"


def mask_phone(e164: str) -> str:
    """«+7 900 ••• 14-08»; of another country «+375 ••• 00-00»."""
    if len(e164) == 12 and e164.startswith("+7"):
        return f"{e164[:2]} {e164[2:5]} ••• {e164[8:10]}-{e164[10:]}"
    if len(e164) < 8:
        return ""
    return f"{show_phone(e164).partition(' ')[0]} ••• {e164[-4:-2]}-{e164[-2:]}"
