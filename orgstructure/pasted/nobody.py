"""Lines that name nobody: «опекун не назначен», «родителей нет», «вакансия»; and those of somebody above: «мать та же»."""

import re
from dataclasses import dataclass

from core.folding import one_line
from orgstructure.pasted import phones, words
from orgstructure.pasted.children import is_full_name, is_pupil
from orgstructure.pasted.line import bare_line
from orgstructure.pasted.parts import Reading

_AROUND = " \t;,.:()—–-"
_PARENT = rf"(?:законн\w+\s+)?представител\w+|родител\w+|опекун\w*|попечител\w*|мам[ыу]|пап[ыу]|{'|'.join(words.RELATIONS)}"
_NOBODY = re.compile(
    rf"(?<!\w)(?:(?P<said>{_PARENT})\s*[:—–-]*\s*(?:{words.NOBODY})|(?:{words.NOBODY})(?:\s+(?P<behind>{_PARENT}))?)(?!\w)",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    rf"(?<!\w)(?:(?P<said>{_PARENT})[\s:(—–-]*)?(?P<who>та|тот|те|той|того|она|он|они)\s+же"
    rf"(?:\s+сам\w+)?(?!\w)(?![ ]+(?!{_PARENT})(?-i:[а-яё]))"
    rf"(?:[\s(:—–-]+(?P<behind>{_PARENT})(?!\w))?",
    re.IGNORECASE,
)
_HERS, _HIS, ALL = ("mother", "guardian", ""), ("father", "guardian", ""), "all"


@dataclass(frozen=True)
class Above:
    """Somebody of a line above. `said`: as the line has it; `relations`: what they may be to the child; `every`: both parents."""

    said: str
    relations: tuple[str, ...]
    every: bool = False


def nobody_in(line: str, reading: Reading) -> str:
    """What a line says that names nobody but, of parents, the child: «опекун не назначен»; '' mostly."""
    text = bare_line(line)
    found = list(_NOBODY.finditer(text))
    if not found:
        return ""
    left = one_line(_NOBODY.sub(" ", text)).strip(_AROUND)
    of_parent = any(one.group("said") or one.group("behind") for one in found)
    of_child = is_pupil(left, reading.pupils) or (of_parent and is_full_name(left))
    of_post = words.POST.match(left) and len(re.findall("[А-ЯЁ][а-яё]+", left)) < 2
    nobody = not re.search(r"\w", left)
    if nobody or (of_child if reading.with_children else reading.of_staff and of_post):
        return ", ".join(one_line(one.group()) for one in found)
    return ""


def above_in(line: str, reading: Reading) -> list[Above]:
    """Who of a line of parents is somebody above: «мать та же», «он же», «родители те же»; [] mostly."""
    return [_above(found) for found in _ABOVE.finditer(bare_line(line))] if reading.with_children else []


def _above(found: re.Match[str]) -> Above:
    word, who = (found.group("said") or found.group("behind") or "").lower(), found.group("who").lower()
    said = one_line(found.group())
    if word in words.RELATIONS:
        return Above(said, (words.RELATIONS[word],))
    if who in ("те", "они") or word.startswith("родител"):
        return Above(said, (), every=True)
    return Above(said, _HERS if who in ("та", "той", "она") else _HIS)


def said_besides(line: str, reading: Reading) -> tuple[str, list[str]]:
    """(the child, what else is said) of a line of somebody above."""
    text = _NOBODY.sub(";", _ABOVE.sub(";", bare_line(line)))
    pieces = [one_line(piece).strip(_AROUND) for piece in re.split(r"[;\t,:()]|\s[—–-]+\s", text)]
    pieces = [piece for piece in pieces if re.search(r"\w", piece)]
    named = [piece for piece in pieces if is_pupil(piece, reading.pupils)]
    named = named or [piece for piece in pieces if is_full_name(_bare(piece))]
    named = named or [piece for piece in pieces if re.fullmatch("[А-ЯЁ][а-яё-]+", piece)]
    child = next(iter(named), "")
    return _bare(child), [piece for piece in pieces if piece != child]


def _bare(piece: str) -> str:
    said = words.CHILD.match(piece)
    return phones.WHOLE.sub("", piece[said.end() :] if said else piece).strip(_AROUND)
