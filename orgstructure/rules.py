"""Pure rules of the structure: school years, which classes a nomenclature names, how a pasted list is read."""

import re
import unicodedata
from datetime import date

from core.errors import Conflict, Invalid
from core.folding import one_line
from core.fonts import check_printed
from core.names import search_form
from core.russian import in_signs

MIN_GRADE, MAX_GRADE, MAX_LETTER, MAX_MARK = 0, 12, 15, 60
MAX_POST = 200
LOOK_ALIKES = set("ABCEHKMOPTXYaceopxy")  # Latin letters that nobody tells from Russian ones
_AROUND = " \t.-–—/«»„“”\"'()"
_LETTER_SIGN = re.compile(r"[А-ЯЁа-яёA-Za-z0-9 /–—+-]")
_WORD = re.compile(r"[А-ЯЁа-яёA-Za-z]+")
_LATIN = re.compile(r"[A-Za-z]")
_PARTED = re.compile(r"[,;\n]+|\s+и\s+(?=\S)")
FIRST_LETTERS, MAX_RUN = "АБВГДЕЖЗИК", 5  # «АБВ» is a run of letters, «инженерный» is none
ALPHABET = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"  # what classes are called by
_RUN = re.compile(r"[А-ЯЁ]+")
_RANGE = re.compile(r"([А-Яа-я])\s*[-–—]\s*([А-Яа-я])")
_BETWEEN = re.compile(r"(?:[^\w+]|_)+")  # «5А+» is not «5А»
_BETWEEN_CLASSES = re.compile(r"[,;\n]+|\s+(?=\d{1,2}\s*[А-ЯЁа-яё])")
_NO_QUOTES = str.maketrans("", "", '«»„“”"')  # what is told stands in quotes of its own
_CLASS_NAME = re.compile(r"(?:(1[0-2]|\d)(?!\d))?(.*?)(?:\s*класс)?", re.IGNORECASE)


class Namesake(Conflict):
    """Somebody of that name is there already: the same person, unless it is said to be another."""

    code = "namesake"


def school_year_of(day: date) -> tuple[date, date]:
    """First and last day of the school year that `day` lies in: 1 September to 31 August."""
    first = day.year if day.month >= 9 else day.year - 1
    return date(first, 9, 1), date(first + 1, 8, 31)


def year_after(starts_on: date) -> tuple[date, date]:
    """First and last day of the school year after the one that begins on `starts_on`."""
    return school_year_of(starts_on.replace(year=starts_on.year + 1))


def clean_letter(text: str, *, field: str = "letter") -> str:
    """A class's letter as schools write it: «а» → «А», «б1» → «Б1», «инженерный», «IT»; '' stays ''.

    Raises Invalid with the value and what is wrong; a Latin letter that looks like a Russian one is named.
    """
    text = one_line(text).strip(_AROUND)
    if len(text) > MAX_LETTER:
        raise Invalid(
            f"Литера «{text[:30]}»: {in_signs(text)}, а можно не больше {MAX_LETTER}. "
            "Остальное впишите в пометку.",
            field=field,
        )
    wrong = next((ch for ch in text if not _LETTER_SIGN.match(ch)), "")
    if wrong:
        raise Invalid(
            f"«{text}»: знак «{wrong}» в литере лишний. Нужны русские буквы: А, Б, В; можно и цифры.",
            field=field,
        )
    if text and not any(map(str.isalnum, text)):
        raise Invalid(f"Литера «{text}»: нужна хотя бы одна буква или цифра, например: А, Б1.", field=field)
    for word in _WORD.findall(text):
        latin = _LATIN.findall(word)
        if latin and (len(latin) < len(word) or set(word) <= LOOK_ALIKES):
            raise Invalid(
                f"«{text}»: «{latin[0]}» — латинская буква. Нужны русские буквы: А, Б, В.", field=field
            )
    return text.upper() if sum(map(str.isalpha, text)) == 1 else text


def parse_letters(text: str) -> list[str]:
    """«А, Б», «АБ», «А Б» or «А и Б» → [А, Б]; «ФМ, инженерный» → both as they are; «мед» in quotes is one.

    Raises Invalid with the wrong one, and asks what «мед» alone means: one letter of a class or three (lesson D25).
    """
    parts = [part.strip() for part in _PARTED.split(text) if part.strip(_AROUND)]
    if not parts:
        raise Invalid("Впишите литеры классов, например: А, Б.", field="letters")
    letters = [letter for part in parts for letter in _letters_of(part, alone=len(parts) == 1)]
    return list(dict.fromkeys(clean_letter(letter, field="letters") for letter in letters))


def _letters_of(part: str, *, alone: bool) -> list[str]:
    """The letters in a part between commas: each of «А Б»; «АБВ» that stands `alone` are three; else it is one."""
    between = _RANGE.fullmatch(part)
    if between and between[1].upper() < between[2].upper():
        return _range_of(part, *(letter.upper() for letter in between.groups()))
    words = [word.strip(_AROUND) for word in part.split()]
    if any(word.lower() == "и" for word in words[1:]):
        raise Invalid(f"«{part[:60]}»: разделите литеры запятыми, например: А, Б.", field="letters")
    if all(len(word) == 1 for word in words):
        return words
    word = words[0].upper()
    if not alone or len(words) > 1 or part[0] in '«"„“' or not _RUN.fullmatch(word) or len(word) > MAX_RUN:
        return [part]
    if set(word) <= set(FIRST_LETTERS) and list(word) == sorted(set(word)):
        return list(word)
    raise Invalid(
        f"«{part}» — это одна литера или {len(word)}: {', '.join(word)}? Одну впишите в кавычках: «{part}», "
        "несколько — через запятую.",
        field="letters",
    )


