"""Masking of logs: what may not stand in a log line: link codes, keys of password letters, mail addresses, phones."""

import re
from collections.abc import MutableMapping
from typing import Any

_SECRET_PATHS = re.compile(r"(/(?:i|key)/)[^/\s\"'?#<>]+")
_SECRET_QUERY = re.compile(
    r"([?&](?:code|key|mark|token|password|phone|email|q)=)[^&\s\"'#<>]*", re.IGNORECASE
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d-])(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)")
_KEPT = frozenset({"timestamp", "level", "logger", "request_id", "task_id", "code", "lineno"})


def masked(text: str) -> str:
    """The text without link codes, mail addresses and phones; an ordinary sentence stays as it is."""
    text = _SECRET_PATHS.sub(r"\1…", text)
    text = _SECRET_QUERY.sub(r"\1…", text)
    text = _MAIL.sub("…@…", text)
    return _PHONE.sub("+7…", text)


def mask_event(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor, last before the line is written: every value of the event is masked."""
    for key, value in event.items():
        if key not in _KEPT and value is not None and not isinstance(value, (bool, int, float)):
            event[key] = masked(value if isinstance(value, str) else str(value))
    return event
