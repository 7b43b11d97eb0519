"""Words that stand in pasted lists beside names: who a parent is, what a column is called, posts, common first names."""

import re

from core.folding import one_line
from orgstructure.matching import SHORT_NAMES

RELATIONS = {
    "мать": "mother", "мама": "mother", "матери": "mother", "отец": "father", "папа": "father", "отца": "father",
    "опекун": "guardian", "попечитель": "guardian", "представитель": "guardian",
    "законный представитель": "guardian",
}  # fmt: skip
# Relatives who represent a child only as guardians.
KIN = {
    "бабушка", "дедушка", "тетя", "тётя", "дядя", "отчим", "мачеха", "сестра", "брат", "прабабушка", "прадедушка",
}  # fmt: skip
RELATIONS |= dict.fromkeys(KIN, "guardian")
_HER_KIN = {"бабушка", "тетя", "тётя", "мачеха", "сестра", "прабабушка"}
SEX = {"mother": "f", "father": "m"}  # of whoever is so called
RELATION = re.compile(
    rf"(?P<word>{'|'.join(sorted(RELATIONS, key=len, reverse=True))})(?![А-ЯЁа-яё])\s*[:.\-–—]*\s*",
    re.IGNORECASE,
)
# «Белова Анна, мать», «Белов Пётр (отец)»
RELATION_BEHIND = re.compile(rf"[\s,;(]+{RELATION.pattern}[)\s;,.]*(?=[;,\t]|$)", re.IGNORECASE)
# «Зверева Инна, мать Зверева Олега»: of whom, behind the parent.
PARENT_OF = re.compile(
    rf"[\s,;(—–-]+(?P<word>{'|'.join(sorted(RELATIONS, key=len, reverse=True))})\s+(?=[А-ЯЁ])", re.IGNORECASE
)
# «Яковлев Илья - папа …», «Ли Артём: мама — …», «Соколов Петя; опекун - бабушка …»: the word for a parent behind another name.
RELATION_INSIDE = re.compile(
    rf"[\s,;:(/—–-]+(?P<word>{'|'.join(sorted(RELATIONS, key=len, reverse=True))})(?![А-ЯЁа-яё])[\s.:)—–-]*",
    re.IGNORECASE,
)
# «бабушка (опекун) …», «опекун - бабушка …»: a second word behind the first.
RELATION_NEXT = re.compile(rf"[\s(,:/—–-]*{RELATION.pattern}\)?[\s:.—–-]*", re.IGNORECASE)
# A parent in the line of a pupil: «мама Осипова Инна», «тел. мамы».
OF_PARENT = re.compile(
    r"(?:(?<=[\s,;(|])|(?<=\s[—–-]))(?:(?:моб\.?|дом\.?|тел\.?|телефон|номер|контакты?)\s*)?"
    r"(?:мам[аыеу]|мать|матери|пап[аыеу]|отец|отца|бабушк[аи]|дедушк[аи]|т[её]т[яи]|дяд[яи]|отчима?|мачех[аи]|опекуна?|попечител[ья]|"
    r"(?:законн\w+ )?представител[ья]|родител[ьяи]|"
    r"(?:мам|пап|бабушк|дедушк)ин(?:ы|а|о)?(?: (?:тел|номер|моб|сот)\w*)?)(?![А-ЯЁа-яё])", re.IGNORECASE,
)  # fmt: skip
# In place of a parent, an e-mail, a phone.
NOBODY = (
    r"нет(?:\s+(?:данных|сведений|информации))?|(?:данных|сведений|информации)\s+нет|"
    r"не\s*(?:назначен|указан|извест|установлен|имеется)\w*|неизвест\w+|отсутству\w+|прочерк|[бн]/д|вакан\w+|"
    r"умер(?:ла|ли)?|погиб(?:ла|ли)?|лиш[её]н[аы]?(?:\s+(?:родительских\s+)?прав)?"
)
CHILD = re.compile(
    r"(?:реб[её]нок|дети|сын|дочь|дочка|обучающ\w+|ученик|ученица)\s*[:\-–—]?\s+(?=[А-ЯЁ])", re.IGNORECASE
)
HEADERS = {
    "№", "n", "no", "п/п", "№ п/п", "номер", "фио", "ф.и.о", "ф. и. о", "фамилия", "имя", "отчество", "телефон", "тел",
    "телефоны", "моб", "мобильный", "почта", "e-mail", "email", "электронная почта", "эл. почта", "класс", "дата рождения",
    "д.р", "др", "должность", "предмет", "родитель", "родители", "мать", "отец", "ребенок", "ученик", "обучающийся",
    "адрес", "пол", "примечание", "фамилия имя отчество", "фамилия, имя, отчество", "фио родителя", "фио ребенка",
    "фио ученика", "фио обучающегося", "контакты", "контактный телефон", "номер телефона", "кем приходится", "фио учителя",
    "сотрудник", "педагог", "фамилия имя", "фио полностью", "мобильный телефон", "фио законного представителя",
}  # fmt: skip
HEADER_WORDS = set(
    """
    № п/п no n номер фио ф.и.о фамилия имя отчество и / телефон телефона тел контактный мобильный домашний сотовый рабочий
    почта почты электронная эл e-mail email адрес дата рождения рожд класс должность предмет пол примечание полностью
    родителя родителей родитель ребенка ученика учащегося обучающегося воспитанника законного представителя мамы папы матери отца
    мама папа мать отец опекун родители представители законные опекуны представитель законный ребенок ученик обучающийся
    учителя педагога сотрудника кем приходится степень родства контакты категория стаж нагрузка ставка разряд мать отец
    """.split()
)
TITLE = re.compile(
    r"(?:список\b|(?:мальчики|девочки|юноши|девушки|дети|администрация)\s*[:.]?\s*(?:\(?\d+\W*\w*\)?)?\s*$|"
    r"ученики\b|учащиеся\b|обучающиеся\b|родители\b|сотрудники\b|педагоги\b|учителя\b|классный руководитель\s*:?\s*$|"
    r"\d{1,2}\s*[«\"]?[А-ЯЁ]?[»\"]?\s*класс\b|итого\b|всего\b|20\d\d\s*[-–/]\s*20\d\d)",
    re.IGNORECASE,
)
POST = re.compile(
    r"(?!(?-i:[А-ЯЁ])[а-яё]*(?:[оеё]ва?|ина?|енко)\b)"  # «Мастеров», «Дворникова» are surnames
    r"(?:и\.\s?о\.|врио\b|зам\b|зам\.|завуч|директор|заместител|учител|преподавател|педагог|воспитател|психолог|логопед|"
    r"дефектолог|библиотекар|методист|тьютор|секретар|социальн|соц\.|советник|вожат|инструктор|тренер|медсестра|"
    r"медицинск|бухгалтер|делопроизводител|завхоз|заведующ|лаборант|инженер|концертмейстер|мастер|классный рук|кл\.\s?рук|"
    r"зав\.|зав\b|дворник|повар|вахт|сторож|уборщи|водител|специалист|соцпедагог|рабочий по|кухонный рабочий|техничка|"
    r"техслужащ|гардеробщи|физрук|трудовик|электрик|слесар|диспетчер|программист|юрист|экономист|кладовщик|ассистент|помощник|"
    r"фельдшер|руководител)",
    re.IGNORECASE,
)
# Leads a surname, or follows a patronymic.
BEFORE_SURNAME = {
    "фон",
    "ван",
    "де",
    "дер",
    "ден",
    "ди",
    "да",
    "ла",
    "ле",
    "эль",
    "аль",
    "бен",
    "ибн",
    "тер",
    "дон",
    "дю",
}
AFTER_PATRONYMIC = {"оглы", "кызы", "улы", "гызы", "угли", "оол", "кизи", "ула", "уулу", "оглу", "заде", "зода"}  # fmt: skip
# Whose a column is.
_MOTHER = re.compile(r"\b(?:мам|мать|матер)", re.IGNORECASE)
_FATHER = re.compile(r"\b(?:пап|отец|отца)", re.IGNORECASE)
_GUARDIAN = re.compile(r"\bопекун", re.IGNORECASE)
_PARENT = re.compile(r"родител|мам|мать|матер|пап|отец|отца|представител", re.IGNORECASE)
_CHILD = re.compile(r"реб[её]н|ученик|учащ|обучающ", re.IGNORECASE)
_OF_CHILD = re.compile(r"рожд|д\. ?р|\bтел|\bмоб|контакт|класс|почт|mail|пол\b|адрес|снилс", re.IGNORECASE)
_PATRONYMIC = re.compile(r".+(?:ович|евич|ьич|ич|овна|евна|ична|инична|ьевна)$", re.IGNORECASE)
_ENDS_AS_PATRONYMIC = re.compile(rf".+(?:ич|вна|[чш]на|{'|'.join(AFTER_PATRONYMIC)})$", re.IGNORECASE)
_HER_PATRONYMIC = re.compile(r".+(?:овна|евна|ична|инична)$", re.IGNORECASE)
# Endings that a surname has and a first name has not.
_SURNAME = re.compile(r".+(?:[ое]ва?|[сц]к(?:ий|ая|ой)|[кшн]ин|[кш]ина|енко|ых)$", re.IGNORECASE)

