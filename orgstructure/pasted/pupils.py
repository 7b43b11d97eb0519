"""Which pupil of the class a parent's line names."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from core.errors import Invalid
from core.names import search_form
from orgstructure.pasted.given import is_called, own_forms, short_forms

_BORN = re.compile(r"\s+(\d\d)\.(\d\d)\.(\d{4})$")


class Pupil(NamedTuple):
    """Somebody of whom a parent of the list may be a representative. `search_name`: as search_form."""

    pk: int
    search_name: str
    full_name: str = ""
    birth_date: date | None = None


class Unsure(Invalid):
    """Several pupils may be meant: `fits`."""

    def __init__(self, message: str, fits: Sequence[Pupil]) -> None:
        super().__init__(message)
        self.fits = fits


def child_labels(pupils: Sequence[Pupil]) -> list[str]:
    """How each pupil may be named beyond doubt: the full name, of namesakes with the birthday, else the number of the card."""
    names = Counter(one.full_name for one in pupils)
    births = Counter((one.full_name, one.birth_date) for one in pupils)
    return [_label(one, names[one.full_name], births[one.full_name, one.birth_date]) for one in pupils]


def _label(one: Pupil, of_name: int, of_birthday: int) -> str:
    if of_name == 1:
        return one.full_name
    if one.birth_date and of_birthday == 1:
        return f"{one.full_name} {one.birth_date:%d.%m.%Y}"
    return f"{one.full_name} № {one.pk}"


def pupils_called(name: str, pupils: Collection[str]) -> list[str]:
    """Of the pupils (as search_form) those who are called so: a surname, a first name in full or short, maybe a patronymic."""
    said = search_form(name).split()
    if not 2 <= len(said) <= 5:
        return []
    orders = (said, [said[-1], *said[:-1]])
    surnames = (f"{said[0]} ", f"{said[-1]} ")
    near = [pupil for pupil in pupils if pupil.startswith(surnames)]
    return [pupil for pupil in near if any(_is_of_name(order, pupil.split()) for order in orders)]


def _is_of_name(said: Sequence[str], name: Sequence[str]) -> bool:
    if len(name) < 2 or said[0] != name[0] or not is_called(said[1], name[1]):
        return False
    return all(word == other for word, other in zip(said[2:], name[2:], strict=False))


def match_child(child: str, pupils: Sequence[Pupil], parent: str = "") -> Pupil:
    """The pupil whom `child` names, where only one is meant.

    In full, by last and first name, initials, a short name or the first name alone, as it is or in the form of whom («Маши»);
    of several of one first name it is the one of the parent's surname (`parent`), of namesakes the one of the birthday behind
    the name. Raises Invalid (of several: Unsure) with the name and what to do.
    """
    if not pupils:
        raise Invalid(f"Ребёнок «{child[:60]}»: в классе пока нет учеников. Сначала впишите их.")
    said = _BORN.search(child)
    name, _, number = child[: said.start() if said else None].partition(" № ")
    found = _named(search_form(name), number.strip(), pupils, parent)
    if not found:
        raise Invalid(
            f"Ребёнка «{child[:60]}» в классе нет. Выберите его, поправьте имя или сначала впишите ученика."
        )
    if said:
        found = _born(child, f"{said[3]}-{said[2]}-{said[1]}", found)
    if len(found) > 1:
        names = ", ".join(label for label in child_labels(found)[:4] if found[0].full_name)
        raise Unsure(
            f"«{child[:60]}»: таких в классе {len(found)}{f' ({names})' if names else ''}. Выберите ребёнка.",
            found,
        )
    return found[0]


def _named(wanted: str, number: str, pupils: Sequence[Pupil], parent: str) -> list[Pupil]:
    first, _, last = wanted.partition(" ")
    found = [one for one in pupils if one.search_name == wanted]
    if number:
        found = [one for one in found if str(one.pk) == number]
    found = found or [one for one in pupils if one.search_name.startswith(f"{wanted} ")]
    if not found and last:  # «Илья Белов»
        found = [one for one in pupils if f"{one.search_name} ".startswith(f"{last} {first} ")]
    words = wanted.replace(".", ". ").split()
    orders = {tuple(words), (*words[-1:], *words[:-1])}
    if not found:  # «Белова М. И.», «М. И. Белова», «Маша Белова»
        found = [one for one in pupils if any(_means(order, one.search_name.split()) for order in orders)]
    if not found:  # «Зверева Олега», «Олега Зверева»
        found = [one for one in pupils if any(_of_whom(order, one.search_name.split()) for order in orders)]
    return found or _of_first_name(words, pupils, parent)


def _of_first_name(words: Sequence[str], pupils: Sequence[Pupil], parent: str) -> list[Pupil]:
    """«Маши», «Кирилл»: those of the very name before those who are called so for short, of these those of the surname."""
    if len(words) != 1:
        return []
    firsts = [(one, [*one.search_name.split(), ""][1]) for one in pupils]
    found = [one for one, first in firsts if first and words[0] in own_forms(first)]
    found = found or [one for one, first in firsts if words[0] in short_forms(first)]
    family = set(families(search_form(parent)))
    kin = [one for one in found if family & set(families(one.search_name.split()[0]))]
    return kin or found


def families(surname: str) -> list[str]:
    """What a surname has in common with those of its family: «Белая» and «Белый», «Иванова-Ким» and «Иванов»."""
    return [_stem(part) for part in surname.split("-") if part]


def _born(child: str, born: str, found: list[Pupil]) -> list[Pupil]:
    """Of `found` those of the birthday, and those of whom none is known; Unsure where all have others."""
    sure = [one for one in found if one.birth_date and one.birth_date.isoformat() == born]
    left = sure or [one for one in found if one.birth_date is None]
    if left:
        return left
    names = ", ".join(f"{one.full_name} {one.birth_date:%d.%m.%Y}" for one in found[:4])
    raise Unsure(f"«{child[:60]}»: дата рождения в карточке другая ({names}). Выберите ребёнка.", found)


def _stem(word: str) -> str:
    """A word without its ending: «Зверев» and «Зверева», «Белая» and «Белого» have the same one."""
    return re.sub(r"(?:ого|его|ая|яя|ой|ей|ий|ый|ых|их|ии|ия|[аяыиейь])$", "", word) or word


def _of_whom(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether (surname, first name, patronymic) in the form of whom is `name`: «Зверева Олега», «Белой Маши»."""
    if not 2 <= len(words) <= len(name) or words[1] == name[1]:
        return False
    first = words[1] in own_forms(name[1]) | short_forms(name[1])
    return first and all(_stem(words[i]) == _stem(name[i]) for i in range(len(words)) if i != 1)


def _means(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether (surname, first name, patronymic) as somebody wrote them, shortened, may be `name`."""
    if not 2 <= len(words) <= 3 or len(name) < 2 or words[0] != name[0]:
        return False
    first = words[1] in own_forms(name[1]) | short_forms(name[1]) or begins(words[1], name[1])
    return first and (len(words) == 2 or (len(name) > 2 and begins(words[2], name[2])))


def begins(written: str, name: str) -> bool:
    """«М.», «М» may be Мария; a word is only itself."""
    bare = written.rstrip(".")
    return name.startswith(bare) if len(bare) == 1 else name == bare
