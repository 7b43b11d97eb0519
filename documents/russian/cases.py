"""The cases of office prose, and the dictionary that everything here asks."""

from enum import StrEnum
from functools import lru_cache

from pymorphy3 import MorphAnalyzer
from pytrovich.enums import Case as PetrovichCase


class Case(StrEnum):
    """The value is what callers and override fields say."""

    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"
    INSTRUMENTAL = "instrumental"
    PREPOSITIONAL = "prepositional"


MORPH_CASE = {
    Case.NOMINATIVE: "nomn",
    Case.GENITIVE: "gent",
    Case.DATIVE: "datv",
    Case.ACCUSATIVE: "accs",
    Case.INSTRUMENTAL: "ablt",
    Case.PREPOSITIONAL: "loct",
}
# People are animate: their accusative is the genitive wherever a masculine word has no form of its own.
MASCULINE_CASE = MORPH_CASE | {Case.ACCUSATIVE: "gent"}
PETROVICH_CASE: dict[Case, PetrovichCase] = {
    case: PetrovichCase[case.name] for case in Case if case is not Case.NOMINATIVE
}


@lru_cache(maxsize=1)
def morph() -> MorphAnalyzer:
    """The dictionary, opened at its first use: 0.1 s and some memory that most processes never need."""
    return MorphAnalyzer()
