"""Phones in a pasted line, as they are found among other digits."""

import re

from core.errors import Invalid
from core.phones import is_number, parse_phone

_GAP, _D = r"[ ().\-–—]*", r"[\dOoОо]"
WHOLE = re.compile(
    rf"(?:(?:телефон|тел|моб|сот|дом|раб|т|м)\s?[.:]+\s*)?(?:\(?\+?\(?[78]{_GAP}(?:{_D}{_GAP}){{9}}{_D}(?![\dOoОо])|"
    rf"\+\d(?:{_GAP}\d){{7,14}}|(?<!\d)\(?9(?:{_GAP}\d){{9}}(?!\d))"
    r"(?:\s*[,(]?\s*(?:доб|вн)[а-я]*\.?\s*№?\s*\d+\)?)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<!№)(?<!№ )\+?\(?\d[\dOoОо ().\-–—]{3,}\d")
_SHORT = re.compile(r"[2-7]\d{0,2}(?:[ -]?\d\d){2}")
_DAY = re.compile(
    r"(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])(?![.\d])|"
    r"(?<![\d.])(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d(?![.\d])"  # 12.2018
)  # 01.06, of no year
WORD = re.compile(r"\b(?:телефон|тел|моб|сот|e-?mail|почта|эл\. ?почта)\b[.:]*", re.IGNORECASE)
# By what else somebody is reached at a number.
MESSENGER = re.compile(
    r"(?:\bесть\s+)?(?:\b(?:в|на|по)\s+)?\b(?:viber|whats\s?app|telegram|tg|max|вайбер|[вуоа]+т[сц]+ап+|телеграмм?|тг)\b[.:]*",
    re.IGNORECASE,
)


def _without_tail(found: str) -> str:
    """A number of another country without the digits behind it that are not its own: «+374 91 123456 5А»."""
    if not found.startswith("+") or found.startswith("+7"):
        return found
    pieces = re.split(r"(?<=\d)(?=[ ().\-–—]+\d)", found)
    for size in range(len(pieces), 0, -1):
        number = "".join(pieces[:size])
        if is_number(number):
            return number
    return found


def in_town(short: str, school_phone: str) -> str:
    """A number of the town, «2-31-44», with the code that the school's own landline has; '' where it has none."""
    digits = re.sub(r"\D", "", short)
    if not re.fullmatch(r"\+7[348]\d{9}", school_phone):
        return ""
    try:
        return parse_phone(f"{school_phone[: -len(digits)]}{digits}")
    except Invalid:
        return ""


def take_phones(text: str) -> tuple[list[str], list[str], list[str], str]:
    """The numbers of a text, those of the town alone («2-31-44»), its days of no year, the text without them.

    Raises Invalid with a number that cannot be.
    """
    numbers: list[str] = []
    short: list[str] = []
    days: list[str] = []
    while match := WHOLE.search(text) or _DAY.search(text) or _DIGITS.search(text):
        if match.re is _DAY:
            days.append(match.group())
            text = f"{text[: match.start()]};{text[match.end() :]}"
            continue
        if match.re is _DIGITS and _SHORT.fullmatch(match.group()):
            short.append(match.group())
            text = f"{text[: match.start()]};{text[match.end() :]}"
            continue
        found = _without_tail(match.group())
        numbers.append(parse_phone(found.strip(" ,;("), foreign=True))
        text = f"{text[: match.start()]};{text[match.start() + len(found) :]}"
    text = MESSENGER.sub(";", text) if numbers or short else text
    return numbers, short, days, WORD.sub(";", text)
