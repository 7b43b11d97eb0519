"""Phones in a pasted line, as they are found among other digits."""

import re

from core.phones import is_number, parse_phone

_GAP, _D = r"[ ().\-–—]*", r"[\dOoОо]"
WHOLE = re.compile(
    rf"(?:(?:телефон|тел|моб|сот|дом|раб|т|м)\s?[.:]+\s*)?(?:\(?\+?\(?[78]{_GAP}(?:{_D}{_GAP}){{9}}{_D}(?![\dOoОо])|"
    rf"\+\d(?:{_GAP}\d){{7,14}}|(?<!\d)\(?9(?:{_GAP}\d){{9}}(?!\d))"
    r"(?:\s*[,(]?\s*(?:доб|вн)[а-я]*\.?\s*№?\s*\d+\)?)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<!№)(?<!№ )\+?\(?\d[\dOoОо ().\-–—]{3,}\d")
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


def take_phones(text: str) -> tuple[list[str], list[str], str]:
    """The numbers of a text, its days of no year, the text without them. Raises Invalid with a number that cannot be."""
    numbers: list[str] = []
    days: list[str] = []
    while match := WHOLE.search(text) or _DAY.search(text) or _DIGITS.search(text):
        if match.re is _DAY:
            days.append(match.group())
            text = f"{text[: match.start()]};{text[match.end() :]}"
            continue
        found = _without_tail(match.group())
        numbers.append(parse_phone(found.strip(" ,;("), foreign=True))
        text = f"{text[: match.start()]};{text[match.start() + len(found) :]}"
    text = MESSENGER.sub(";", text) if numbers else text
    return numbers, days, WORD.sub(";", text)
