"""One line of a pasted list: its parts found and taken out one by one, what is left is the name."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from core.emails import clean_email
from core.folding import fold, one_line
from core.names import search_form
from core.phones import show_phone
from orgstructure.pasted import words
from orgstructure.pasted.classes import split_class
from orgstructure.pasted.dates import birthdays_in, take_birthday
from orgstructure.pasted.parts import Parts, Reading, take_class
from orgstructure.pasted.phones import take_phones
from orgstructure.pasted.posts import full_post
from orgstructure.pasted.relatives import take_child, take_relation
from orgstructure.pasted.remarks import gone_in, is_guarded, take_remarks

ANOTHER, SAME, FILL, UNREAD = "другой человек", "тот же человек", "дополнить карточку", "не прочитано: "
ADULT = "это родитель"
OWN_PHONE = "телефон самого ученика"
SURE = "родство сказано верно"
MOBILE = "+79"  # what the platform registers by
MARKS = {ANOTHER: "another", SAME: "same", FILL: "fill", ADULT: "adult", OWN_PHONE: "own_phone", SURE: "sure"}
_AROUND = " \t;,.\"'«»“”„"
_PAIRS = (("«", "»"), ("“", "”"), ("(", ")"))
_BULLET = re.compile(r"^[\s•·▪◦●○■□✓✔☐☑►>*]+|^\s*[-–—]\s+")
_NUMBER = re.compile(
    r"^\s*(?:№\s*)?\d{1,4}\s*(?:[.):]\s*|[\t;]\s*|\s(?=\s*[А-ЯЁа-яё])(?!\s*(?:класс|[А-ЯЁа-яё]\s*(?:[\t;]|кл))))(?=\D|$)"
)
_UNREAD = re.compile(rf"[;,\s]*\b{UNREAD}(.*)$", re.IGNORECASE)
_MARK = re.compile(rf"[;,(\s]*\b({'|'.join(MARKS)})\b[\s);]*", re.IGNORECASE)
_NAMED_MAIL = re.compile(r"<\s*[^<>\s]+@[^<>\s]+\s*>|[^\s<>;,|()]*@[^\s<>;,|()]*")
_SEGMENTS = re.compile(r"[\t;,|]|\s[—–-]+\s|[()]")
_BRACKETS = re.compile(r"\(([^()]*)\)")
# Behind a post: where somebody sits.
_WHERE = re.compile(
    r"(?<![\s,;])[\s,;]+(\d+(?:-?й)?\s*(?:корпус|этаж|здание|каб\w*)\.?|(?:корпус|корп\.|этаж|здание|каб(?:инет|\.)?)\s*№?\s*\d+\w?)",
    re.IGNORECASE,
)
_POST_FIRST = re.compile(
    r"([^А-ЯЁ]+|[А-ЯЁ][^А-ЯЁ]+?)\s+([А-ЯЁ][а-яё'-]+(?:\s+[А-ЯЁ][а-яё'.-]*(?:[А-ЯЁ]\.?)?)+)"
)


@dataclass(frozen=True)
class PersonLine:
    """A person as one line of a list says; of a parent also whose, and who they are to the child.

    `another`: somebody said that this is not the one of the same name; `same`: that it is. `school_class`: another class than
    the one that was chosen; `unread`: what nobody has claimed; `kin`: the word for a relation that cards do not have, «бабушка»;
    `fill`: what is empty on a known person's card is taken from the line; `adult`: a parent, though a pupil is called so;
    `gone`: what says that somebody is here no more, «выбыл 01.10.2026»; `own_phone`: the phone is said to be no parent's;
    `short`: a number of the town without its code; `sure`: a mother of a man's name is said to be one.
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
    school_class: str = ""
    unread: str = ""
    kin: str = ""
    fill: bool = False
    adult: bool = False
    gone: str = ""
    own_phone: bool = False
    sure: bool = False
    short: str = ""

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @property
    def who(self) -> str:
        """Who a parent is to the child, in a word: «мать», «бабушка»; '' where nothing says it."""
        return relation_word(self.relation, self.kin).removesuffix(": ")

    @property
    def has_initials(self) -> bool:
        return any(len(word.strip(".")) == 1 for word in f"{self.first_name} {self.patronymic}".split())

    @property
    def search_name(self) -> str:
        return search_form(self.last_name, self.first_name, self.patronymic)


