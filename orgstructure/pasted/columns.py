"""The head of a pasted table: whether a line is one, and which of its columns are written nowhere."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from core.folding import one_line
from orgstructure.pasted import phones, words
from orgstructure.pasted.dates import BORN
from orgstructure.pasted.parts import Reading

_PARTED = re.compile(r"([\t;|])")
_NAMED = re.compile(r"(?<!\w)(?:фио|ф\.\s?и\.\s?о|фамилия)(?!\w)", re.IGNORECASE)
_SHORT = re.compile(r"[А-ЯЁа-яё№/.-]{1,15}")
_LEFT_OUT = re.compile(
    r"(?:(?:пед\w*|учебн\w+|недельн\w+|общ\w+|квалиф\w*|кв|повышение|домашн\w+|количество|кол-во|размер|серия|номер|№|особые|и|в|часов|час)[\s.]+)*"
    r"(?:нагрузка|ставк[аи]|стаж|категория|разряд|час(?:ы|ов)|пол|адрес|прописка|снилс|инн|полис|паспорт\w*|свидетельств\w+|документ\w*|гражданство|"
    r"образование|специальность|курсы|квалификаци[яи]|звани[ея]|наград[аы]|примечани[ея]|отметки|совмещение|совместительство)"
    r"(?:\s+(?:проживания|регистрации|работы|занятий|часов|свидетельство|данные|о\s+рождении|по\s+\w+|\(\w+\)))*",
    re.IGNORECASE,
)
_BLANK = re.compile(rf"(?:(?<=[\t;])|^)[ ]*(?:{words.NOBODY})\.?[ ]*(?=[\t;]|$)", re.IGNORECASE)
_BIRTHDAY = re.compile(r"рожд|(?<!\w)д\. ?р")
_PHONE = re.compile(r"\bтел|домашн|\bмоб|контакт")
_FIRST_DAY = date(1899, 12, 30)  # day 0 of the tables of offices
_LEFT_OF_STAFF = re.compile(r"кл(?:асс|ассное|\.)?(?:\s?рук\w*\.?)?", re.IGNORECASE)


def is_table_head(cells: Sequence[str]) -> bool:
    """Whether these are the names of columns: all of them known, or «ФИО» among them and most known or short.

    One cell may hold them all: «№ ФИО Должность Категория Стаж».
    """
    if words.is_header([*cells]):
        return True
    names = [name for name in map(_plain, cells) if name]
    if len(names) > 1 and all(words.is_header([name]) or is_left_out(name) for name in names):
        return any(words.is_header([name]) for name in names)
    whole = " ".join(names)
    if not _NAMED.search(whole) or "@" in whole or BORN.search(whole) or re.search(r"\d{3}", whole):
        return False
    if len(names) == 1:
        said = names[0].split()
        known = [
            word for word in said if words.is_header([word.strip("(),/")]) or is_left_out(word.strip("(),/"))
        ]
        return len(said) > 1 and 2 * len(known) > len(said)
    known = [name for name in names if words.is_header([name]) or is_left_out(name) or _SHORT.fullmatch(name)]
    return 2 * len(known) > len(names)


def is_left_out(name: str, *, of_staff: bool = False) -> bool:
    """Whether a column of this name is written nowhere: «Нагрузка», «Ставка, Стаж»; of staff also the class that they lead."""
    said = [part for part in re.split(r"\s*[,/]\s*|\s+и\s+", _plain(name)) if part]
    return bool(said) and all(
        _LEFT_OUT.fullmatch(part) or (of_staff and _LEFT_OF_STAFF.fullmatch(part)) for part in said
    )


def without_columns(line: str, names: Sequence[str], reading: Reading) -> tuple[str, tuple[str, ...]]:
    """(a line without what is written nowhere, the names of the columns in which something stood)."""
    if line.lstrip().startswith("|"):  # a table of a messenger
        line = line.strip("| ").replace("|", "\t")
    if len(names) < 2 or " | " in line:  # the parts of a name are said
        return line, ()
    pieces = _PARTED.split(line)
    cells = pieces[::2]
    whole = len(cells) == len(names) or ("\t" in line and len(cells) < len(names))
    found = []
    for at, name in enumerate(names if whole else ()):
        if at >= len(cells):
            break
        goes = is_left_out(name, of_staff=reading.of_staff) and _may_go(cells[at], line)
        if goes or _is_short_phone(at, name, cells):
            found.append(one_line(name))
            pieces[2 * at] = ""
    return "".join(pieces), tuple(found)


def _is_short_phone(at: int, name: str, cells: Sequence[str]) -> bool:
    """Whether a cell is a number of the town alone, «51111», beside a whole phone."""
    short = _PHONE.search(_plain(name)) and re.fullmatch(r"\s*\d[\d ()-]{3,8}\d\s*", cells[at])
    return bool(short) and any(map(phones.WHOLE.search, cells)) and not phones.WHOLE.search(cells[at])


def without_blanks(line: str) -> str:
    """A line without the cells that say that there is nothing: «нет»."""
    return _BLANK.sub("", line)


def by_columns(line: str, names: Sequence[str], reading: Reading) -> str:
    """A row of a table with its cells as the names of their columns have them.

    A day as a number is a date; in a list of pupils what stands under «Родители» is said to be of the parents.
    """
    cells = line.split("\t")
    if len(cells) < 2 or len(cells) > len(names):
        return line
    behind = []
    for at, cell in enumerate(cells):
        name, cell = _plain(names[at]), cell.strip()
        if re.fullmatch(r"[1-5]\d{4}", cell) and _BIRTHDAY.search(name):
            cells[at] = f"{_FIRST_DAY + timedelta(days=int(cell)):%d.%m.%Y}"
        elif not reading.of_adults and words.is_parents_column(name) and re.search(r"[А-ЯЁа-яё]", cell):
            cells[at] = ""
            behind.append(
                cell
                if words.RELATION.match(cell)
                else f"{words.relation_of_column(name) or 'родитель'}: {cell}"
            )
    named = any(
        re.search(r"[А-ЯЁа-яё]", cell) for cell in cells
    )  # else the row has not the columns of the head
    return "\t".join([*cells, *behind]) if named else line


def _may_go(cell: str, line: str) -> bool:
    """A line of semicolons may be one that was written anew: what else it says stays."""
    kinds = (phones.WHOLE, BORN, re.compile("@"), words.POST)
    said = "\t" not in line and any(kind.search(cell) for kind in kinds)
    return bool(re.search(r"\w", cell)) and not said


def _plain(name: str) -> str:
    return one_line(name.lower().replace("ё", "е")).strip(" .:*")
