"""Phones in a pasted line, as they are found among other digits."""

import re

from core.phones import parse_phone

_GAP, _D = r"[ ().\-–—]*", r"[\dOoОо]"
WHOLE = re.compile(
    rf"(?:(?:телефон|тел|моб|сот|дом|раб|т|м)\s?[.:]+\s*)?(?:\(?\+?\(?[78]{_GAP}(?:{_D}{_GAP}){{9}}{_D}(?![\dOoОо])|"
    rf"\+\d(?:{_GAP}\d){{7,14}}|(?<!\d)\(?9(?:{_GAP}\d){{9}}(?!\d))"
    r"(?:\s*[,(]?\s*(?:доб|вн)[а-я]*\.?\s*№?\s*\d+\)?)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\+?\(?\d[\dOoОо ().\-–—]{3,}\d")
_WORD = re.compile(r"\b(?:телефон|тел|моб|сот|e-?mail|почта|эл\. ?почта)\b[.:]*", re.IGNORECASE)


def take_phones(text: str) -> tuple[list[str], str]:
    """The numbers of a text, and the text without them. Raises Invalid with one that cannot be."""
    numbers = []
    while match := WHOLE.search(text) or _DIGITS.search(text):
        numbers.append(parse_phone(match.group().strip(" ,;("), foreign=True))
        text = f"{text[: match.start()]};{text[match.end() :]}"
    return numbers, _WORD.sub(";", text)