FIRST_NAMES = set(
    """
    александр александра алексей алина алиса алла альбина анастасия анатолий андрей анжелика анна антон антонина арина
    арсений артем артур ася богдан борис вадим валентин валентина валерий валерия варвара василий василиса вера вероника
    виктор виктория виталий владимир владислав вячеслав галина георгий герман глеб григорий давид данила данил даниил дарья
    денис диана динара дмитрий ева евгений евгения егор екатерина елена елизавета жанна захар зинаида зоя иван игорь ильдар
    илья инна ирина карина кирилл клавдия константин кристина ксения лариса лев леонид лидия любовь людмила майя макар
    максим маргарита марина мария марк марьяна матвей мирон мирослава михаил надежда назар наталия наталья никита николай
    нина оксана олег олеся ольга павел петр платон полина раиса регина рената ренат рима роза роман руслан савелий светлана
    семен сергей снежана софия софья станислав степан таисия тамара татьяна тимофей тимур ульяна фаина федор фатима эдуард
    эльвира эльдар эмилия эмма юлиана юлия юрий яков ян яна ярослав ярослава алена алеся амина аида айгуль гульнара зарина
    лилия марат рамиль рашид рустам дамир камила камилла богдана владислава станислава ангелина алевтина милана элина
    эвелина сабина мадина геннадий всеволод
    """.split()
)


