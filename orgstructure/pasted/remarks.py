"""What stands in a pasted line and is written nowhere: «ОВЗ», «прибыл 01.09.2026», an address, СНИЛС, a rate, a year alone.

It is taken out before anything else is read, so that no remark becomes a name and no date of it a birthday.
"""

import re

from core.folding import one_line
from orgstructure.pasted import phones, words
from orgstructure.pasted.dates import BORN
from orgstructure.pasted.parts import Reading

CLASS_HELD = "классное руководство назначается на странице «Кто ведёт классы»"
_DATE = rf"(?:{BORN.pattern})"
# Up to where a remark in free words goes: the end of its cell, a dash, a phone, a mail, somebody else.
_END = (
    rf"(?=\s*(?:[\t;|]|$|\s[—–]\s|{_DATE}|{phones.WHOLE.pattern}|\S+@|"
    r"[,(]?\s*\b(?:мам[аы]|мать|матери|пап[аы]|отец|отца|родител\w+|опекун\w*|бабушк[аи]|дедушк[аи]|сын|дочь|реб[её]нок)\b))"
)
_SHORT_END = rf"(?=\s*(?:[\t;,|()]|$|\s[—–]\s|{phones.WHOLE.pattern}|\S+@))"
_MOVED = (
    r"\b(?:вновь\s+)?(?:прибыл[аи]?|при(?:ш[её]л|шла)|приб\.|выб\.|зач\.|приказ\w*|прибывш\w+|выбыл[аи]?|выбывш\w+|(?:за|от)числен[аы]?|перевед[её]н[аы]?|перев[её]л(?:ся|ась)|поступил[аи]?|"
    r"принят[аы]?|уволен[аы]?|уволил(?:ся|ась))(?!\w)\.?"
    rf"(?:[^\t;,|()\d]{{0,40}}?{_DATE}|[^\t;,|()]*?{_SHORT_END})"
)
_TERM = r"(?<!\d)20\d\d\s*[-–—/]\s*(?:20)?\d\d\s*уч\w*\.?\s*(?:год\w*|г\b)?\.?"
_SINCE = rf"\b(?:с|по|до|от)\s+{_DATE}(?:\s*(?:по|до|[-–—])\s*{_DATE})?"
_STATE = (
    r"\b(?:ОВЗ|ЗПР|ТНР|НОДА|АООП)\b(?:[\s,(]*(?:вар\w*\.?\s*)?\d\.\d)?|\bвар(?:иант|\.)\s*\d(?:\.\d)?|\b(?:ВШК|КДН|ПДН)\b|\b(?:реб[её]нок|дети)[\s-]+инвалид\w*|"
    r"\bинвалид(?:ность|ности|ка|ом)?\b(?:[\s,]+(?:[1-3I]{1,3}|перв\w+|втор\w+|треть\w+)[\s-]*(?:гр\.|групп\w*))?|"
    r"\bнадомни(?:к|ца)\b|(?:\bна\s+)?\b(?:домашн|семейн|индивидуальн|надомн)\w+\s+обучени\w+|\b(?:обуч\w+\s+)?на\s+дому\b|"
    r"(?:\b(?:участни[кц]\w*|семья\s+участника|ветеран)\s+)?\bСВО\b|\bмногодетн\w*(?:\s+семья)?|\bмалоимущ\w+|\bмалообеспеч\w+|"
    r"\b(?:под\s+)?опек(?:а|ой|е)\b(?:\s+(?:бабушки|дедушки|т[её]ти|дяди|сестры|брата))?(?:\s*:)?|\bопекаем\w+|\b(?:неполн|при[её]мн)\w+\s+семья|\bстароста\b|\b(?:круглая\s+|круглый\s+)?"
    r"(?-i:сирота)\b|\b(?:дети-)?сироты\b|(?<=[\t;,(])\s*сирота\s*(?=[\t;,)]|$)|\bновеньк(?:ий|ая)\b|\bльготн\w+(?:\s+категория)?|"
    r"(?<=[,;\t])\s*(?-i:ИП)\b|\bдомохоз\w+|\b(?:временно\s+)?не\s+работает\b|\bбезработн\w+|\bсамозанят\w+|"
    r"\bобщежитие\b|\b(?:отлични[кц]а?|хорошист(?:ка)?|мальчик|девочка|пенсионер(?:ка)?)\b|\b\d{1,2}\s+(?:лет|года?)\b"
)
_PAPERS = (
    r"(?:\bснилс\b\s*:?\s*№?\s*)?(?<![\d-])\d{3}-\d{3}-\d{3}[- ]\d\d(?!\d)|\bснилс\b\s*:?\s*№?\s*\d[\d\s-]*\d|"
    r"(?:\bадрес\w*\b|\bпрожива\w+|\bпрописк\w+|\b(?:ул|пер|просп|мкр|наб|пр-т)\.?\s?(?=[А-ЯЁ])|\b(?:улица|проспект|переулок)\b|"
    r"\b(?:дом|д|кв|корп)\.?\s?(?=\d)|(?<!\d)(?<!\d\s)(?-i:\b(?:г|с|п|пос|дер|д|ст)\.\s?[А-ЯЁ][а-яё]{2})|(?<!\d)[1-6]\d{5},\s+(?=[А-ЯЁ]))"
    rf"[^\t;|]*?{_END}"
)
_HERS = r"(?<=[\t;|])\s*(?:пол\s*:?\s*)?(?:м|ж|муж|жен)(?:ской|ский)?\.?\s*(?=[\t;|]|$)|\bпол\s*:\s*(?:муж|жен|м|ж)\w*\.?"
_YEAR = (
    r"(?<![\w.,/\-–+№])(?<!\d\s)(?<!№\s)(?:19|20)\d\d(?![\d./\-–]|[^\W\dг])(?!\s\d)"
    r"(?:\s*(?:г\.?\s?р\.?|года? рождения|года?\b|г\.|г\b))?"
)
_RATE = (
    r"(?<![\d.,])[0-3][,.]\d{1,2}(?!\d)\s*(?:ст\.|ст\b|ставк\w*)|(?<![\d.,])\d{1,2},\d{1,2}(?![\d,])|"
    r"(?<![\d.,])[1-3]\s*(?:ст\.|ставк\w+)|\b(?:пол)?ставк[аи]\b|\b(?:нагрузка\s*:?\s*)?\d{1,2}(?:[,.]\d)?\s*(?:ч\b\.?|час\w*)|"
    r"\b(?:пед\w*\.?\s+)?стаж\w*\s*:?\s*\d{1,2}(?:\s*(?:лет|год\w*|г\.))?"
)
_OF_STAFF = (
    r"\b(?:высшая|первая|вторая)(?:\s+\d{1,2})?(?=\s*(?:[\t;,|]|$))|"
    r"\b(?:высш\w*|перв\w*|втор\w*|[12I]{1,2})\.?\s+(?:кв\w*\.?\s+)?кат(?:егори\w+|\.|\b)|\bсоответствие\s+занимаемой\s+должности|\bСЗД\b|"
    r"\bмолод\w+\s+специалист\w*|(?:\b(?:внеш|внутр)\w*\.?\s+)?\bсовмес\w+|\b(?:внеш|внутр)\w*\.?\s+совм\b\.?|"
    r"\b(?:по\s+)?совм(?:\.|\b)|(?<!\w)[дД]/о(?!\w)|\b(?:в\s+)?(?:декрет\w*(?:\s+отпуск\w*)?|дек\.\s+отпуск\w*)|"
    r"\b(?:в\s+)?отпуск\w*\s+по\s+уходу(?:\s+за\s+реб[её]нком)?"
)
_HELD = (
    r"\b(?:кл\.|классн\w+|кл\b)\s*рук(?:оводител\w+|\.|\b)\s*:?\s*(?:в\s+)?"
    r"\d{1,2}(?:\s*-\s*|\s*[«\"“]\s*|\s*)[А-ЯЁA-Z]?\b\s*[»\"”]?(?:\s*класс\w*|\s*кл\.?)?"
)

