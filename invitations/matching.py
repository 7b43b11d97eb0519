"""Whom a name as somebody wrote it probably means. Pure: names in, scores out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from core.names import search_form

# How people call themselves; the roster has the full form.
SHORT_NAMES = {
    "саша": "александр", "шура": "александр", "лёша": "алексей", "леша": "алексей", "дима": "дмитрий", "миша": "михаил",
    "маша": "мария", "даша": "дарья", "катя": "екатерина", "настя": "анастасия", "аня": "анна", "таня": "татьяна",
    "наташа": "наталья", "оля": "ольга", "лена": "елена", "ира": "ирина", "юля": "юлия", "света": "светлана",
    "ваня": "иван", "петя": "петр", "коля": "николай", "вова": "владимир", "володя": "владимир", "серёжа": "сергей",
    "сережа": "сергей", "женя": "евгений", "паша": "павел", "костя": "константин", "гоша": "георгий", "егорка": "егор",
    "тёма": "артем", "тема": "артем", "макс": "максим", "никитка": "никита", "соня": "софия", "софья": "софия",
    "лиза": "елизавета", "поля": "полина", "ксюша": "ксения", "вика": "виктория", "наталия": "наталья", "рома": "роман",
    "кирюша": "кирилл", "данил": "даниил", "данила": "даниил", "федя": "федор", "слава": "вячеслав", "стёпа": "степан",
}  # fmt: skip
PROBABLE = 82


@dataclass(frozen=True)
class Match:
    """A person of the roster and how sure it is, 0–100."""

    person: Any
    score: int


def _words(name: str) -> list[str]:
    return [SHORT_NAMES.get(word, word) for word in search_form(name.replace(".", " ")).split()]


def score(written: str, roster: str) -> int:
    """0–100: order of words, ё/е, initials and short forms do not matter."""
    left, right = _words(written), _words(roster)
    if not left or not right:
        return 0
    best = fuzz.token_sort_ratio(" ".join(left), " ".join(right))
    if len(left) < len(right) or any(len(word) == 1 for word in left):
        best = max(best, _by_words(left, right))
    return round(best)


def _by_words(left: list[str], right: list[str]) -> float:
    """Each written word against its nearest of the roster; an initial against first letters; a surname is weak."""
    if len(left) < 2:
        return 60.0 if left[0] in right else 0.0
    rest, total = list(right), 0.0
    for word in sorted(left, key=len, reverse=True):
        if not rest:
            return 0.0
        near = max(rest, key=lambda other: _word_score(word, other))
        total += _word_score(word, near)
        rest.remove(near)
    return total / len(left) - 4 * (len(right) - len(left))


def _word_score(word: str, other: str) -> float:
    if len(word) == 1:
        return 92.0 if other.startswith(word) else 0.0
    return fuzz.ratio(word, other)


def best_match(written: str, roster: Iterable[Any]) -> Match | None:
    """The person whom `written` most probably means, if anybody; a tie between two is nobody."""
    ranked = sorted((Match(p, score(written, p.full_name)) for p in roster), key=lambda m: -m.score)
    if not ranked or ranked[0].score < PROBABLE:
        return None
    if len(ranked) > 1 and ranked[1].score == ranked[0].score:
        return None
    return ranked[0]
