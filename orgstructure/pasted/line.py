"""One line of a pasted list: its parts found and taken out one by one, what is left is the name."""

import re
from dataclasses import dataclass, field
from datetime import date

from core.emails import clean_email
from core.errors import Invalid
from core.folding import fold, one_line
from core.names import clean_name, search_form
from core.numbers import FIRST_YEAR, LAST_YEAR
from core.phones import parse_phone, show_phone
from orgstructure.pasted import words

ANOTHER, SAME = "другой человек", "тот же человек"
_AROUND = " \t;,.\"'«»“”„"
_BULLET = re.compile(r"^[\s•·▪◦●○■□✓✔☐☑►>*]+|^\s*[-–—]\s+")
_NUMBER = re.compile(r"^\s*(?:№\s*)?\d{1,4}\s*(?:[.):]\s*|[\t;]\s*|\s(?=\s*[А-ЯЁа-яё]))(?=\D|$)")
_MARK = re.compile(rf"[;,(\s]*\b({ANOTHER}|{SAME})\b[\s);]*", re.IGNORECASE)
_NAMED_MAIL = re.compile(r"<\s*[^<>\s]+@[^<>\s]+\s*>|[^\s<>;,|()]*@[^\s<>;,|()]*")
_BORN = re.compile(
    r"(?:д\.?\s?р\.?\s*:?\s*|род(?:ил\w*|\.)\s*)?(?<![\d.])(?:(\d{1,2})[./](\d{1,2})[./](\d{4})|(\d{4})-(\d{2})-(\d{2}))(?![\d.]*\d)"
    r"\s*(?:года? рождения|г\.?\s?р\.?|г\.|года?)?", re.IGNORECASE,
)  # fmt: skip
_GAP, _D = r"[ ().\-–—]*", r"[\dOoОо]"
_PHONES = re.compile(
    rf"(?:(?:телефон|тел|моб|сот|дом|раб|т|м)\s?[.:]+\s*)?(?:\(?\+?\(?[78]{_GAP}(?:{_D}{_GAP}){{9}}{_D}(?![\dOoОо])|"
    rf"\+\d(?:{_GAP}\d){{7,14}}|(?<!\d)\(?9(?:{_GAP}\d){{9}}(?!\d))"
    r"(?:\s*[,(]?\s*(?:доб|вн)[а-я]*\.?\s*№?\s*\d+\)?)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\+?\(?\d[\dOoОо ().\-–—]{3,}\d")
_PHONE_WORD = re.compile(r"\b(?:телефон|тел|моб|сот|e-?mail|почта|эл\. ?почта)\b[.:]*", re.IGNORECASE)
_DASHED = re.compile(r"\s+[—–-]+\s+|\s*(?:→|=>)\s*")
_SEGMENTS = re.compile(r"[\t;,|]|\s[—–-]+\s|[()]")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_POST_FIRST = re.compile(r"([^А-ЯЁ]+|[А-ЯЁ][^А-ЯЁ]+?)\s+([А-ЯЁ][а-яё'-]+(?:\s+[А-ЯЁ][а-яё'.-]*)+)")
_RELATION_BEHIND = re.compile(rf"[\s,;(]+{words.RELATION.pattern}[)\s;,.]*(?=[;,\t]|$)", re.IGNORECASE)
_INITIALS = re.compile(r"^(?:[А-ЯЁ]\.?\s*-?\s*){1,2}\.?$")


@dataclass(frozen=True)
class PersonLine:
    """A person as one line of a list says; of a parent also whose, and who they are to the child.

    `another`: somebody said that this is not the one of the same name; `same`: that it is.
    """

    number: int
    last_name: str
    first_name: str
    patronymic: str = ""
    phone: str = ""
    email: str = ""
    child: str = ""
    relation: str = ""
    post: str = ""
    birth_date: date | None = None
    another: bool = False
    same: bool = False

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @property
    def search_name(self) -> str:
        return search_form(self.last_name, self.first_name, self.patronymic)


@dataclass
class Parts:
    """What a line holds while it is taken apart; `rest` is what nobody has claimed yet."""

    rest: str
    line: str
    name: list[str] = field(default_factory=list)
    explicit: bool = False
    found: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def split_line(line: str, *, with_children: bool) -> Parts:
    """The parts of a line. Raises Invalid with the value of a part that is wrong."""
    line = fold(line).strip()
    if line.startswith("|"):  # a table of a messenger or a wiki
        line = line.strip("| ").replace("|", "\t")
    parts = Parts(_BULLET.sub("", _NUMBER.sub("", _BULLET.sub("", line))).strip(), one_line(line))
    _take_mark(parts)
    _take_relation(parts, words.RELATION.match(parts.rest), with_children)
    if with_children:
        _take_child(parts)
    _take_mail(parts)
    _take_birthday(parts)
    _take_phones(parts)
    _take_relation(parts, _RELATION_BEHIND.search(parts.rest), with_children)
    _take_brackets(parts)
    _take_name(parts)
    return parts


