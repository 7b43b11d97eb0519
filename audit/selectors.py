"""Reads of the audit log: rows by filter, each with its sentence, its details in words, and its page."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_date, parse_datetime

from audit import words
from audit.models import Event
from core.access import Access
from core.russian import dt
from core.sets import among

ABOUT = 20
_MARK = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.+-]+Z?)?")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Line:
    """An event as a page shows it; `url` is the page of its object or None."""

    event: Event
    sentence: str
    details: list[tuple[str, str]]
    url: str | None


def journal(access: Access) -> QuerySet[Event]:
    """The events that the actor may see."""
    return access.rows("journal.view", Event)


def actors() -> QuerySet[Any]:
    """The accounts that stand in this school's journal, by name."""
    model = Event._meta.get_field("actor").related_model
    return model._default_manager.filter(pk__in=Event.objects.values("actor")).order_by("full_name", "email")


def history_of(obj: Any, *others: Any, limit: int = ABOUT) -> list[Event]:
    """What was done to one row that the asker may see anyway, latest first: a fact of the row, shown on its own page.

    `others`: rows that belong to it, whose history is told along.

    The journal itself, and pages that show events to `journal.view` alone, ask that right before.
    """
    ids: dict[str, list[int]] = {}
    for row in (obj, *others):
        ids.setdefault(row._meta.label_lower, []).append(row.pk)
    about = Q()
    for label, numbers in ids.items():
        about |= Q(object_type__in=words.labels_of(label), object_id__in=numbers)
    return list(Event.objects.filter(about).order_by("-id")[:limit])


def last_of(verb: str, people: Collection[int]) -> dict[int, Event]:
    """{person: the last event of `verb` about them}; one query. For what a row that is gone had said, as `history_of`."""
    rows = Event.objects.filter(verb=verb, subject_id__in=among(people)).order_by("id")
    return {event.subject_id: event for event in rows if event.subject_id is not None}


def last_verb(*done: tuple[type[Model], int | None, Collection[str]]) -> str:
    """The verb of the last event that did one of these verbs to its row, (model, number, verbs); "" for none. One query."""
    asked = Q(pk=None)
    for model, pk, verbs in done:
        asked |= Q(object_type__in=words.labels_of(model._meta.label_lower), object_id=pk, verb__in=verbs)
    return Event.objects.filter(asked).order_by("-id").values_list("verb", flat=True).first() or ""


def events_about(obj: Any, *others: Any) -> list[Line]:
    """The same in full sentences, each with its details in words."""
    return [line_of(event) for event in history_of(obj, *others)]


def line_of(event: Event) -> Line:
    """The event in words; no query. A verb or a detail without words shows itself."""
    details = [pair for key, value in event.all_details.items() for pair in _detail(event, key, value)]
    url = address_of(event.object_type, event.object_id)
    return Line(event, words.sentence_of(event.verb), details, url)


def lines_of(events: list[Event], access: Access) -> list[Line]:
    """The events in words, with a link only where `access` may go; a query for each kind whose rows are asked one by one."""
    kinds = {event.object_type: words.kind_of(event.object_type) for event in events}
    open_rows: dict[str, set[int]] = {}
    for label, kind in kinds.items():
        if kind and kind.own:
            ids = {event.object_id for event in events if event.object_type == label}
            rows = access.rows(kind.right, apps.get_model(label)).filter(pk__in=ids)
            open_rows[label] = set(rows.values_list("pk", flat=True))

    def is_open(event: Event) -> bool:
        kind = kinds[event.object_type]
        if kind is None or not kind.right:
            return True
        return event.object_id in open_rows[event.object_type] if kind.own else access.can(kind.right)

    lines = [line_of(event) for event in events]
    return [line if is_open(line.event) else replace(line, url=None) for line in lines]


def address_of(object_type: str, object_id: int | None) -> str | None:
    """The page of a row by its kind and number, or None where there is none."""
    kind = words.kind_of(object_type)
    if kind is None or not kind.address or (kind.numbered and not object_id):
        return None
    try:
        return reverse(kind.address, args=[object_id] if kind.numbered else [])
    except NoReverseMatch:
        return None


def mentions(text: str) -> Q:
    """The events that name a word, or whose own words have it. LIKE knows no case of Cyrillic on SQLite: the usual spellings are
    asked for by name."""
    found = Q(verb__in=words.verbs_saying(text))
    for spelling in {text, text.lower(), text.capitalize(), text.title(), text.upper()}:
        found |= Q(object_label__icontains=spelling) | Q(actor_label__icontains=spelling)
    return found


def _detail(event: Event, key: str, value: Any) -> list[tuple[str, str]]:
    if value in (None, "", [], {}):
        return []
    if key == "changes" and isinstance(value, dict):
        return [(_field_name(event, name), _change(event, name, pair)) for name, pair in value.items()]
    if key == "changed" and isinstance(value, list):
        return [(words.word_of(event.verb, key), ", ".join(_field_name(event, str(name)) for name in value))]
    return [(words.word_of(event.verb, key), _words(event, key, value))]


def _change(event: Event, name: str, pair: Any) -> str:
    if not isinstance(pair, list) or len(pair) != 2:
        return str(pair)
    before, after = (_words(event, name, value) if value not in (None, "") else "пусто" for value in pair)
    return f"{before} → {after}"


def _words(event: Event, key: str, value: Any) -> str:
    """A stored value as people write it: a choice by its label, a date in Russian, a row by its name."""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, dict):
        return str(value.get("label", value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, str):
        if told := words.value_of(event.verb, key, value):
            return told
        field = _field(event, words.field_of(event.verb, key))
        choices = dict(getattr(field, "flatchoices", ()))
        if value in choices:
            return str(choices[value])
        if _HASH.fullmatch(value):
            return f"{value[:12]}…"
        if _MARK.fullmatch(value):
            return _moment(value)
    return str(value)


def _moment(value: str) -> str:
    try:
        return dt(parse_date(value) if len(value) == 10 else parse_datetime(value)).replace("—", value)
    except ValueError:
        return value


def _field(event: Event, name: str) -> Any:
    try:
        return apps.get_model(words.label_of(event.object_type))._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _field_name(event: Event, name: str) -> str:
    return str(getattr(_field(event, name), "verbose_name", words.word_of(event.verb, name)))