_GONE = re.compile(
    r"\b(?:выб\.|выбы\w+|отчислен\w*|уволен\w*|уволил\w+|перев[её]л\w*|перевед[её]н\w*(?!\s+(?:из|с)\b))",
    re.IGNORECASE,
)


def _compiled(*patterns: str) -> re.Pattern[str]:
    """One pattern of several; the groups of dates inside them are nobody's."""
    return re.compile("|".join(patterns), re.IGNORECASE)


_OF_ALL = _compiled(_MOVED, _STATE, _PAPERS, _SINCE, _TERM)
_SEX = _compiled(_HERS)
# «Совместитель — Гонтарь Ефим Львович»
_LEADS = _compiled(
    r"(?:(?:внеш|внутр)\w*\.?\s+)?совместител\w*[\s:—–-]+(?-i:(?=[А-ЯЁ][а-яё-]+\s+[А-ЯЁ]))",
    rf"(?:{_OF_STAFF})\s*[:—–]\s*(?-i:(?=[А-ЯЁ][а-яё-]+\s+[А-ЯЁ]))",
)
_CLASS = _compiled(_HELD)
_STAFFS = _compiled(_OF_STAFF, _RATE)
_YEARS = _compiled(_YEAR)
CHILDS_PHONE = "телефон ребёнка"
_OF_CHILD = _compiled(
    r"\bтел(?:ефон\b|\b\.?)\s*(?:самого\s+)?(?:реб[её]нка|ученика|ученицы|сына|дочери)\s*[:—–-]*\s*"
    rf"{phones.WHOLE.pattern}(?:,\s*{phones.WHOLE.pattern})*"
)
_NO_PARENT = _compiled(
    rf"\b(?:родител\w+|мам[аы]|мать|матери|пап[аы]|отец|отца)\s*[:—–-]?\s*(?:{words.NOBODY})(?!\w)|"
    rf"\b(?:{words.NOBODY})\s+(?:родител\w+|мам[аы]|мать|матери|пап[аы]|отец|отца)(?!\w)|"
    r"\bбез\s+(?:обоих\s+)?(?:родителей|мамы|матери|папы|отца)\b(?:\s*:)?"
)
_GUARDED = re.compile(r"опек|сирот|без (?:обоих )?родителей|родителей нет|нет родителей", re.IGNORECASE)
_OF_KIN = _compiled(r"\b(?:пап[аы]|отец|мам[аы]|мать|родител[ьи])\s+(?:[-–—]\s*)?(?:на|участни\w+)\s+СВО\b")
_BEYOND_DOUBT = re.compile(r"ОВЗ|ЗПР|ТНР|СВО")


