"""Names of people in a case, and whose names nothing tells how to decline.

What the rules cannot know is passed in: `overrides` carries the forms that a person typed because the family uses them
(«Заяца», not «Зайца»), and `gender` the sex where neither patronymic nor first name tells it.
"""

import re
from collections.abc import Callable, Mapping

from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Gender as PetrovichGender
from pytrovich.enums import NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from documents.russian.cases import PETROVICH_CASE, Case
from documents.russian.surnames import PARTICLES, inflect_mans_surname, is_common_noun, stays

_GENDERS = {"m": PetrovichGender.MALE, "f": PetrovichGender.FEMALE}
_MALE_PATRONYMIC = re.compile(r"[\s-](оглы|оглу|улы|уулу)$", re.IGNORECASE)
_FEMALE_PATRONYMIC = re.compile(r"[\s-](кызы|гызы|кизи)$", re.IGNORECASE)
_SEPARATOR = re.compile(r"(\s*[-\u2010\u2011]\s*|\s+)")
# Endings by which a surname itself tells the sex; elsewhere (Ким, Гусь, Шевченко) it says nothing.
_MALE_SURNAME = re.compile(r"([оеё]в|[иы]н|[сц]кий|[оеё]й|ый)$")
_FEMALE_SURNAME = re.compile(r"([оеё]ва|[иы]на|[сц]кая|ая|яя)$")
# Vietnamese middle words, by the sex they tell: «Нгуен Тхи Хоа». Of such a name only the last word declines.
_MIDDLE_WORDS = {"тхи": "f", "ван": "m"}
# «Данило» declines as «Данила», «Павло» as a word of the second declension; Отто, Гуго, Марио do not decline.
_O_AS_A = {"гаврило", "данило", "кирило", "кирилло", "михайло", "самойло"}
_O_AS_HARD = {"дмитро", "павло", "петро"}
_HARD = {"genitive": "а", "dative": "у", "accusative": "а", "instrumental": "ом", "prepositional": "е"}
_YCH = _HARD | {"instrumental": "ем"}

_names = PetrovichDeclinationMaker()
_genders = PetrovichGenderDetector()


def gender_of(last: str, first: str, patronymic: str) -> str | None:
    """«m», «f», or None where nothing tells it: by the patronymic, else the first name, else the surname."""
    patronymic = patronymic.strip()
    if _MALE_PATRONYMIC.search(patronymic):
        return "m"
    if _FEMALE_PATRONYMIC.search(patronymic):
        return "f"
    if not patronymic and (told := _MIDDLE_WORDS.get(_first_word(first))):
        return told
    parts: tuple[dict[str, str], ...] = ({"middlename": patronymic}, {"firstname": first.strip()})
    for part in parts:
        if all(part.values()):
            found = _genders.detect(**part)
            if found is not PetrovichGender.ANDROGYNOUS:
                return "m" if found is PetrovichGender.MALE else "f"
    surname = last.strip().lower()
    if _FEMALE_SURNAME.search(surname):
        return "f"
    return "m" if _MALE_SURNAME.search(surname) else None


def _first_word(first: str) -> str:
    """The first of two words or more, in small letters; '' of one."""
    words = first.lower().split()
    return words[0] if len(words) > 1 else ""


def inflect_name(
    last: str,
    first: str,
    patronymic: str,
    case: str,
    gender: str | None = None,
    overrides: Mapping[str, str] | None = None,
) -> str:
    """A person's full name in a case: («Иванова», «Мария», «Петровна», "accusative") → «Иванову Марию Петровну».

    `gender` is "m", "f" or empty (then detected); `overrides` maps a case to the whole name as the school typed it and
    wins over every rule. Where the sex cannot be told the name stays as it is: an undeclined name is a blemish, a
    wrongly declined one an error in an order. ValueError for an unknown case.
    """
    wanted = Case(case)
    if overrides and (typed := overrides.get(wanted, "").strip()):
        return typed
    last, first, patronymic = (" ".join(part.split()) for part in (last, first, patronymic))
    known = gender or gender_of(last, first, patronymic)
    if wanted is Case.NOMINATIVE or known not in _GENDERS:
        return " ".join(filter(None, (last, first, patronymic)))
    if not patronymic and _first_word(first) in _MIDDLE_WORDS:
        *still, end = first.split()
        return " ".join(
            [last, *still, end if stays(end) else _each(end, lambda word: _first(word, known, wanted))]
        )
    parts = (
        _each(last, lambda word: _surname(word, known, wanted)),
        _each(first, lambda word: _first(word, known, wanted)),
        _each(patronymic, lambda word: _patronymic(word, known, wanted))
        if not (_MALE_PATRONYMIC.search(patronymic) or _FEMALE_PATRONYMIC.search(patronymic))
        else patronymic,
    )
    return " ".join(filter(None, parts))


def case_to_check(last: str, first: str, patronymic: str, gender: str | None = None) -> str:
    """Why somebody should look at the declined name: "sex" (nothing tells it), "noun" (the surname is a word too), or ''.

    A surname that stays as it is for this sex («Заяц Анну») leaves nothing to look at.
    """
    known = gender or gender_of(last, first, patronymic)
    if known not in _GENDERS:
        return "sex"
    for piece in _SEPARATOR.split(last.strip())[::2]:
        word = piece.lower()
        if is_common_noun(word) and _surname(word, known, Case.ACCUSATIVE) != word:
            return "noun"
    return ""


def _each(text: str, one: Callable[[str], str]) -> str:
    """Each half of a double name by itself; the separators («-», a space) stay as they were typed."""
    pieces = _SEPARATOR.split(text)
    last = len(pieces) - 1
    return "".join(
        piece
        if not piece or index % 2 or (index < last and piece.lower() in PARTICLES)
        else _keeping_capitals(piece, one)
        for index, piece in enumerate(pieces)
    )


def _keeping_capitals(word: str, inflect: Callable[[str], str]) -> str:
    """Rules answer in small letters: «ИВАНОВА» must not become «ИВАНОВу»."""
    result = inflect(word)
    if len(word) > 1 and word.isupper():
        return result.upper()
    return result[:1].upper() + result[1:] if word[:1].isupper() else result


def _surname(word: str, gender: str, case: Case) -> str:
    lowered = word.lower()
    if stays(lowered):
        return word
    own = inflect_mans_surname(lowered, case) if gender == "m" else None
    return own or _by_rules(NamePart.LASTNAME, word, gender, case)


def _first(word: str, gender: str, case: Case) -> str:
    lowered = word.lower()
    if gender == "m" and lowered in _O_AS_A:
        word = word[:-1] + "а"
    elif gender == "m" and lowered in _O_AS_HARD:
        return word[:-1] + _HARD[case]
    return _by_rules(NamePart.FIRSTNAME, word, gender, case)


def _patronymic(word: str, gender: str, case: Case) -> str:
    if gender == "m" and word.lower().endswith("ыч"):
        return word + _YCH[case]
    return _by_rules(NamePart.MIDDLENAME, word, gender, case)


def _by_rules(part: NamePart, word: str, gender: str, case: Case) -> str:
    declined: str = _names.make(part, _GENDERS[gender], PETROVICH_CASE[case], word)
    return declined
