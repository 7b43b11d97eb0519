"""What the reader of a line is not sure of, each with the answers that settle it."""

import re
from dataclasses import dataclass, replace
from datetime import date

from core.names import in_usual_case as calm
from core.phones import show_phone
from core.russian import plural_form
from orgstructure.pasted import phones, words
from orgstructure.pasted.children import is_full_name
from orgstructure.pasted.dates import OF_AGE, OLDEST, OLDEST_PUPIL, PUPIL_FROM, STAFF_FROM, age_on
from orgstructure.pasted.given import sex_of_name
from orgstructure.pasted.line import PersonLine, children_of
from orgstructure.pasted.parts import Reading
from orgstructure.pasted.pupils import families, pupils_called

_INITIALS = re.compile(r"^(?:(?:[А-ЯЁ]\.?\s*-?\s*){1,2}\.?|(?:[а-яё]\.\s*)?[а-яё]\.?)$")


@dataclass(frozen=True)
class Question:
    """What the reader is not sure of. `answers`: (verb of `mend`, words of the button).

    `blocks`: nothing is written until it is answered; else the first thing said of `words` holds. `fits`: of a child, the
    labels of those who may be meant; `card`: of somebody whose card is to be opened first.
    """

    kind: str
    words: str
    answers: tuple[tuple[str, str], ...]
    blocks: bool = True
    fits: tuple[str, ...] = ()
    card: int | None = None


def asks_of_name(person: PersonLine) -> list[Question]:
    """What is asked where the parts of the name are guessed."""
    found = []
    if _starts_with_first_name(person):
        found.append(of_order(person))
    elif _odd_patronymic(person):
        asked = f"отчество «{_odd_patronymic(person)}» — верно?"
        found.append(Question("patronymic", asked, (("keep", "Да"), ("edit", "Исправить"))))
    if any(_INITIALS.match(part) for part in (person.first_name, person.patronymic) if part):
        asked = "вместо имени инициалы: лучше вписать имя"
        found.append(Question("initials", asked, (("edit", "Вписать"), ("keep", "Оставить"))))
    return found


def of_order(person: PersonLine) -> Question:
    answers = (
        ("turn", f"Фамилия — {turned(person).last_name}"),
        ("keep", f"Фамилия — {person.last_name}"),
    )
    return Question("order", "похоже, имя стоит первым", answers)


def turned_name(last_name: str, first_name: str, patronymic: str = "") -> PersonLine | None:
    """How a name would stand whose parts seem to be in the wrong places: «Мария», «Петровна», «Гуревич»; None mostly."""
    person = PersonLine(0, last_name, first_name, patronymic)
    return turned(person) if _starts_with_first_name(person) else None


def doubt_of_typed(last_name: str, first_name: str, patronymic: str = "") -> str:
    """«» or what is odd in a name whose parts were typed apart: a word of a parent, the parts in the wrong places."""
    relation = next((one for one in (last_name, first_name) if words.RELATION.fullmatch(one)), "")
    if relation:
        return f"«{relation}» — слово о родителе, а стоит на месте имени."
    meant = turned_name(last_name, first_name, patronymic)
    if meant:
        name = " ".join(filter(None, (meant.last_name, meant.first_name, meant.patronymic)))
        return f"Похоже, имя стоит на месте фамилии. Может быть, так: {name}?"
    if words.is_given_name(patronymic):
        return f"Отчество «{patronymic}» похоже на имя."
    return ""


def contradicts(relation: str, name: str, gender: str = "") -> bool:
    """Whether a mother has a man's name or a father a woman's. `gender`: as the card says it."""
    sex = gender or sex_of_name(name)
    return bool(sex) and words.SEX.get(relation, sex) != sex


def asks_of_case(person: PersonLine) -> list[Question]:
    """Capitals, small letters: offered until they are mended, whatever else was answered."""
    if in_usual_case(person) == person:
        return []
    calmed = (("case", "Исправить регистр"),)
    return [Question("case", "имя набрано не как обычно", calmed, blocks=False)]


