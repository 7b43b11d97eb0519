"""Surnames that the rules of pytrovich do not know: nouns of the dictionary, -ий and -ой nouns, fleeting vowels, -их.

Every function takes a word in small letters; what the page says of the sources stands in docs/adr/0003-papers.md, the
names themselves with their references in tests/data/declension.tsv.
"""

import re

from pymorphy3.analyzer import Parse

from documents.russian.cases import MASCULINE_CASE, Case, morph

# First halves that are no surnames of their own: «Мелик-Пашаева», «Бонч-Бруевича», «Ван дер Вельде».
PARTICLES = {
    "абдул", "ага", "аль", "бен", "бин", "бонч", "ван", "грум", "дар", "де", "дель", "демут", "дер", "ди", "дю", "ибн", "кара",
    "ла", "ле", "мак", "мелик", "сан", "сент", "тер", "тян", "фон", "хан", "шах", "эль",
}  # fmt: skip
# French surnames stressed on the last vowel: nothing in their letters tells it.
_STRESSED_END = {"дега", "дюма", "золя", "люка", "петипа", "тома", "труайя", "фабра", "ферма"}
_VOWEL_AND_A = re.compile(r"[иоуэею]а$")  # Гулиа, Моруа; but Данелия
_REGULAR = re.compile(r"(ов|ев|ёв|ин|ын|[сц]кий|[сц]кой)$")
_ADJECTIVES = re.compile(r"[гкхжчшщ]их$|ых$")  # Долгих, Седых: genitives that stay
_HARD_NOUN = re.compile(r"[бвдзлмпрстф]ий$")  # Палий, Багрий; «карий» is in the dictionary
_SHORT_OY = re.compile(r"^[^аеёиоуыэюя]*ой$")  # Цой, Лой, Чой: one syllable
_VOWELS = "аеёиоуыэюя"
_CONSONANT_END = re.compile(r"[бвгджзйклмнпрстфхцчшщь]$")
_LONGEST_SHORT = 4  # «Лев», «Ров» end like «Орлов» and are nouns


def stays(surname: str) -> bool:
    """Whether the surname has one form for all cases whatever the sex: Золя, Гулиа, Моруа."""
    return surname in _STRESSED_END or bool(_VOWEL_AND_A.search(surname))


def noun_of(surname: str) -> Parse | None:
    """The masculine noun (or adjective) of the dictionary that a man's surname is: «заяц», «соловей», «седой»."""
    short = len(surname) <= _LONGEST_SHORT
    if not _CONSONANT_END.search(surname) or (_REGULAR.search(surname) and not short):
        return None
    if not morph().word_is_known(surname):
        return None
    found = [parsed for parsed in morph().parse(surname) if _may_be_called(parsed)]
    found.sort(key=_preference)
    return found[0] if found else None


def _may_be_called(parsed: Parse) -> bool:
    tag = parsed.tag
    return (
        tag.POS in ("NOUN", "ADJF", "PRTF")
        and {"nomn", "sing", "masc"} <= set(tag.grammemes)
        and not ({"Fixd", "Abbr", "Geox", "Poss", "Anph"} & set(tag.grammemes))
        and parsed.methods_stack[0][0].__class__.__name__ == "DictionaryAnalyzer"
    )


def _preference(parsed: Parse) -> tuple[bool, bool, bool]:
    """What is known as a surname goes first, then nouns before adjectives, the animate before things."""
    tag = parsed.tag
    return ("Surn" not in tag, tag.POS != "NOUN", tag.animacy != "anim")


def is_common_noun(surname: str) -> bool:
    """Whether the surname is also a word of the language, so that the family may decline it otherwise than the word."""
    if _REGULAR.search(surname) and len(surname) > _LONGEST_SHORT:
        return False
    return any(
        parsed.tag.POS == "NOUN"
        and {"nomn", "sing"} <= set(parsed.tag.grammemes)
        and not ({"Surn", "Name", "Patr", "Fixd", "Abbr", "Geox"} & set(parsed.tag.grammemes))
        for parsed in morph().parse(surname)
        if morph().word_is_known(surname)
    )


def inflect_mans_surname(surname: str, case: Case) -> str | None:
    """A man's surname in a case; None where pytrovich knows better.  «заяц» → «зайца», «палий» → «палия»."""
    noun = noun_of(surname)
    if noun is not None:
        form = noun.inflect({MASCULINE_CASE[case], "sing"})
        return _with_yo(surname, str(form.word)) if form else None
    if surname.endswith(("их", "ых")) and not _ADJECTIVES.search(surname) and not _is_adjective(surname):
        return surname + _HARD[case]
    if _HARD_NOUN.search(surname):
        return surname[:-1] + _SOFT_IY[case]
    if surname.endswith("чий") and not _is_adjective(surname):
        return surname[:-1] + _SOFT_IY[case]
    if _SHORT_OY.search(surname):
        return surname[:-1] + _SOFT[case]
    return _without_fleeting_vowel(surname, case)


_HARD = {
    Case.NOMINATIVE: "", Case.GENITIVE: "а", Case.DATIVE: "у", Case.ACCUSATIVE: "а", Case.INSTRUMENTAL: "ом",
    Case.PREPOSITIONAL: "е",
}  # fmt: skip
_SOFT = {
    Case.NOMINATIVE: "й", Case.GENITIVE: "я", Case.DATIVE: "ю", Case.ACCUSATIVE: "я", Case.INSTRUMENTAL: "ем",
    Case.PREPOSITIONAL: "е",
}  # fmt: skip
_SOFT_IY = _SOFT | {Case.PREPOSITIONAL: "и"}
_UNSTRESSED_TS = _HARD | {Case.INSTRUMENTAL: "ем"}


def _is_adjective(word: str) -> bool:
    return any(parsed.tag.POS == "ADJF" for parsed in morph().parse(word) if morph().word_is_known(word))


def _without_fleeting_vowel(surname: str, case: Case) -> str | None:
    """«бондарец» → «бондарца», «коломиец» → «коломийца», «вовчок» → «вовчка»; after two consonants it stays: «грузнец»."""
    if surname.endswith("ец"):
        stem = surname[:-2]
        if not stem or not any(vowel in stem for vowel in _VOWELS):
            return surname + _HARD[case]
        if stem[-1] in _VOWELS:
            return f"{stem}йц{_UNSTRESSED_TS[case]}"
        if len(stem) > 1 and stem[-2] not in _VOWELS:
            return surname + _UNSTRESSED_TS[case]
        return f"{stem}{'ь' if stem[-1] == 'л' else ''}ц{_UNSTRESSED_TS[case]}"
    if surname.endswith(("ок", "ёк")) and any(vowel in surname[:-2] for vowel in _VOWELS):
        stem = surname[:-2]
        return f"{stem}{'ь' if surname.endswith('ёк') else ''}к{_HARD[case]}"
    return None


def _with_yo(surname: str, form: str) -> str:
    """The dictionary puts «ё» where it belongs; a surname written with «е» keeps it («Черный» → «Черного»)."""
    return form if "ё" in surname else form.replace("ё", "е")
