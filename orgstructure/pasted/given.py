"""First names as a child is called by them: in full, short, and in the form of whom («мама Маши»)."""

from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache

from core.names import search_form
from orgstructure.matching import SHORT_NAMES
from orgstructure.pasted import words

_SHORT: dict[str, list[str]] = defaultdict(list)
for _short, _names in SHORT_NAMES.items():
    for _name in _names.split():
        _SHORT[_name].append(_short)
_FLEETING = {"лев": "льв", "павел": "павл"}


@lru_cache(maxsize=4096)
def own_forms(name: str) -> frozenset[str]:
    """A name (search_form) and the same of whom: «маша», «маши»; «илья», «ильи»; one that does not decline is itself."""
    stem, end = name[:-1], name[-1:]
    if end == "а":
        of_whom = {f"{stem}и", f"{stem}ы"}
    elif end == "я":
        of_whom = {f"{stem}и"}
    elif end == "ь":
        of_whom = {f"{stem}я", f"{stem}и"}
    elif end == "й":
        of_whom = {f"{stem}я"}
    elif end in "оуиыэею":
        of_whom = set()
    else:
        of_whom = {f"{_FLEETING.get(name, name)}а"}
    return frozenset({name, *of_whom})


@lru_cache(maxsize=4096)
def short_forms(name: str) -> frozenset[str]:
    """How somebody of this first name is called for short, with the forms of whom."""
    return frozenset(form for short in _SHORT.get(name, ()) for form in own_forms(short))


def is_called(word: str, name: str) -> bool:
    """Whether a first name (as search_form), in full or short, is another: «петя» and «петр», not «петра»."""
    return (
        word == name or name in SHORT_NAMES.get(word, "").split() or word in SHORT_NAMES.get(name, "").split()
    )


_OF_WHOM = {form for name in {*words.FIRST_NAMES, *SHORT_NAMES} for form in own_forms(name)}


def names_a_child(word: str, pupils: Collection[str]) -> bool:
    """Whether a word behind «мама» is a child's first name: «Маши», or one that a pupil has (`pupils`: as search_form)."""
    said = search_form(word)
    if words.is_given_name(word) or not word[:1].isupper():
        return False
    return said in _OF_WHOM or any(said in _forms_of(pupil) for pupil in pupils)


def _forms_of(pupil: str) -> frozenset[str]:
    name = [*pupil.split(), ""][1]
    return own_forms(name) | short_forms(name) if name else frozenset()
