"""Messages as a messenger copies them: the time and the sender before the words."""

import re

from core.errors import Invalid
from core.phones import parse_phone
from orgstructure.pasted import phones, words

_TIME, _DAY = (
    r"\d{1,2}:\d{2}(?::\d{2})?",
    (r"(?:\d{1,2}[./]\d{1,2}(?:[./](?:\d{4}|\d\d))?|\d{1,2}\s+[а-я]{3,8}\.?(?:\s+\d{4})?|вчера|сегодня)"),
)
_STAMP = rf"(?:{_TIME}(?:,?\s+{_DAY})?|{_DAY},?\s+(?:в\s+)?{_TIME})"
_BEFORE = re.compile(rf"^\s*(?:\[\s*{_STAMP}\s*\]|{_STAMP}\s+[-–—](?=\s))\s*")
_SENDER = re.compile(r"^(?P<name>[^:;,\t|\[\]]{1,60}):\s+(?=\S)")
# «Ольга, [03.09.2026 12:41]» over the message
_ALONE = re.compile(rf"^[^\[\]]{{1,60}}\[\s*{_STAMP}\s*\]\s*:?\s*$")


def without_stamp(line: str) -> str:
    """«[12:41, 03.09.2026] Ольга: Зайцев Лёва…» → «Зайцев Лёва…»; a line without a stamp as it is."""
    stamp = _BEFORE.match(line)
    if not stamp:
        return line
    said = line[stamp.end() :]
    sender = _SENDER.match(said)
    if sender and not words.RELATION.fullmatch(sender.group("name").strip()):
        return said[sender.end() :]
    return said


def sender_phone(line: str) -> str:
    """«[28.11.2026 18:07] +7 914 001-00-99: …» → the number of whoever wrote; '' where the sender is a name or nobody."""
    stamp = _BEFORE.match(line)
    sender = _SENDER.match(line[stamp.end() :]) if stamp else None
    number = phones.WHOLE.fullmatch(sender.group("name").strip()) if sender else None
    try:
        return parse_phone(number.group(), foreign=True) if number else ""
    except Invalid:
        return ""


def has_stamp(line: str) -> bool:
    """Whether a new message begins with a line."""
    return bool(_BEFORE.match(line) or _ALONE.match(line))


def is_stamp(line: str) -> bool:
    """Whether a line is only the time of a message, with the sender or without."""
    said = _BEFORE.match(line)
    return bool(_ALONE.match(line)) or bool(
        said and re.fullmatch(r"(?:[^:;,\t|]{1,60}:)?\s*", line[said.end() :])
    )
