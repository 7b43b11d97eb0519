"""Russian of the papers: names and posts in a case, initials, counts that agree, dates in words.

What the rules cannot know is passed in: `overrides` carries the forms that a person typed because the family uses them
(«Зайца», not «Заяца»), and `gender` the sex where neither patronymic nor first name tells it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse
from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case as PetrovichCase
from pytrovich.enums import Gender as PetrovichGender
from pytrovich.enums import NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from core.russian import plural_form


class Case(StrEnum):
    """The cases of office prose; the value is what callers and override fields say."""

    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"
    INSTRUMENTAL = "instrumental"
    PREPOSITIONAL = "prepositional"


_MORPH_CASE = {
    Case.NOMINATIVE: "nomn",
    Case.GENITIVE: "gent",
    Case.DATIVE: "datv",
    Case.ACCUSATIVE: "accs",
    Case.INSTRUMENTAL: "ablt",
    Case.PREPOSITIONAL: "loct",
}
_GENDERS = {"m": PetrovichGender.MALE, "f": PetrovichGender.FEMALE}
_MALE_PATRONYMIC = re.compile(r"[\s-](оглы|оглу|улы|уулу)$", re.IGNORECASE)
_FEMALE_PATRONYMIC = re.compile(r"[\s-](кызы|гызы|кизи)$", re.IGNORECASE)
_SEPARATOR = re.compile(r"(\s*[-\u2010\u2011]\s*|\s+)")
# Endings by which a surname itself tells the sex; elsewhere (Ким, Гусь, Шевченко) it says nothing.
_MALE_SURNAME = re.compile(r"([оеё]в|[иы]н|[сц]кий|[оеё]й|ый)$")
_FEMALE_SURNAME = re.compile(r"([оеё]ва|[иы]на|[сц]кая|ая|яя)$")
# First halves of surnames that are particles: «Тер-Ованесяна», «Бонч-Бруевича», «Ван дер Вельде».
_PARTICLES = {"абдул", "аль", "бонч", "ван", "де", "дер", "ди", "ибн", "ла", "тер", "фон", "эль"}
_MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]

_names = PetrovichDeclinationMaker()
_genders = PetrovichGenderDetector()


@lru_cache(maxsize=1)
def _morph() -> MorphAnalyzer:
    """The dictionary, opened at its first use: 0.1 s and some memory that most processes never need."""
    return MorphAnalyzer()


def gender_of(last: str, first: str, patronymic: str) -> str | None:
    """«m», «f», or None where nothing tells it: by the patronymic, else the first name, else the surname."""
    patronymic = patronymic.strip()
    if _MALE_PATRONYMIC.search(patronymic):
        return "m"
    if _FEMALE_PATRONYMIC.search(patronymic):
        return "f"
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
    parts = (
        _inflect_part(NamePart.LASTNAME, last, known, wanted),
        _inflect_part(NamePart.FIRSTNAME, first, known, wanted),
        patronymic
        if _MALE_PATRONYMIC.search(patronymic) or _FEMALE_PATRONYMIC.search(patronymic)
        else _inflect_part(NamePart.MIDDLENAME, patronymic, known, wanted),
    )
    return " ".join(filter(None, parts))


def _inflect_part(part: NamePart, text: str, gender: str, case: Case) -> str:
    """Each half of a double name by itself; the separators («-», a space) stay as they were typed."""

    def one(word: str) -> str:
        return _names.make(part, _GENDERS[gender], PetrovichCase[case.name], word)

    pieces = _SEPARATOR.split(text)
    last = len(pieces) - 1
    return "".join(
        piece
        if not piece or index % 2 or (index < last and piece.lower() in _PARTICLES)
        else _keeping_capitals(piece, one)
        for index, piece in enumerate(pieces)
    )


def _keeping_capitals(word: str, inflect: Callable[[str], str]) -> str:
    """Rules answer in small letters: «ИВАНОВА» must not become «ИВАНОВу»."""
    result = inflect(word)
    return result.upper() if len(word) > 1 and word.isupper() else result


def inflect_post(post: str, case: str) -> str:
    """A post in a case: «учитель математики» → «учителя математики», «социальный педагог» → «социального педагога».

    Declines the head noun with the adjectives before it; what depends on it stays. Posts joined by a comma are declined
    each («учитель физики, классный руководитель»). What the dictionary does not know («и. о. директора») stays.
    ValueError for an unknown case.
    """
    wanted = Case(case)
    post = " ".join(post.split())
    if wanted is Case.NOMINATIVE or not post:
        return post
    return ", ".join(_inflect_phrase(phrase, wanted) for phrase in post.split(", "))


def _inflect_phrase(phrase: str, case: Case) -> str:
    words = phrase.split(" ")
    head = _head_position(words)
    if head is None:
        return phrase
    noun = _nominative(words[head].split("-")[0], nouns_first=True)
    feminine = noun is not None and noun.tag.gender == "femn"
    done = [_inflect_word(word, case, feminine=feminine) for word in words[: head + 1]]
    return " ".join(done + words[head + 1 :])


def _head_position(words: list[str]) -> int | None:
    """Where the post's own noun stands: after its adjectives; «заведующий» alone is its own noun."""
    last_adjective = None
    for position, word in enumerate(words):
        parsed = _nominative(word.split("-")[-1], nouns_first=True)
        if parsed is None:
            break
        if parsed.tag.POS == "NOUN":
            return position
        last_adjective = position
    return last_adjective


