"""Pure rules of the structure: school years, which classes a nomenclature names, how a pasted list is read."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.errors import Invalid
from core.names import clean_name, search_form
from core.phones import parse_phone

MAX_LINES = 1_000
LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"
RELATIONS = {"мать": "mother", "мама": "mother", "отец": "father", "папа": "father", "опекун": "guardian"}
_CHILD = re.compile(r"\s+[—–-]+\s+|;\s*(?=[А-ЯЁа-яё][^;@]*$)|\t\s*(?=[А-ЯЁа-яё][^\t@]*$)")
_SEPARATOR = re.compile(r"[\t;,]")
_PHONE = re.compile(r"(?:\+|\b)[78]?[\s(\-]*\d{3}[\s)\-]*\d{3}[\s\-]*\d{2}[\s\-]*\d{2}\b|\+\d[\d\s()\-]{6,}")


def school_year_of(day: date) -> tuple[date, date]:
    """First and last day of the school year that `day` lies in: 1 September to 31 August."""
    first = day.year if day.month >= 9 else day.year - 1
    return date(first, 9, 1), date(first + 1, 8, 31)


def parse_letters(text: str) -> list[str]:
    """«А, Б» or «АБ» → [А, Б]. Raises Invalid with the wrong letter."""
    letters: list[str] = []
    for letter in re.sub(r"[\s,;.]+", "", text).upper():
        if letter not in LETTERS:
            raise Invalid(f"«{letter}» — не литера класса. Нужны русские буквы: А, Б, В.", field="letters")
        if letter not in letters:
            letters.append(letter)
    if not letters:
        raise Invalid("Впишите литеры классов, например: А, Б.", field="letters")
    return letters


def parse_class_name(text: str) -> tuple[int, str]:
    """«5А», «5 «а»», «10-Б» → (5, «А»). Raises Invalid with the value."""
    match = re.fullmatch(r"\s*(1[01]|[1-9])\s*[-\s«\"]*([А-ЯЁа-яё])[»\"]?\s*", text)
    if not match:
        raise Invalid(f"«{text.strip()[:30]}» не похоже на класс. Пишите так: 5А.", field="exceptions")
    return int(match.group(1)), match.group(2).upper()


def nomenclature(first: int, last: int, letters: str, exceptions: str = "") -> list[tuple[int, str]]:
    """The classes of «`first`–`last` × `letters`», without those named in `exceptions` («3Б, 9Б»)."""
    if first > last:
        raise Invalid(
            f"Первая параллель {first} больше последней {last}. Поменяйте их местами.", field="last"
        )
    left_out = {parse_class_name(name) for name in re.split(r"[,;\n]+", exceptions) if name.strip()}
    return [
        (grade, letter)
        for grade in range(first, last + 1)
        for letter in parse_letters(letters)
        if (grade, letter) not in left_out
    ]


@dataclass(frozen=True)
class PersonLine:
    """A person as one line of a pasted list says; of a parent also whose, and who they are to the child."""

    number: int
    last_name: str
    first_name: str
    patronymic: str = ""
    phone: str = ""
    email: str = ""
    child: str = ""
    relation: str = ""

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @property
    def search_name(self) -> str:
        return search_form(self.last_name, self.first_name, self.patronymic)


@dataclass(frozen=True)
class LineError:
    """What is wrong with a line: its number, its text, and a sentence with what to do."""

    number: int
    text: str
    message: str


@dataclass
class ParsedList:
    rows: list[PersonLine] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)


def parse_people(text: str, *, with_children: bool = False) -> ParsedList:
    """Read «Фамилия Имя Отчество» lines, each with an optional phone and e-mail in any order after the name.

    `with_children`: lines of parents, «мать: Белова Анна Ильинична; +7 900 000-00-00 — Белов Илья»; both the word
    before the name and the child may be left out.
    Raises Invalid for an empty or a far too long list; what is wrong with single lines is told line by line.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.replace("\x00", "").splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line]
    if not lines:
        raise Invalid("Список пуст. Вставьте людей, по одному в строке: Фамилия Имя Отчество.", field="text")
    if len(lines) > MAX_LINES:
        raise Invalid(
            f"В списке {len(lines)} строк, а за раз можно {MAX_LINES}. Разделите его.", field="text"
        )
    result = ParsedList()
    seen: dict[tuple[str, str], int] = {}
    for number, line in lines:
        try:
            row = _parse_family(number, line) if with_children else _parse_line(number, line)
            key = (row.search_name, search_form(row.child))
            if key in seen:
                raise Invalid(f"{row.full_name} уже есть в строке {seen[key]}. Уберите повтор.")
            seen[key] = number
            result.rows.append(row)
        except Invalid as error:
            result.errors.append(LineError(number, line[:120], error.message))
    return result


