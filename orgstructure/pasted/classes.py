"""A class that stands in a pasted line: whether it is the one chosen above the list."""

import re

from orgstructure.rules import class_search_title

_LATIN = str.maketrans("ABCEHKMOPTXYabcehkmoptxy", "АВСЕНКМОРТХУАВСЕНКМОРТХУ")
_WORD = re.compile(r"\s*\bкл(?:асс\w*|\.|\b)\s*:?\s*", re.IGNORECASE)
_OPEN, _SHUT = r"[«\"“„']", r"[»\"”“']"
_NAMED = rf"(?:1[0-2]|[1-9])(?:\s*-\s*|\s*{_OPEN}\s*|\s*)[А-ЯЁа-яёA-Za-z](?:\s*{_SHUT})?"
_CLASS = re.compile(_NAMED)
_AT_EITHER_END = re.compile(
    rf"^(?:класс\s+)?(?P<first>{_NAMED})(?:\s+кл(?:асс|\.))?(?=\s+[А-ЯЁ])|"
    rf"\s(?:класс\s+)?(?P<last>{_NAMED})(?:\s+кл(?:асса?|\.?))?$",
)  # fmt: skip

_IN_HEADING = re.compile(
    rf"(?<![\w№])(?<!№ )(?:{_NAMED}(?![\w.])(?:\s*кл\w*)?|(?:1[0-2]|[1-9])\s+кл\w*(?:\s*{_OPEN}\w{_SHUT})?)"
)


def class_of(cell: str, chosen: str) -> str:
    """The class that a cell names, as classes are called here: «5 «а» класс» → «5А»; '' if it names none.

    `chosen`: the title of the class that was chosen; a cell that means it gives it. A bare number is a class where the chosen
    one has no letter.
    """
    said = bool(_WORD.search(cell))
    bare = _WORD.sub(" ", cell).strip(" \t.,;")
    if not bare or not chosen:
        return ""
    own = re.sub(r"\s*\(.*\)$", "", chosen)
    if class_search_title(bare.translate(_LATIN)) == class_search_title(own.translate(_LATIN)):
        return chosen
    if _CLASS.fullmatch(bare):
        return re.sub(r"[^\w]", "", bare).translate(_LATIN).upper()
    if bare.isdecimal() and 1 <= int(bare[:3]) <= 12 and (said or own.isdecimal()):
        return chosen if re.fullmatch(rf"{bare}\D.*", own) else bare
    return ""


def class_of_heading(text: str, chosen: str) -> str:
    """The class of the people below, as `class_of` gives it: «Список 1 «Б» класса», «1Б»; of several the chosen one."""
    if re.search(r"[^\W\d]", text) and (named := class_of(text, chosen)):
        return named
    found = [class_of(match.group(), chosen) for match in _IN_HEADING.finditer(text)]
    return chosen if chosen in found else next(filter(None, found), "")


def split_class(cell: str) -> tuple[str, str]:
    """(the class, the rest) of «Белов Илья 5А», «5А Белов Илья»; ('', cell) where neither end is one."""
    match = _AT_EITHER_END.search(cell)
    if not match:
        return "", cell
    return match.group("first") or match.group(
        "last"
    ), f"{cell[: match.start()]} {cell[match.end() :]}".strip()
