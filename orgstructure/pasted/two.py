"""Two people joined by «и» in one line: a line for each, never a patronymic «и Ким Даниил»."""

import re

from orgstructure.pasted import phones
from orgstructure.pasted.line import UNREAD, bare_line

_NAME = r"[А-ЯЁ][А-ЯЁа-яё'-]+(?: [А-ЯЁ][А-ЯЁа-яё'.-]*){0,3}"
_TWO = re.compile(
    rf"(?P<one>{_NAME})\s+[иИ]\s+(?P<two>{_NAME})(?P<rest>(?:\s*[;,\t(:+\d]|\s+[—–-]\s).*)?\s*\.?"
)


def two_in(line: str) -> list[str]:
    """The lines of two people who stand in one, «Шмидт Карл и Шмидт Ольга (8 914 …)», each asked whose the phone is."""
    found = _TWO.fullmatch(bare_line(line))
    if not found:
        return []
    rest = found.group("rest") or ""
    numbers = [one.group().strip(" ,;(") for one in phones.WHOLE.finditer(rest)]
    asked = f"; {UNREAD}чей телефон {', '.join(numbers)}" if numbers else ""
    bare = re.sub(r"\(\W*\)|^\W+$", "", phones.WHOLE.sub("", rest)).strip(" ,;")
    bare = f" {bare}" if bare[:1] in ("—", "–", "-", "(") else f"; {bare}" if bare else ""
    return [f"{found.group(name)}{bare}{asked}" for name in ("one", "two")]
