"""The journal's words: each verb a sentence, each detail a word, each kind of thing its name and its page.

An app registers the words of what it records at start (`AppConfig.ready`), from its own `texts.py`. The journal knows
none of the upper rooms by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured


class Group(NamedTuple):
    """What can be chosen in the filter of the journal; `place` orders the choices."""

    key: str
    label: str
    place: int


class Kind(NamedTuple):
    """A kind of thing: its name, the address of its page ("" for none), whether the page takes the thing's number."""

    name: str
    address: str = ""
    numbered: bool = False


@dataclass(frozen=True)
class Verb:
    """What a verb says: in the journal, and in the history on the thing's own page, which names the thing already."""

    sentence: str
    short: str
    group: Group
    details: Mapping[str, str] = field(default_factory=dict)


_verbs: dict[str, Verb] = {}
_details: dict[str, str] = {}
_objects: dict[str, Kind] = {}


def register(
    *,
    group: Group | None = None,
    verbs: Mapping[str, str] | None = None,
    short: Mapping[str, str] | None = None,
    details: Mapping[str, str] | None = None,
    objects: Mapping[str, Kind] | None = None,
) -> None:
    """Words of one room, or of one group of its verbs. ImproperlyConfigured for words that somebody has given already.

    `verbs`: {verb: sentence}, all of one `group`; `short`: how the history on the thing's own page says it, where that
    differs. `details`: {name: word}: of these verbs, or, in a call without verbs, of every verb. `objects`: {label of a
    model: Kind}.
    """
    if verbs and group is None:
        raise ImproperlyConfigured("Verbs of the journal belong to a group of its filter.")
    for verb, sentence in (verbs or {}).items():
        assert group is not None  # noqa: S101  (asked above)
        own = Verb(sentence, (short or {}).get(verb, sentence), group, dict(details or {}))
        _once(_verbs, verb, own)
    if not verbs:
        for name, word in (details or {}).items():
            _once(_details, name, word)
    for label, kind in (objects or {}).items():
        _once(_objects, label, kind)


def _once(known: dict, key: str, value: object) -> None:
    if known.setdefault(key, value) != value:
        raise ImproperlyConfigured(f"The journal has other words for {key!r} already.")


def sentence_of(verb: str) -> str:
    """The verb as the journal says it; one without words shows itself."""
    return _verbs[verb].sentence if verb in _verbs else verb


def short_of(verb: str) -> str:
    """The verb as the history of the thing itself says it."""
    return _verbs[verb].short if verb in _verbs else verb


def word_of(verb: str, detail: str) -> str:
    """The name of a detail of this verb; one without a word shows itself."""
    own = _verbs[verb].details if verb in _verbs else {}
    return own.get(detail) or _details.get(detail, detail)


def kind_of(label: str) -> Kind | None:
    """The kind of thing by its model's label ("chats.chat"), or None where nobody has named it."""
    return _objects.get(label)


def groups() -> list[Group]:
    """What the filter offers, in order."""
    return sorted({verb.group for verb in _verbs.values()}, key=lambda group: group.place)


def verbs_of(group: str) -> list[str]:
    return [name for name, verb in _verbs.items() if verb.group.key == group]


def verbs() -> dict[str, Verb]:
    """Every verb that has words."""
    return dict(_verbs)


def kinds() -> dict[str, Kind]:
    return dict(_objects)