def _nominative(word: str, *, nouns_first: bool = False) -> Parse | None:
    """The reading of a word as a noun, adjective or participle in the nominative singular, if it has one."""
    found = [
        parsed
        for parsed in _morph().parse(word)
        if parsed.tag.POS in ("NOUN", "ADJF", "PRTF")
        and parsed.tag.case == "nomn"
        and parsed.tag.number == "sing"
        and not ({"Abbr", "Name", "Surn"} & set(parsed.tag.grammemes))
    ]
    if word.lower() in _ADJECTIVAL_POSTS:
        found = [parsed for parsed in found if parsed.tag.POS != "NOUN"]
    found.sort(key=lambda parsed: (parsed.tag.POS != "NOUN") if nouns_first else False)
    # People are animate, whatever the dictionary guesses of a new word («тьютор»).
    found.sort(key=lambda parsed: parsed.tag.POS == "NOUN" and parsed.tag.animacy != "anim")
    return found[0] if found else None


# Participles that the dictionary also knows as nouns; before another word they are declined as participles.
_ADJECTIVAL_POSTS = {"исполняющий", "исполняющая", "ведущий", "старший", "младший", "дежурный"}


def _inflect_word(word: str, case: Case, *, feminine: bool) -> str:
    return "-".join(_inflect_piece(piece, case, feminine=feminine) for piece in word.split("-"))


def _inflect_piece(piece: str, case: Case, *, feminine: bool) -> str:
    parsed = _nominative(piece, nouns_first=True)
    if parsed is None:
        return piece
    grammemes = {_MORPH_CASE[case], "sing"}
    if parsed.tag.POS != "NOUN" and case is Case.ACCUSATIVE and not feminine:
        # The accusative of an adjective with a masculine person is its genitive.
        grammemes = {"gent", "sing"}
    elif parsed.tag.POS == "NOUN" and case is Case.ACCUSATIVE and parsed.tag.animacy != "anim":
        grammemes = {"gent", "sing"} if parsed.tag.gender == "masc" else grammemes
    inflected = parsed.inflect(grammemes)
    if inflected is None:
        return piece
    result: str = inflected.word
    if piece.isupper() and len(piece) > 1:
        return result.upper()
    return result[:1].upper() + result[1:] if piece[:1].isupper() else result


def initials(last: str, first: str, patronymic: str = "", *, signature: bool = False) -> str:
    """«Калинина О. Н.»; for a signature block, where initials stand first, «О. Н. Калинина»."""
    letters = " ".join(f"{part.strip()[0].upper()}." for part in (first, patronymic) if part.strip())
    pair = (letters, last.strip()) if signature else (last.strip(), letters)
    return " ".join(filter(None, pair))


def count(n: int, one: str, few: str, many: str) -> str:
    """A number with its noun: count(22, "чат", "чата", "чатов") → «22 чата»."""
    return f"{n} {plural_form(n, one, few, many)}"


def russian_date(day: date) -> str:
    """«22 ноября 2026 г.»"""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year} г."
