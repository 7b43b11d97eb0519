"""What a page shows before a press writes it: the press carries its mark; where another is true by then, nothing is written."""

from hashlib import sha256
from typing import Any

from django.http import HttpRequest

SHOWN = "shown"  # the field of a form, beside what the page shows
CHANGED_SINCE = "Пока страница была открыта, показанное изменилось, поэтому ничего не сделано. Посмотрите ещё раз и повторите."


def mark_of(*told: Any) -> str:
    """Stands for all that is told: equal where the same is, in the same order. Made of plain values."""
    return sha256(repr(told).encode(errors="replace")).hexdigest()


def is_as_shown(request: HttpRequest, mark: str) -> bool:
    """Whether the press is of a page that showed what `mark` stands for; a form without the field has shown nothing."""
    return request.POST.get(SHOWN, mark) == mark