@lru_cache(maxsize=4096)
def bare_line(line: str) -> str:
    """A line, folded, without the number or the bullet before it."""
    line = fold(line).strip()
    if line.startswith("|"):  # a table of a messenger or a wiki
        line = line.strip("| ").replace("|", "\t")
    return _BULLET.sub("", _NUMBER.sub("", _BULLET.sub("", line))).strip()


def cells_of(line: str) -> list[str]:
    """The cells of a line, of a table of a messenger, too; where tabs part them, a semicolon is a sign in a cell."""
    line = fold(line).strip(" ")
    line = line.strip("| ") if line.startswith("|") else line
    return line.split("\t") if "\t" in line else re.split(r"[;|]", line)


def split_line(line: str, reading: Reading) -> Parts:
    """The parts of a line. Raises Invalid with the value of a part that is wrong."""
    parts = Parts(bare_line(line), one_line(line))
    parts.chosen = reading.school_class
    _take_unread(parts)
    _take_mark(parts)
    parts.notes, parts.rest = take_remarks(parts.rest, reading)
    if gone := gone_in(parts.notes):
        parts.found["gone"] = gone
    take_relation(parts, words.RELATION.match(parts.rest), reading.with_children)
    if reading.with_children:
        _take_mail(parts)
        _take_phones(parts, reading)
        take_child(parts, reading)
        if "relation" not in parts.found:  # the child stood before: «Белов Илья; мать: Белова Анна»
            parts.rest = parts.rest.strip("; \t")
            take_relation(parts, words.RELATION.match(parts.rest), True)
    elif not reading.of_adults:
        _take_parent(parts)
    _take_mail(parts)
    _take_birthday(parts, reading)
    _take_phones(parts, reading)
    take_relation(parts, words.RELATION_BEHIND.search(parts.rest), reading.with_children)
    if reading.with_children and "relation" not in parts.found and is_guarded(parts.notes):
        parts.found["relation"] = "guardian"
    _take_brackets(parts)
    _take_name(parts)
    if "post" in parts.found:
        _tidy_post(parts, reading)
    if parts.unread:
        parts.found["unread"] = ", ".join(parts.unread)[:200]
    return parts


def _take_unread(parts: Parts) -> None:
    """What was not read once, and stays to be asked about (`write_line`)."""
    match = _UNREAD.search(parts.rest)
    if match:
        parts.rest = parts.rest[: match.start()]
        parts.unread += filter(None, [one_line(match.group(1))])


def _take_mark(parts: Parts) -> None:
    while mark := _MARK.search(parts.rest):
        parts.found[MARKS[mark.group(1).lower()]] = True
        parts.rest = f"{parts.rest[: mark.start()]} {parts.rest[mark.end() :]}".strip()


def _take_parent(parts: Parts) -> None:
    """Of a pupil's line what is said of a parent is nobody's: their phone is not the child's."""
    said = words.OF_PARENT.search(parts.rest)
    if said and len(re.findall(r"[А-ЯЁа-яё]+", parts.rest[: said.start()])) > 1:
        parts.unread.append(_without_torn(one_line(parts.rest[said.start() :]).strip(_AROUND)))
        parts.rest = parts.rest[: said.start()]


def _take_mail(parts: Parts) -> None:
    found = [match for match in _NAMED_MAIL.finditer(parts.rest) if "@" in match.group()]
    if not found:
        return
    parts.found["email"] = clean_email(found[0].group())
    for match in found[1:]:
        parts.notes.append(f"вторая почта не записывается: {clean_email(match.group())}")
    parts.rest = _NAMED_MAIL.sub(lambda match: ";" if "@" in match.group() else match.group(), parts.rest)


def _take_birthday(parts: Parts, reading: Reading) -> None:
    born, parts.rest = take_birthday(parts.rest, reading.today, adult=reading.of_adults)
    if born:
        parts.found["birth_date"] = born