def _take_mark(parts: Parts) -> None:
    mark = _MARK.search(parts.rest)
    if mark:
        parts.found["another" if mark.group(1).lower() == ANOTHER else "same"] = True
        parts.rest = f"{parts.rest[: mark.start()]} {parts.rest[mark.end() :]}".strip()


def _take_child(parts: Parts) -> None:
    """What stands behind a dash, in the last cell that is a name, or after «ребёнок», «сын», «дочь»."""
    said = words.CHILD.search(parts.rest)
    if said and said.start():
        before, child = parts.rest[: said.start()], parts.rest[said.end() :]
    else:
        dash = next(
            (d for d in _DASHED.finditer(parts.rest) if len(parts.rest[: d.start()].split()) > 1), None
        )
        if dash:
            before, child = parts.rest[: dash.start()], parts.rest[dash.end() :]
        else:
            cells = re.split(r"[;\t]", parts.rest.rstrip(";\t "))
            if len(cells) < 2 or not _is_childs_name(cells):
                return
            before, child = ";".join(cells[:-1]), cells[-1]
    parts.rest = before.strip(" (")
    parts.found["child"] = one_line(child).strip(f"{_AROUND}()")[:200]


def _is_childs_name(cells: list[str]) -> bool:
    """Whether the last cell is another person: two words or more, behind a cell that holds a whole name."""
    first = next((cell for cell in cells if re.search(r"[А-ЯЁа-яё]", cell)), "")
    last = cells[-1].strip()
    many = len(re.findall(r"[А-ЯЁа-яё]+", first)) > 1 and len(last.split()) > 1
    return many and bool(re.fullmatch(r"[А-ЯЁа-яё'’.\- ]+", last)) and not words.POST.match(last)


def _take_relation(parts: Parts, found: re.Match[str] | None, with_children: bool) -> None:
    if not found:
        return
    word = found.group("word").lower()
    if not with_children:
        raise Invalid(
            f"«{parts.line[:60]}»: «{word}» — слово о родителе, а вставляются не родители. "
            "Уберите строку или выберите вверху «родители»."
        )
    parts.found["relation"] = words.RELATIONS[word]
    parts.rest = f"{parts.rest[: found.start()]};{parts.rest[found.end() :]}".strip("; \t")


def _take_mail(parts: Parts) -> None:
    found = [match for match in _NAMED_MAIL.finditer(parts.rest) if "@" in match.group()]
    if not found:
        return
    parts.found["email"] = clean_email(found[0].group())
    for match in found[1:]:
        parts.notes.append(f"вторая почта не записывается: {clean_email(match.group())}")
    parts.rest = _NAMED_MAIL.sub(lambda match: ";" if "@" in match.group() else match.group(), parts.rest)


def _take_birthday(parts: Parts) -> None:
    match = _BORN.search(parts.rest)
    if not match:
        return
    day, month, year = (match.group(n) for n in ((1, 2, 3) if match.group(1) else (6, 5, 4)))
    try:
        born = date(int(year), int(month), int(day))
        if not FIRST_YEAR <= born.year <= LAST_YEAR:
            raise ValueError(born)
        parts.found["birth_date"] = born
    except ValueError:
        raise Invalid(f"«{match.group().strip()}»: такой даты нет. Исправьте дату рождения.") from None
    parts.rest = f"{parts.rest[: match.start()]};{parts.rest[match.end() :]}"


def _take_phones(parts: Parts) -> None:
    """The first number is the person's; another is told, since a card holds one."""
    numbers = []
    while match := _PHONES.search(parts.rest) or _DIGITS.search(parts.rest):
        numbers.append(parse_phone(match.group().strip(" ,;("), foreign=True))
        parts.rest = f"{parts.rest[: match.start()]};{parts.rest[match.end() :]}"
    if numbers:
        parts.found["phone"] = numbers[0]
        others = [show_phone(number) for number in dict.fromkeys(numbers[1:]) if number != numbers[0]]
        if others:
            parts.notes.append(f"второй телефон не записывается: {', '.join(others)}")
    parts.rest = _PHONE_WORD.sub(";", parts.rest)


def _take_brackets(parts: Parts) -> None:
    """A former surname, «совместитель»: told, and no part of the name; a post in them is one."""
    for match in list(_BRACKETS.finditer(parts.rest)):
        if words.POST.match(match.group(1).strip()):
            parts.found.setdefault("post", match.group(1).strip())
        elif re.search(r"\w", match.group(1)):
            parts.notes.append(f"не прочитано: «{one_line(match.group())[:80]}»")
    parts.rest = _BRACKETS.sub(" ", parts.rest)


def _take_name(parts: Parts) -> None:
    """The name is in the first cells, each part of it in one of its own or all in one; a post, a class stand beside it."""
    bars = [cell.strip() for cell in re.split(r"[;\t]", parts.rest)[0].split("|")]
    if (
        2 <= len(bars) <= 3
        and bars[0]
        and bars[-1]
        and not re.search(r"\d", "".join(bars))
        and not words.POST.match(bars[1])
    ):
        parts.explicit, parts.name = True, bars
        cells = re.split(r"[;\t]", parts.rest)[1:]
    else:
        cells = _SEGMENTS.split(parts.rest)
    for cell in (re.sub(r"\s+", " ", cell).strip(_AROUND) for cell in cells):
        if re.search(r"\w", cell):
            _place(parts, cell)