def take_remarks(text: str, reading: Reading, *, named: bool = False) -> tuple[list[str], str]:
    """(notes of what is left out, the text without it), behind a name, or anywhere where nobody is `named` in the text.

    A line of staff says rates and combined posts too; in one of parents «м» is a mother. No remark is looked for in a name whose
    parts are said, «Прибыл | Иван».
    """
    left: list[str] = []
    name = text.partition(";")[0]
    said = len(name) if "|" in name else 0
    notes: list[str] = []
    if reading.of_staff:
        if lead := _LEADS.match(text):
            left.append(one_line(lead.group()).strip(" :—–-"))
            text = text[lead.end() :]
        text = _take(_CLASS, text, notes, named, said=said)
        notes = [f"{CLASS_HELD}: «{one}»" for one in notes]
        text = _take(_STAFFS, text, left, named, said=said)
    text = text if reading.of_adults else _take(_OF_KIN, text, left, named, said=said)
    text = text if reading.of_staff else _take(_NO_PARENT, text, left, named, said=said)
    text = _take(_OF_CHILD, text, left, named, said=said) if reading.with_children else text
    text = _take(_OF_ALL, text, left, named, said=said)
    text = text if reading.with_children else _take(_SEX, text, left, named, said=said)
    text = _take(_YEARS, text, left, named, apart=True, said=said)
    if left:
        notes.append(f"не запишется: {', '.join(f'«{one}»' for one in dict.fromkeys(left))}")
    return notes, text


def is_guarded(notes: list[str]) -> bool:
    """Whether a remark says that a child's representative is no parent: «опека», «родителей нет»."""
    return any(map(_GUARDED.search, notes))


def gone_in(notes: list[str]) -> str:
    """The remark that says that somebody is here no more: «выбыл 01.10.2026»; '' mostly."""
    left = [one for note in notes for one in re.findall("«([^»]*)»", note)]
    return next((one for one in left if _GONE.match(one)), "")


def remark_in(*names: str) -> str:
    """The remark that stands in place of a part of a name: «прибыл ОВЗ»; '' mostly."""
    text = " | ".join(filter(None, names))
    return next(filter(None, (_in_names(kind, text) for kind in (_CLASS, _STAFFS, _OF_ALL, _SEX))), "")


def _in_names(kind: re.Pattern[str], text: str) -> str:
    left: list[str] = []
    _take(kind, text, left)
    return next(iter(left), "")


def _take(
    pattern: re.Pattern[str],
    text: str,
    left: list[str],
    named: bool = False,
    *,
    apart: bool = False,
    said: int = 0,
) -> str:
    """The text without what is found in it behind a name (as take_remarks), and behind its first `said` signs. `apart`: not
    where a date or a phone holds it."""
    held = [found.span() for kind in (BORN, phones.WHOLE) for found in kind.finditer(text)] if apart else []

    def put(match: re.Match[str]) -> str:
        start, end = match.span()
        within = any(begin < end and start < until for begin, until in held)
        if (
            within
            or start < said
            or not (named or _names(text[:start]) or _BEYOND_DOUBT.match(match.group()))
        ):
            return match.group()
        shown = one_line(match.group()).strip(" ,;:(|")
        left.append(shown if shown.count("(") == shown.count(")") else shown.strip("()"))
        return ","

    return pattern.sub(put, text)


def _names(before: str) -> bool:
    """Whether a name may have been said by then: «Сирота Иван» begins with one."""
    return len(re.findall(r"[А-ЯЁа-яё'’-]+", before)) > 1