def sex_of_relation(word: str) -> str:
    """'f' or 'm' of a word for a parent, «мама», «дядя»; '' of «опекун», which either is."""
    return SEX.get(RELATIONS.get(word, ""), ("f" if word in _HER_KIN else "m") if word in KIN else "")


def is_first_name(word: str) -> bool:
    return word.lower().replace("ё", "е") in FIRST_NAMES


def is_given_name(word: str) -> bool:
    """A first name in full or short: «Пётр», «Петя», «Анна-Мария»."""
    parts = word.lower().replace("ё", "е").split("-")
    return all(part in FIRST_NAMES or part in SHORT_NAMES for part in parts)


def is_surname(word: str) -> bool:
    """A form that no first name has: «Петрова», «Белинский»."""
    return bool(_SURNAME.match(word.lower().replace("ё", "е"))) and not is_given_name(word)


def is_patronymic(word: str) -> bool:
    return bool(_PATRONYMIC.match(word))


def ends_as_patronymic(word: str) -> bool:
    """As `is_patronymic`, with those of other peoples: «Рашид-оглы», «Гасанзаде»."""
    return bool(_ENDS_AS_PATRONYMIC.match(word))


def is_her_patronymic(word: str) -> bool:
    """A form that no surname has: «Сергеевна»."""
    return bool(_HER_PATRONYMIC.match(word))


def is_header(cells: list[str]) -> bool:
    """Whether these are the names of columns: «№», «ФИО родителя», «Дата рождения ребёнка»."""
    names = [one_line(cell.lower().replace("ё", "е")).strip(" .:*") for cell in cells]
    return any(names) and all(not name or name in HEADERS or _heads(name) for name in names)


def heads_parents_phones(cells: list[str]) -> bool:
    """Whether the names of columns say that the phones are parents': «Телефон мамы», «ФИО мамы», «Телефон»."""
    if not is_header(cells):
        return False
    of_parents, owner = [], False
    for cell in cells:
        if re.search(r"\bтел|\bмоб|контакт", cell, re.IGNORECASE):
            of_parents.append(bool(_PARENT.search(cell)) or (owner and not _CHILD.search(cell)))
        elif re.search(r"фио|ф\. ?и\. ?о|фамилия|имя", cell, re.IGNORECASE) or _PARENT.search(cell):
            owner = bool(_PARENT.search(cell))
    return bool(of_parents) and all(of_parents)


def relation_of_column(name: str) -> str:
    """Who the people of a column are to the child: «Мама», «ФИО отца»; '' where it does not say one thing."""
    said = {
        relation
        for relation, form in (("мать", _MOTHER), ("отец", _FATHER), ("опекун", _GUARDIAN))
        if form.search(name)
    }
    return said.pop() if len(said) == 1 else ""


def is_childs_column(name: str) -> bool:
    """Whether the children of a list of parents stand in a column: «Ученик», «ФИО ребёнка»; not what is said of them."""
    return bool(_CHILD.search(name)) and not _PARENT.search(name) and not _OF_CHILD.search(name)


def is_parents_column(name: str) -> bool:
    """Whether parents stand in a column by name: «ФИО родителей», «Мама»; not their phones, nor what else is said of them."""
    return bool(_PARENT.search(name)) and not _OF_CHILD.search(name)


def _heads(name: str) -> bool:
    return all(word.strip(".,:()") in HEADER_WORDS for word in name.split())
