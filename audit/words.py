"""The journal's words: each verb a sentence, each detail a word, each kind of thing its name and its page.

An app registers the words of what it records at start (`AppConfig.ready`), from its own `texts.py`. The journal knows
none of the upper rooms by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured


class Group(NamedTuple):
    """What can be chosen in the filter of the journal; `place` orders the choices."""

    key: str
    label: str
    place: int


class Kind(NamedTuple):
    """A kind of thing: its name, the address of its page ("" for none), whether the page takes the thing's number.

    `right`: what opens the page, where not every reader of the journal may; `own`: it is asked of each row.
    """

    name: str
    address: str = ""
    numbered: bool = False
    right: str = ""
    own: bool = False


class Detail(NamedTuple):
    """What a detail is called, and whether it may name somebody."""

    word: str
    personal: bool


@dataclass(frozen=True)
class Verb:
    """What a verb says: in the journal, and in the history on the thing's own page, which names the thing already."""

    sentence: str
    short: str
    group: Group
    details: Mapping[str, Detail] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Callable[[str], str]] = field(default_factory=dict)


_verbs: dict[str, Verb] = {}
_details: dict[str, Detail] = {}
_objects: dict[str, Kind] = {}
_former: dict[str, str] = {}
_people: dict[str, tuple[str, ...]] = {}


def register(
    *,
    group: Group | None = None,
    verbs: Mapping[str, str] | None = None,
    short: Mapping[str, str] | None = None,
    details: Mapping[str, str] | None = None,
    personal: Mapping[str, str] | None = None,
    objects: Mapping[str, Kind] | None = None,
    former: Mapping[str, str] | None = None,
    choices: Mapping[str, str] | None = None,
    values: Mapping[str, Callable[[str], str]] | None = None,
    people: Mapping[str, tuple[str, ...]] | None = None,
) -> None:
    """Words of one room, or of one group of its verbs. ImproperlyConfigured for words that somebody has given already.

    `verbs`: {verb: sentence}, all of one `group`; `short`: how the history on the thing's own page says it, where that
    differs. `details`: {name: word} of what names nobody: numbers, dates, kinds, states, hashes, ids. `personal`: {name:
    word} of what may: names, addresses, phones, texts that somebody typed. Both are of these verbs, or, in a call
    without verbs, of every verb that does not say otherwise. `objects`: {label of a model: Kind}. `former`: {label that
    a model had once: its label now}; what was written then keeps the old one.
    `choices`: {detail: the field of the thing whose choice it holds}, where the field is called otherwise. `values`:
    {detail: what makes words of its value}, where a registry and no field knows them. `people`:
    {label of a model: the columns, one or two, by which a row says whom it is about}; ("pk",) is a person's own table.
    """
    if verbs and group is None:
        raise ImproperlyConfigured("Verbs of the journal belong to a group of its filter.")
    declared = {name: Detail(word, personal=False) for name, word in (details or {}).items()}
    declared |= {name: Detail(word, personal=True) for name, word in (personal or {}).items()}
    for verb, sentence in (verbs or {}).items():
        assert group is not None  # noqa: S101  (asked above)
        told = (short or {}).get(verb, sentence)
        _once(_verbs, verb, Verb(sentence, told, group, declared, choices or {}, values or {}))
    if not verbs:
        for name, detail in declared.items():
            _once(_details, name, detail)
    for label, kind in (objects or {}).items():
        _once(_objects, label, kind)
    for old, label in (former or {}).items():
        _once(_former, old, label)
    for label, columns in (people or {}).items():
        _once(_people, label, columns)


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
    return _detail(verb, detail).word


def is_personal(verb: str, detail: str) -> bool:
    """Whether a detail may name somebody; one that nobody has declared may."""
    return _detail(verb, detail).personal


def _detail(verb: str, name: str) -> Detail:
    """What the verb itself declares of a detail, else what holds for every verb."""
    own = _verbs[verb].details if verb in _verbs else {}
    return own.get(name) or _details.get(name) or Detail(name, personal=True)


def kind_of(label: str) -> Kind | None:
    """The kind of thing by its model's label ("chats.chat"), or None where nobody has named it."""
    return _objects.get(label_of(label))


def label_of(label: str) -> str:
    """What the model of this label is labelled today."""
    return _former.get(label, label)


def labels_of(label: str) -> list[str]:
    """Every label under which events of this kind of thing stand in the journal, today's first."""
    today = label_of(label)
    return [today, *(old for old, new in _former.items() if new == today)]


def field_of(verb: str, detail: str) -> str:
    """The field of the thing whose choice a detail of this verb is: that of its name, unless the verb says otherwise."""
    return _verbs[verb].choices.get(detail, detail) if verb in _verbs else detail


def value_of(verb: str, detail: str, value: str) -> str:
    """A detail's value in the words of the room that registered how, or '' where the value says it itself."""
    tell = _verbs[verb].values.get(detail) if verb in _verbs else None
    return tell(value) if tell else ""


def people_of(label: str) -> tuple[str, ...]:
    """The columns, none to two, by which a row of this kind says whom it is about."""
    return _people.get(label_of(label), ())


def is_person(label: str) -> bool:
    """Whether a thing of this kind is a person."""
    return people_of(label) == ("pk",)


def groups() -> list[Group]:
    """What the filter offers, in order."""
    return sorted({verb.group for verb in _verbs.values()}, key=lambda group: group.place)


def verbs_of(group: str) -> list[str]:
    return [name for name, verb in _verbs.items() if verb.group.key == group]


def verbs_saying(text: str) -> list[str]:
    """The verbs in whose sentence a word stands, as it would be read on the page."""
    return [name for name, verb in _verbs.items() if text.lower() in verb.sentence.lower()]


def verbs() -> dict[str, Verb]:
    """Every verb that has words."""
    return dict(_verbs)


def kinds() -> dict[str, Kind]:
    return dict(_objects)