def _take_phones(parts: Parts, reading: Reading) -> None:
    """The first mobile is the person's, else the first number; another is told, since a card holds one."""
    numbers: list[str] = []
    towns: list[str] = []
    text, at = "", 0
    for born in [*birthdays_in(parts.rest), None]:
        found, short, days, without = take_phones(parts.rest[at : born.start() if born else None])
        numbers += found
        towns += short
        parts.unread += days
        text += without + (born.group() if born else "")
        at = born.end() if born else at
    parts.rest = text
    if reading.parents_phones and (numbers or towns):
        parts.unread.append(f"тел. родителя {', '.join([*map(show_phone, numbers), *towns])}")
        return
    if towns:
        parts.found["short"] = ", ".join(towns)
    if "short" in parts.found and (numbers or "phone" in parts.found):
        parts.notes.append(f"второй телефон не записывается: {parts.found.pop('short')}")
    if not numbers:
        return
    own = next((number for number in numbers if number.startswith(MOBILE)), numbers[0])
    parts.found["phone"] = own
    others = [show_phone(number) for number in dict.fromkeys(numbers) if number != own]
    if others:
        parts.notes.append(f"второй телефон не записывается: {', '.join(others)}")


def _take_brackets(parts: Parts) -> None:
    """A former surname, «совместитель»: asked about, and no part of the name; a post or a class in them is one."""
    for match in list(_BRACKETS.finditer(parts.rest)):
        inside = match.group(1).strip()
        if words.POST.match(inside):
            _add_post(parts, inside)
        elif re.search(r"\w", inside) and not take_class(parts, inside):
            parts.unread.append(f"({one_line(inside).strip(_AROUND)[:80]})")
    parts.rest = _BRACKETS.sub(" ", parts.rest)


def _take_name(parts: Parts) -> None:
    """The name is in the first cells, each part of it in one of its own or all in one; a post, a class stand beside it."""
    first, *others = re.split(r"[;\t]", parts.rest)
    bars = [cell.strip() for cell in first.split("|")]
    if (
        2 <= len(bars) <= 3
        and bars[0]
        and bars[-1]
        and not re.search(r"\d", "".join(bars))
        and not words.POST.match(bars[1])
    ):
        parts.explicit, parts.name = True, bars
        cells = others
    else:
        cells = re.split(r"[;\t|]", parts.rest)
    for cell in cells:
        whole = _bare(cell)
        if _is_post(parts, whole):
            _add_post(parts, whole)
            continue
        goes_on = False  # «учитель биологии, химии»: what follows a post and reads as nothing else is of it
        for piece in [cell] if parts.explicit else _SEGMENTS.split(cell):
            bare = _bare(piece)
            if goes_on and bare[:1].islower() and not re.search(r"\d", bare) and not words.POST.match(bare):
                _add_post(parts, bare)
            elif re.search(r"\w", bare):
                goes_on = _place(parts, bare)


def _bare(cell: str) -> str:
    """A cell without what stands around it; «1 «А»» keeps both its quotes."""
    cell = re.sub(r"\s+", " ", cell).strip()
    bare = cell.strip(_AROUND)
    torn = any(bare.count(left) != bare.count(right) for left, right in _PAIRS)
    return cell.strip(" \t;,.") if torn else bare


def _without_torn(text: str) -> str:
    """A text without its brackets where one of them is left alone."""
    return text if text.count("(") == text.count(")") else re.sub(r"\s*[()]\s*", " ", text).strip(_AROUND)


def _is_post(parts: Parts, cell: str) -> bool:
    """Whether a cell of a table is a post as a whole, with its commas: nobody's name stands in it."""
    pieces = [piece.strip() for piece in cell.split(",")]
    named = any(piece[:1].isupper() and not words.POST.match(piece) for piece in pieces)
    return bool(words.POST.match(cell)) and (bool(parts.name) or (len(pieces) > 1 and not named))


def _add_post(parts: Parts, post: str) -> None:
    before = parts.found.get("post")
    parts.found["post"] = f"{before}, {post}" if before else post