def asks_besides(person: PersonLine, reading: Reading) -> list[Question]:
    """What is asked even where the parts of the name are said: the class, a grandmother, the children, a birthday, what
    nobody claims."""
    found = []
    if person.gone:
        asked = f"похоже, выбыл («{person.gone}»): не записывать?"
        found.append(Question("gone", asked, (("depart", "Не записывать"), ("stays", "Всё равно записать"))))
    if person.post and not reading.of_staff:
        asked = f"«{person.post}» — {person.full_name} из сотрудников? Их вставляют отдельным списком"
        who = "родителем" if reading.with_children else "учеником"
        found.append(
            Question("staff", asked, (("drop", "Сотрудник, пропустить"), ("civil", f"Записать {who}")))
        )
    if person.school_class:
        found.append(of_class(f"В строке стоит {person.school_class}", reading))
    if person.short:
        found.append(_of_short(person.short, reading))
    if person.kin:
        answers = (("guards", "Да, опекун"), ("omit", "Не записывать"))
        found.append(Question("kin", f"{person.kin.capitalize()} — законный представитель?", answers))
    if _is_pupils_name(person, reading):
        asked = f"{person.full_name} — ученик этого класса, а не родитель?"
        answers = (("unlist", "Ученик, не записывать"), ("adult", "Нет, это родитель"))
        found.append(Question("pupil", asked, answers))
    elif not person.sure and contradicts(person.relation, person.full_name):
        found.append(_of_sex(person))
    if len(children_of(person)) > 1:
        found.append(_of_children(children_of(person)))
    if person.birth_date and reading.today:
        found += _of_age(person.birth_date, reading, reading.today)
    if person.unread:
        found.append(_of_unread(person, reading))
    return found


def of_class(said: str, reading: Reading) -> Question:
    answers = (("here", f"Записать в {reading.school_class}"), ("aside", "Пропустить"))
    return Question("class", f"{said}, а выбран {reading.school_class}", answers)


def _of_short(short: str, reading: Reading) -> Question:
    full = phones.in_town(short, reading.school_phone)
    asked = f"телефон «{short}» без кода города не записывается"
    answers = (("area", f"Записать с кодом школы: {show_phone(full)}"),) if full else ()
    return Question("area" if full else "short", asked, answers, blocks=False)


def _of_sex(person: PersonLine) -> Question:
    is_mother = person.relation == "mother"
    other, sex = ("отец", "мужчины") if is_mother else ("мать", "женщины")
    answers = (("swap", f"Нет, {other}"), ("sure", f"Да, {person.who}"), ("edit", "Исправить"))
    return Question("sex", f"{person.full_name} — {person.who}? Имя похоже на имя {sex}", answers)


def _is_pupils_name(person: PersonLine, reading: Reading) -> bool:
    """Whether a parent without a child is called as a pupil; with a phone that needs no less than the whole name."""
    if not reading.with_children or person.adult or person.child:
        return False
    bare, size = not (person.phone or person.email or person.relation), len(person.search_name.split())
    called = pupils_called(person.full_name, reading.pupils)
    return any(bare or size <= len(pupil.split()) for pupil in called)


def _of_age(born: date, reading: Reading, today: date) -> list[Question]:
    """A birthday by which somebody is too young or too old for who they are here: another's, a slip, the day when they came."""
    whose, least = ("сотрудника", STAFF_FROM) if reading.with_posts else ("ученика", PUPIL_FROM)
    if reading.with_children:
        whose, least = "родителя", OF_AGE
    most = OLDEST if reading.of_adults else OLDEST_PUPIL
    age = age_on(today, born)
    if least <= age <= most:
        return []
    wrong = (
        f"меньше {least} лет" if age < least else f"больше {most} {plural_form(most, 'года', 'лет', 'лет')}"
    )
    asked = f"дата рождения {born:%d.%m.%Y} — {whose}? По ней ему {wrong}"
    return [Question("minor", asked, (("undate", "Не записывать дату"), ("edit", "Исправить")))]


def of_head(person: PersonLine) -> Question:
    """Of a pupil's name alone in a line, with others below it."""
    asked = f"{person.full_name} — ученик этого класса, а ниже его родители?"
    answers = (("head", "Да"), ("unlist", "Ученик, не записывать"), ("adult", "Нет, это родитель"))
    return Question("head", asked, answers)


def of_parents(names: list[str], reading: Reading) -> Question:
    who = "родителей" if reading.with_children else "людей"
    asked = f"в строке {who}: {len(names)}: {', '.join(names)}"
    return Question("parents", asked, (("apart", "Записать каждого отдельной строкой"),))


