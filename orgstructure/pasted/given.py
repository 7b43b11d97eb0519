"""First names as a child is called by them: in full, short, and in the form of whom («мама Маши»)."""

from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache

from core.names import search_form
from orgstructure.matching import SHORT_NAMES
from orgstructure.pasted import words
from orgstructure.rules import gender_by_patronymic

_SHORT: dict[str, list[str]] = defaultdict(list)
for _short, _names in SHORT_NAMES.items():
    for _name in _names.split():
        _SHORT[_name].append(_short)
# First names whose end is the other sex's, and those of either.
_HIS = {"илья", "никита", "данила", "даниила", "лука", "савва", "фома", "кузьма", "муса", "иса"}
_HERS = {"любовь", "айгуль"}
_EITHER = {"саша", "шура", "женя", "валя", "валера", "слава"}
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


@lru_cache(maxsize=4096)
def sex_of_name(name: str) -> str:
    """'f' or 'm' where the patronymic and the first name of a full name, in any order, do not contradict; else ''."""
    said = search_form(name).split()
    middle = len(said) == 3 and words.is_patronymic(said[1]) and words.is_given_name(said[0])
    father = said[1] if middle else " ".join(said[2:])
    firsts = {_sex_of_first(word) for word in said[: 1 if middle else 2]}
    found = (firsts | {gender_by_patronymic(father) if words.ends_as_patronymic(father) else ""}) - {""}
    return found.pop() if len(found) == 1 else ""


def _sex_of_first(name: str) -> str:
    if name in _EITHER or not words.is_given_name(name):
        return ""
    if name in _HIS or name in _HERS:
        return "m" if name in _HIS else "f"
    full = SHORT_NAMES.get(name, name).split()
    sexes = {"f" if one in _HERS or (one[-1] in "ая" and one not in _HIS) else "m" for one in full}
    return sexes.pop() if len(sexes) == 1 else ""


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
