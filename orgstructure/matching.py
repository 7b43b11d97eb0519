"""Fuzzy matching: whom a name as somebody wrote it probably means. Pure: names in, scores out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from core.names import search_form

# How people call themselves (ё as е), and the full forms that it may stand for.
SHORT_NAMES = {
    "саша": "александр александра", "шура": "александр александра", "саня": "александр", "леша": "алексей",
    "алеша": "алексей", "дима": "дмитрий", "митя": "дмитрий", "миша": "михаил", "маша": "мария", "даша": "дарья",
    "катя": "екатерина", "настя": "анастасия", "аня": "анна", "таня": "татьяна", "наташа": "наталья",
    "оля": "ольга", "лена": "елена", "алена": "елена", "ира": "ирина", "юля": "юлия", "света": "светлана",
    "ваня": "иван", "петя": "петр", "коля": "николай", "вова": "владимир", "володя": "владимир", "сережа": "сергей",
    "женя": "евгений евгения", "паша": "павел", "костя": "константин", "гоша": "георгий егор", "жора": "георгий",
    "тема": "артем артемий", "макс": "максим", "никитка": "никита", "соня": "софия софья", "софья": "софия",
    "лиза": "елизавета", "поля": "полина", "ксюша": "ксения", "оксана": "ксения", "вика": "виктория",
    "наталия": "наталья", "рома": "роман", "кирюша": "кирилл", "данил": "даниил", "данила": "даниил",
    "федя": "федор", "слава": "вячеслав ярослав владислав станислав", "степа": "степан", "влад": "владислав",
    "стас": "станислав", "толя": "анатолий", "боря": "борис", "витя": "виктор", "гриша": "григорий", "юра": "юрий",
    "андрюша": "андрей", "валя": "валентина валентин", "галя": "галина", "люба": "любовь", "люда": "людмила",
    "надя": "надежда", "рита": "маргарита", "тоня": "антонина", "валера": "валерий валерия", "лера": "валерия",
    "ника": "вероника", "арина": "ирина", "лида": "лидия", "зина": "зинаида", "тимоша": "тимофей",
    "тим": "тимофей тимур", "ася": "анастасия", "ульяша": "ульяна", "варя": "варвара", "вася": "василий",
    "глаша": "глафира", "аля": "алина альбина алевтина александра", "лева": "лев", "сеня": "семен арсений", "леня": "леонид",
    "даня": "даниил данила данил богдан", "богдаша": "богдан", "тая": "таисия", "тася": "таисия", "уля": "ульяна",
    "ариша": "арина ирина", "маруся": "мария", "маня": "мария", "ярик": "ярослав", "эля": "эльвира элина элеонора",
    "лиля": "лилия", "леля": "ольга елена", "мила": "людмила милана", "гена": "геннадий", "вадик": "вадим", "кеша": "иннокентий",
    "тима": "тимофей тимур", "сева": "всеволод", "лара": "лариса", "гера": "герман георгий", "стася": "анастасия станислава",
    "мира": "мирослава", "славик": "вячеслав ярослав владислав станислав", "алик": "александр олег альберт", "лека": "леонид",
    "виталик": "виталий", "эдик": "эдуард", "женечка": "евгений евгения", "нюра": "анна", "нюша": "анна", "анюта": "анна",
    "стеша": "степанида стефания", "зара": "зарина", "рая": "раиса", "клава": "клавдия", "тома": "тамара", "яся": "ярослава",
}  # fmt: skip
PROBABLE = 82


@dataclass(frozen=True)
class Match:
    """A person of the roster and how sure it is, 0–100."""

    person: Any
    score: int


def score(written: str, roster: str) -> int:
    """0–100: how surely `written`, as somebody wrote it, means «Фамилия Имя Отчество» of the roster.

    The order of words, ё/е, initials and short forms do not matter; a father's name is never taken for a first name.
    """
    words, person = _words(written), _words(roster)
    if not words or len(person) < 2:
        return 0
    if len(words) == 1:  # a surname alone is weak
        return 60 if words[0] == person[0] else 0
    return round(max(_fit(*order, person) for order in _readings(words)))


def _words(name: str) -> list[str]:
    return search_form(name.replace(".", " ").replace("ʼ", "'")).split()


def _readings(words: list[str]) -> list[tuple[str, str, str]]:
    """(surname, first name, patronymic) as the words may be meant: «Петрова Анна Ивановна», «Анна Ивановна Петрова»."""
    first, second, *rest = words
    found = [(first, second, " ".join(rest)), (second, first, " ".join(rest))]
    if rest:
        found.append((words[-1], first, " ".join(words[1:-1])))
    return found


def _fit(surname: str, first: str, patronymic: str, person: list[str]) -> float:
    """A surname and a first name must both be near; a patronymic that is given must not be another one."""
    near = _surname(surname, person[0])
    own = _first_name(first, person[1])
    if near < 75 or own < 75:
        return min(near, own) * 0.8
    theirs = " ".join(person[2:])
    if not patronymic or not theirs:
        return 0.55 * near + 0.45 * own - (4 if theirs else 0)
    return 0.45 * near + 0.4 * own + 0.15 * _part(patronymic, theirs)


def _surname(written: str, known: str) -> float:
    """«Иванова» may be «Иванова-Петрова» of the roster, or the other way round."""
    halves = max((fuzz.ratio(a, b) for a in written.split("-") for b in known.split("-")), default=0.0)
    return max(fuzz.ratio(written, known), halves * 0.94 if "-" in written + known else 0.0)


def _first_name(written: str, known: str) -> float:
    forms = SHORT_NAMES.get(written, written).split()
    known_forms = [known, *SHORT_NAMES.get(known, "").split()]
    return max(_part(written, known), *(fuzz.ratio(a, b) * 0.98 for a in forms for b in known_forms))


def _part(written: str, known: str) -> float:
    if len(written) == 1:
        return 90.0 if known.startswith(written) else 0.0
    return fuzz.ratio(written, known)


def best_match(written: str, roster: Iterable[Any]) -> Match | None:
    """The person whom `written` most probably means, if anybody; a tie between two is nobody."""
    found = best_matches(written, roster)
    return found[0] if len(found) == 1 else None


def best_matches(written: str, roster: Iterable[Any]) -> list[Match]:
    """Everybody whom `written` means most probably, and equally so: mostly one, several of a tie, [] of nobody."""
    found = [match for p in roster if (match := Match(p, score(written, p.full_name))).score >= PROBABLE]
    best = max((match.score for match in found), default=0)
    return [match for match in found if match.score == best]