def _parse_family(number: int, line: str) -> PersonLine:
    relation = ""
    word = re.match(r"\s*(мать|мама|отец|папа|опекун)\s*[:\-–—]\s*", line, re.IGNORECASE)
    if word:
        relation, line = RELATIONS[word.group(1).lower()], line[word.end() :]
    parent, _, child = (
        part.strip(" ;,\t") for part in re.sub(_CHILD, "\x00", line, count=1).partition("\x00")
    )
    return replace(_parse_line(number, parent), child=" ".join(child.split())[:200], relation=relation)


def match_child(child: str, pupils: list[tuple[int, str]]) -> int:
    """The number of the pupil that `child` names: in full, or by last and first name where only one has them.

    `pupils`: (number, name as search_form) of the class. Raises Invalid with the name and what to do.
    """
    wanted = search_form(child)
    exact = [pk for pk, name in pupils if name == wanted]
    found = exact or [pk for pk, name in pupils if name.startswith(f"{wanted} ")]
    if not found:
        raise Invalid(f"Ребёнка «{child[:60]}» в классе нет. Сначала впишите ученика или поправьте имя.")
    if len(found) > 1:
        raise Invalid(f"«{child[:60]}»: таких в классе {len(found)}. Допишите отчество ребёнка.")
    return found[0]


def _parse_line(number: int, line: str) -> PersonLine:
    rest = re.sub(r"^\s*\d{1,4}[.)]\s+", "", line)
    email, phone = "", ""
    for word in re.split(r"[\s;,]+", rest):
        if "@" in word:
            email = clean_email(word)
            rest = rest.replace(word, " ")
    found = _PHONE.search(rest)
    if found:
        phone = parse_phone(found.group())
        rest = rest.replace(found.group(), " ")
    words = _SEPARATOR.sub(" ", rest).split()
    if len(words) < 2:
        raise Invalid(f"«{line[:60]}»: нужны хотя бы фамилия и имя.")
    if len(words) > 5:
        raise Invalid(f"«{line[:60]}»: слишком много слов. В строке один человек: Фамилия Имя Отчество.")
    return PersonLine(
        number,
        clean_name(words[0], what="Фамилия", field="text"),
        clean_name(words[1], what="Имя", field="text"),
        clean_name(" ".join(words[2:]), what="Отчество", field="text", required=False),
        phone,
        email,
    )


def clean_email(text: str) -> str:
    """An e-mail address in lower case; '' stays ''. Raises Invalid with the value."""
    text = text.strip().lower()
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        raise Invalid(
            f"«{text[:80]}» не похоже на электронную почту. Пример: ivanova@school.example.", field="email"
        ) from None
    return text


def gender_by_patronymic(patronymic: str) -> str:
    """'f' or 'm' where the patronymic tells, else ''."""
    lowered = patronymic.lower()
    if lowered.endswith(("вна", "чна", "кызы", "шна")):
        return "f"
    return "m" if lowered.endswith(("вич", "ьич", "оглы", "ич")) else ""