def _range_of(part: str, first: str, last: str) -> list[str]:
    """«А–В» → А, Б, В; one that does not begin with «А», or is long, may be one letter of a class, and is asked about."""
    letters = [letter for letter in ALPHABET if first <= letter <= last]
    if first == "А" and len(letters) <= MAX_RUN:
        return letters
    raise Invalid(
        f"«{part}» — это одна литера или {len(letters)}: {', '.join(letters[:4])}…? Одну впишите в кавычках: «{part}», "
        "несколько — через запятую.",
        field="letters",
    )


def clean_mark(text: str) -> str:
    """«филиал», «ОВЗ»: what tells two classes of one letter apart; brackets around it go, '' stays ''."""
    text = one_line(text).strip(" ()")
    if len(text) > MAX_MARK:
        raise Invalid(
            f"Пометка «{text[:30]}…»: {in_signs(text)}, а можно не больше {MAX_MARK}.", field="mark"
        )
    if text and not any(map(str.isalnum, text)):
        raise Invalid(
            f"Пометка «{text}»: нужна хотя бы одна буква или цифра, например: филиал.", field="mark"
        )
    return text


def clean_posts(text: str) -> list[str]:
    """«учитель; библиотекарь» → both, each once; no post is [''] (works here, as what is not known)."""
    posts = [one_line(post) for post in text.split(";")]
    for post in posts:
        if len(post) > MAX_POST:
            raise Invalid(f"Должность «{post[:60]}…» длиннее {MAX_POST} знаков. Сократите.", field="post")
        check_printed(post, what="Должность", field="post")
    return list(dict.fromkeys(filter(None, posts))) or [""]


def class_title(grade: int | None, letter: str, mark: str = "") -> str:
    """«5А», «5-1», «10 инженерный», «5А (филиал)»: what a study class is called everywhere."""
    parallel = "" if grade is None else str(grade)
    if not (parallel and letter):
        between = ""
    elif letter[0].isdecimal():
        between = "-"
    else:
        between = "" if letter == letter.upper() else " "
    return f"{parallel}{between}{letter}{f' ({mark})' if mark else ''}"


def class_search_title(title: str) -> str:
    """How titles are compared: «5-А», «5 «а»» and «5А» are one; «1-1» and «11» are two."""
    text = search_form(unicodedata.normalize("NFKC", one_line(title)))
    return _BETWEEN.sub(lambda gap: "-" if _between_digits(text, gap) else "", text)


def _between_digits(text: str, gap: re.Match[str]) -> bool:
    around = text[max(gap.start() - 1, 0) : gap.start()] + text[gap.end() : gap.end() + 1]
    return len(around) == 2 and around.isdecimal()


def linked_roles(staff_room: bool) -> tuple[str, ...]:
    """The roles that join a class on the platform, each by a link of its own: «Учительская» has teachers only."""
    return ("teacher",) if staff_room else ("pupil", "parent", "teacher")


def invited_roles(staff_room: bool) -> tuple[str, ...]:
    """The roles whose people the portal leads into a class: teachers into «Учительская», pupils and parents into the others."""
    return ("teacher",) if staff_room else ("pupil", "parent")


def same_for_all(link: str, *, staff_room: bool) -> dict[str, str]:
    """One link for every role of a class."""
    return dict.fromkeys(linked_roles(staff_room), link)


def parse_class_name(text: str) -> tuple[int | None, str]:
    """«5А», «5 «а»», «10-Б», «5-1», «10 инженерный», «инженерный» → (grade or None, letter).

    Raises Invalid with the value.
    """
    match = _CLASS_NAME.fullmatch(text.strip())
    try:
        letter = clean_letter(match.group(2)) if match else ""
    except Invalid as wrong:
        raise Invalid(
            f"«{text.strip()[:30]}» не похоже на класс. {wrong.message}", field="exceptions"
        ) from None
    grade = match.group(1) if match else None
    if not grade and (not letter or letter[0].isdecimal()):
        raise Invalid(f"«{text.strip()[:30]}» не похоже на класс. Пишите так: 5А.", field="exceptions")
    return int(grade) if grade else None, letter


def nomenclature(first: int, last: int, letters: str, exceptions: str = "") -> list[tuple[int, str]]:
    """The classes of «`first`–`last` × `letters`», without those named in `exceptions` («3Б, 9Б»).

    Raises Invalid with the value: parallels in the wrong order, a wrong letter, an exception that is not of the list.
    """
    if first > last:
        raise Invalid(
            f"Первая параллель {first} больше последней {last}. Поменяйте их местами.", field="last"
        )
    wanted = {
        class_search_title(class_title(grade, letter)): (grade, letter)
        for letter in parse_letters(letters)
        for grade in range(first, last + 1)
    }
    for name in _BETWEEN_CLASSES.split(exceptions.translate(_NO_QUOTES)):
        if name.strip() and not wanted.pop(class_search_title(class_title(*parse_class_name(name))), None):
            raise Invalid(
                f"Класса «{name.strip()[:30]}» в этом списке нет. Уберите его из исключений.",
                field="exceptions",
            )
    return sorted(wanted.values(), key=lambda pair: pair[0])


def gender_by_patronymic(patronymic: str) -> str:
    """'f' or 'm' where the patronymic tells, else ''."""
    lowered = patronymic.lower()
    if lowered.endswith(("вна", "чна", "кызы", "шна")):
        return "f"
    return "m" if lowered.endswith(("вич", "ьич", "оглы", "ич")) else ""