def _place(parts: Parts, cell: str) -> None:
    post = words.POST.search(cell)
    if post and not parts.name and not post.start():
        whole = _POST_FIRST.fullmatch(cell)  # «и. о. директора Иванова Мария»
        parts.found["post"] = whole.group(1) if whole else cell
        if whole:
            _add_words(parts, whole.group(2))
    elif post:
        before = cell[: post.start()].strip()
        if before and not parts.explicit:
            _add_words(parts, before)
            cell = cell[post.start() :]
        parts.found.setdefault("post", cell)
    elif words.CLASS.fullmatch(cell):
        parts.notes.append(f"«{cell}» не читается: класс выбран вверху")
    elif _goes_on(parts, cell):
        _add_words(parts, cell)
    else:
        parts.notes.append(f"не прочитано: «{cell[:80]}»")


def _goes_on(parts: Parts, cell: str) -> bool:
    """Whether a cell may still be of the name: each part in a cell of its own, or the first that has letters."""
    if parts.explicit or re.search(r"\d", cell):
        return False
    return not parts.name or (len(parts.name) < 3 and len(cell.split()) <= 2 and cell[:1].isupper())


def _add_words(parts: Parts, text: str) -> None:
    glued = re.sub(r"\b([А-ЯЁ])\.(?=[А-ЯЁ]\b)", r"\1. ", text)  # «М.П.» is two initials
    parts.name += glued.split()


def name_of(parts: Parts, line: str) -> tuple[str, str, str]:
    """(surname, first name, patronymic) by the order that lists have. Raises Invalid with what is missing or wrong."""
    if parts.explicit:
        last, first, patronymic = [*parts.name, ""][:3]
    else:
        last, first, patronymic = _by_order(parts.name, line)
    for word in (last, first, patronymic):
        if words.RELATION.fullmatch(word):
            raise Invalid(
                f"«{one_line(line)[:60]}»: «{word}» — слово о родителе, а стоит на месте имени. Исправьте строку."
            )
    return (
        clean_name(last, what="Фамилия", field="text"),
        clean_name(first, what="Имя", field="text"),
        clean_name(patronymic, what="Отчество", field="text", required=False),
    )


def _tidy(word: str) -> str:
    """A final dot goes, that of an initial stays: «Петровна.», «М.»"""
    bare = word.rstrip(".")
    return f"{bare}." if len(bare) == 1 else bare


def _by_order(name: list[str], line: str) -> tuple[str, str, str]:
    shown = one_line(line)[:60]
    lead = 0
    while lead < len(name) - 1 and name[lead].lower() in words.BEFORE_SURNAME and name[lead].islower():
        lead += 1
    rest = [_tidy(word) for word in name[lead:]]
    if len(rest) < 2:
        raise Invalid(f"«{shown}»: нужны хотя бы фамилия и имя.")
    if len(rest) > 5:
        raise Invalid(f"«{shown}»: слишком много слов. В строке один человек: Фамилия Имя Отчество.")
    if len(rest) == 2 and words.is_first_name(rest[0]) and words.is_her_patronymic(rest[1]):
        raise Invalid(f"«{shown}»: похоже, это имя и отчество. Допишите фамилию первой.")
    return " ".join([*name[:lead], rest[0]]), rest[1], " ".join(rest[2:])


def has_initials(person: PersonLine) -> bool:
    """Whether an initial stands where a name should: «Иванова М. П.»"""
    return any(_INITIALS.match(part) for part in (person.first_name, person.patronymic) if part)


def starts_with_first_name(person: PersonLine) -> bool:
    """Whether the order seems to be «Мария Сергеевна Гуревич» or «Мария Гуревич»."""
    if words.is_patronymic(person.first_name) and person.patronymic:
        return words.is_first_name(person.last_name) or not words.is_patronymic(person.patronymic)
    return (
        words.is_first_name(person.last_name)
        and not words.is_first_name(person.first_name)
        and not words.is_patronymic(person.patronymic)
    )


def odd_patronymic(person: PersonLine) -> str:
    """What in place of a patronymic looks like something else: more words, a first name; '' mostly."""
    first, *more = person.patronymic.split() or [""]
    odd = any(word.lower() not in words.AFTER_PATRONYMIC for word in more)
    return person.patronymic if odd or (words.is_first_name(first) and not more) else ""


def write_line(person: PersonLine) -> str:
    """The line that `split_line` reads as exactly this person: each part of the name said, nothing to guess."""
    relation = {"mother": "мать: ", "father": "отец: ", "guardian": "представитель: "}.get(
        person.relation, ""
    )
    parts = [
        relation + " | ".join(filter(None, (person.last_name, person.first_name, person.patronymic))),
        show_phone(person.phone),
        person.email,
        f"{person.birth_date:%d.%m.%Y}" if person.birth_date else "",
        person.post,
        ANOTHER if person.another else SAME if person.same else "",
    ]
    line = "; ".join(filter(None, parts))
    return f"{line} — {person.child}" if person.child else line