def _of_children(children: list[str]) -> Question:
    number = {2: "двое детей", 3: "трое детей"}.get(len(children), f"детей: {len(children)}")
    asked = f"в строке {number}: {', '.join(children)}"
    return Question("children", asked, (("split", "Записать родителя к каждому"), ("edit", "Исправить")))


def _of_unread(person: PersonLine, reading: Reading) -> Question:
    edit = ("edit", "Исправить")
    of_parent = bool(words.OF_PARENT.search(f" {person.unread}"))
    if reading.of_adults or not (of_parent or _names_somebody(person)):
        return Question("unread", f"не прочитано: «{person.unread}»", (("forget", "Не записывать"), edit))
    who = "о родителе" if of_parent else "в строке ещё человек"
    asked = f"{who}: «{person.unread}». Родителей запишет этот же список, вставленный ещё раз как «родители»"
    if not person.phone or phones.WHOLE.search(person.unread):
        return Question("relative", asked, (("orphan", "Не записывать в карточку ребёнка"), edit))
    return of_phone(asked, person.phone)


def of_phone(said: str, phone: str) -> Question:
    """Whether a phone in the line of a pupil is the pupil's own."""
    answers = (("own", "Ребёнка"), ("unphone", "Родителя: не записывать"), ("edit", "Исправить"))
    return Question("whose", f"{said}. Чей телефон {show_phone(phone)}?", answers)


def _names_somebody(person: PersonLine) -> bool:
    """Whether what was not read in a pupil's line names one more person: «Ершова Ольга Петровна», «Ершова О. П.»."""
    for piece in re.split(r"[,;()]", person.unread):
        name = re.sub(r"\.(?=[А-ЯЁ])", ". ", piece.strip()).split()
        if len(name) < 2 or not is_full_name(" ".join(name)):
            continue
        usual = any(map(words.is_given_name, name[:2])) or words.ends_as_patronymic(name[-1])
        if (
            usual
            or name[-1].endswith(".")
            or {*families(name[0].lower())} & {*families(person.last_name.lower())}
        ):
            return True
    return False


def _starts_with_first_name(person: PersonLine) -> bool:
    """Whether the order seems to be «Мария Сергеевна Гуревич», «Мария Гуревич», «Маша Гуревич»."""
    if words.is_patronymic(person.first_name) and person.patronymic:
        return words.is_given_name(person.last_name) or not words.is_patronymic(person.patronymic)
    if words.is_patronymic(person.patronymic):
        return False
    if words.is_given_name(person.first_name):  # «Павел Александр»
        return words.is_given_name(person.last_name) and not person.patronymic
    rare = words.is_surname(person.first_name) and not words.is_surname(person.last_name)  # «Айлин Петрова»
    return words.is_given_name(person.last_name) or (rare and not person.patronymic)


def starts_with_surname(person: PersonLine) -> bool:
    """Whether the order is certain: of «Айлин Тагай», «Мухаммад Али Саидов» it is not."""
    if person.patronymic:
        return words.ends_as_patronymic(person.patronymic) and not words.is_patronymic(person.first_name)
    if words.is_given_name(person.first_name):
        return not words.is_given_name(person.last_name)
    return words.is_surname(person.last_name) and not words.is_surname(person.first_name)


def _odd_patronymic(person: PersonLine) -> str:
    """What in place of a patronymic does not end as one: more words, a first name, a remark; '' mostly."""
    first, *more = person.patronymic.split() or [""]
    odd = any(word.lower() not in words.AFTER_PATRONYMIC for word in more)
    sure = not first or more or words.ends_as_patronymic(first) or _INITIALS.match(person.patronymic)
    return person.patronymic if odd or not sure else ""


def turned(person: PersonLine) -> PersonLine:
    """«Мария Сергеевна Гуревич» read as surname, name, patronymic → Гуревич Мария Сергеевна."""
    if person.patronymic:
        return replace(
            person, last_name=person.patronymic, first_name=person.last_name, patronymic=person.first_name
        )
    return replace(person, last_name=person.first_name, first_name=person.last_name)


def in_usual_case(person: PersonLine) -> PersonLine:
    """«ПОПОВА СВЕТЛАНА», «попова светлана» → Попова Светлана."""
    last, first, patronymic = (
        calm(part) for part in (person.last_name, person.first_name, person.patronymic)
    )
    return replace(person, last_name=last, first_name=first, patronymic=patronymic)
