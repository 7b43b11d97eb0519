"""Masking of logs: what may not stand in a log line: queries of addresses, what people typed, link codes, mail, phones.

An exception's text may hold what somebody typed (a database names the value that was there already, a parser the word that
is no number). So of an exception a line holds its kind and where it was raised, never its text.
"""

import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog

_SECRET_PATHS = re.compile(r"(/(?:i|key)/)[^/\s\"'?#<>]+")
_SECRET_QUERY = re.compile(
    r"([?&](?:code|key|mark|token|password|phone|email|q)=)[^&\s\"'#<>]*", re.IGNORECASE
)
_QUERY = re.compile(r"(?<=[\w/.~%-])\?[^\s\"'<>#]*=[^\s\"'<>#]*")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d-])(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)")
_KEPT = frozenset({"timestamp", "level", "logger", "request_id", "task_id", "code", "lineno"})


def masked(text: str) -> str:
    """The text without link codes, mail addresses and phones; an ordinary sentence stays as it is."""
    text = _SECRET_PATHS.sub(r"\1…", text)
    text = _QUERY.sub("?…", text)
    text = _SECRET_QUERY.sub(r"\1…", text)
    text = _MAIL.sub("…@…", text)
    return _PHONE.sub("+7…", text)


def plain_exception(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: of an exception its kinds and places; its text goes from every other value, too."""
    error = _exception_of(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = "\n".join(_lines_of(error))
    for one in [*_chain(error), *(value for value in event.values() if isinstance(value, BaseException))]:
        _forget_text(event, one)
    return event


def _exception_of(given: Any) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1]
    return sys.exc_info()[1] if given else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, and those that it was raised from or in the handling of."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _lines_of(error: BaseException) -> Iterator[str]:
    for one in _chain(error):
        yield type(one).__qualname__
        yield from (
            f"  {at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(one.__traceback__)
        )


def _forget_text(event: MutableMapping[str, Any], error: BaseException) -> None:
    kind, text = type(error).__name__, str(error)
    for key, value in event.items():
        if value is error:
            event[key] = kind
        elif isinstance(value, str) and key not in _KEPT and key != "exception":
            value = value.replace(repr(error), kind)
            event[key] = value.replace(text, kind) if len(text) > 3 else value


def mask_event(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor, last before the line is written: every value of the event is masked."""
    if "request" in event:
        event["request"] = str(event["request"]).partition("?")[0]
    for key, value in event.items():
        if key not in _KEPT and value is not None and not isinstance(value, (bool, int, float)):
            event[key] = masked(value if isinstance(value, str) else str(value))
    return event


_PROCESSORS: list = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]


def configured(level: str) -> dict[str, Any]:
    """Set structlog up, and give Django's `LOGGING`: whatever is said from `level` on, one JSON line an event."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_PROCESSORS,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            plain_exception,
            mask_event,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        "foreign_pre_chain": _PROCESSORS,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        # structlog says of every request what django.request would say of the failed ones
        "loggers": {"django.request": {"level": "ERROR"}},
    }