def _tidy_post(parts: Parts, reading: Reading) -> None:
    """The post in full, without the remarks that stood before the name: «учитель 0,5 ст. Белова Мария»."""
    notes, post = take_remarks(str(parts.found.pop("post")), reading, named=True)
    parts.notes += notes
    for match in _WHERE.finditer(post):
        parts.unread.append(match.group(1))
    post = _WHERE.sub("", post)
    if words.POST.search(post):
        parts.found["post"] = full_post(post)
    elif re.search(r"\w", post):
        parts.unread.append(full_post(post)[:80])


def _place(parts: Parts, cell: str) -> bool:
    """Say what a cell is. Whether it ended with a post."""
    if take_class(parts, cell):
        return False
    post = words.POST.search(cell)
    if post and not parts.name and not post.start():
        said, name = _post_and_name(cell)
        _add_post(parts, said)
        _add_words(parts, name)
        return not name
    if post:
        before = cell[: post.start()].strip()
        if before and not parts.explicit:
            _add_words(parts, before)
            cell = cell[post.start() :]
        _add_post(parts, cell)
        return True
    if not parts.name and parts.chosen:
        named, rest = split_class(cell)
        if named and take_class(parts, named):
            cell = rest
    if _goes_on(parts, cell):
        _add_words(parts, cell)
    else:
        parts.unread.append(cell[:80])
    return False


def _post_and_name(cell: str) -> tuple[str, str]:
    """«и. о. директора Иванова Мария», «Трудовик ТЮРИН МАКСИМ ОЛЕГОВИЧ» → (the post, the name, '' where none is told)."""
    whole = None if cell.isupper() else _POST_FIRST.fullmatch(cell)
    if whole:
        return whole.group(1), whole.group(2)
    said = cell.split()
    size = 3 if words.is_patronymic(said[-1]) else 2 if words.is_given_name(said[-1]) else 0
    named = len(said) > max(size, 2) and all(word[0].isupper() for word in said[-size:])
    at = len(said) - size if named else len(said)
    return " ".join(said[:at]), " ".join(said[at:])


def _goes_on(parts: Parts, cell: str) -> bool:
    """Whether a cell may still be of the name: each part in a cell of its own, or the first that has letters."""
    if parts.explicit or re.search(r"\d", cell) or (parts.name and "post" in parts.found):
        return False
    begins = cell[:1].isupper() or (parts.name and parts.name[0].islower() and " " not in cell)
    said = cell.split()
    if len(parts.name) == 2 and len(said) > 1 and said[1].lower() not in words.AFTER_PATRONYMIC:
        return False  # one more person
    return not parts.name or (len(parts.name) < 3 and len(said) <= 2 and bool(begins))


def _add_words(parts: Parts, text: str) -> None:
    glued = re.sub(r"\b([А-ЯЁа-яё])\.(?=[А-ЯЁа-яё]\b)", r"\1. ", text)  # «М.П.» is two initials
    parts.name += glued.split()


def relation_word(relation: str, kin: str) -> str:
    """How a line says who a parent is to the child, before the name: «мать: »; '' where nothing says it."""
    return {"mother": "мать: ", "father": "отец: ", "guardian": f"{kin or 'представитель'}: "}.get(
        relation, ""
    )


def children_of(person: PersonLine) -> list[str]:
    """The children whom the line names; more than one is asked about."""
    return [child for child in person.child.split(", ") if child]


def write_line(person: PersonLine, *, guess: bool = False) -> str:
    """The line that `split_line` reads as exactly this person: each part of the name said, nothing to guess.

    `guess`: the parts of the name are not said, so that what was asked about them is asked again.
    """
    relation = relation_word(person.relation, person.kin)
    name = filter(None, (person.last_name, person.first_name, person.patronymic))
    parts = [
        relation + (" " if guess else " | ").join(name),
        show_phone(person.phone) or person.short,
        person.email,
        f"{person.birth_date:%d.%m.%Y}" if person.birth_date else "",
        person.post,
        person.school_class,
        person.gone,
        ANOTHER if person.another else SAME if person.same else "",
        FILL if person.fill else "",
        ADULT if person.adult else "",
        OWN_PHONE if person.own_phone else "",
        SURE if person.sure else "",
    ]
    line = "; ".join(filter(None, parts))
    line = f"{line} — {person.child}" if person.child else line
    return f"{line}; {UNREAD}{person.unread}" if person.unread else line
