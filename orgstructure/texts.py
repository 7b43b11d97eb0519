"""Russian words of the structure that are not on a page."""

from collections.abc import Iterable
from typing import Any

from audit.words import Group, Kind
from core.russian import dt, ru_plural

# What becomes of a place in a class, by the verb of the journal.
PLACES = {
    "opened": "Открывается место в классе: {place}, с {day}",
    "joined": "Вступает в класс: {place}",
    "confirmed": "Вступление подтверждается: {place}",
    "unconfirmed": "Подтверждение вступления снимается: {place}",
    "closed": "Закрывается место в классе: {place}, последний день — {day}",
}
NOT_BEGUN = "{what}: {row}. Записано с {day}, поэтому исчезнет, как будто записи не было"


OF_WHOM = {"pupil": "учеников", "parent": "родителей", "teacher": "сотрудников"}


def listed(role: str, people: int, links: int, place: Any, filled: int = 0) -> str:
    """«Список учеников, 5А: 25 человек», as a run is called."""
    what = (
        ru_plural(people, "человек,человека,человек") if people or not links else f"связей с детьми {links}"
    )
    if filled:
        cards = f"карточек дополнено {filled}"
        what = f"{what}, {cards}" if people or links else cards
    return f"Список {OF_WHOM[role]}, {place}: {what}"


# Whom a link of a class leads in.
FOR_WHOM = {"pupil": "для учеников", "parent": "для родителей", "teacher": "для педагогов"}


def link_retired(school_class: Any, role: str, is_replaced: bool) -> str:
    """«По прежней ссылке 5А для учеников портал больше никого не поведёт: её заменит новая»"""
    after = "её заменит новая" if is_replaced else "новой нет, и приглашённым некуда идти дальше"
    return f"По прежней ссылке {school_class} {FOR_WHOM[role]} портал больше никого не поведёт: {after}"


def link_of_another(school_class: Any, role: str, link: str, other: Any) -> str:
    """«5А, для учеников: ссылка https://max.ru/join/1 уже у 5Б. …»"""
    return (
        f"{school_class}, {FOR_WHOM[role]}: ссылка {link} уже у {other}. У каждого класса она своя: скопируйте на платформе "
        "ссылку этого класса."
    )


def link_written_meanwhile(school_class: Any, role: str, now: str) -> str:
    """«5А, для учеников: пока вы заполняли, здесь вписали https://max.ru/join/2. …»"""
    what = f"вписали {now}" if now else "убрали ссылку"
    return f"{school_class}, {FOR_WHOM[role]}: пока вы заполняли, здесь {what}. Если нужна ваша, сохраните ещё раз."


def platform_left(school_class: Any, before: str) -> str:
    return (
        f"Ссылки {school_class} на прежней платформе ({before}) больше не показываются: впишите ссылки новой"
    )


def place_changes(change: str, place: Any) -> str:
    """«Открывается место в классе: Белов Илья Сергеевич · 5А · ученик, с 1 сентября»"""
    return PLACES[change].format(
        place=place, day=dt(place.valid_to if change == "closed" else place.valid_from)
    )


def place_dropped(place: Any) -> str:
    return _not_begun("Закрывается место в классе", place)


def _not_begun(what: str, row: Any) -> str:
    """Of a row whose last day would lie before its first: it has not counted for a day."""
    return NOT_BEGUN.format(what=what, row=row, day=dt(row.valid_from))


PLACE_ENDED = "Ученик убран из класса"
TAKEN_OUT = "Убрано: {person} больше не в {place}."
PLACE_GONE = "Убирать нечего: этого места в классе уже нет."
GUARDIAN_REMOVED = "Убран законный представитель"
GUARDIAN_WRITTEN = "Записано: ребёнок — {pupil}, законный представитель — {guardian}."
GUARDIAN_ENDED = "Убрано: {guardian} — больше не законный представитель. Ребёнок — {pupil}."
GUARDIAN_GONE = "Убирать нечего: этой связи уже нет."
GUARDIAN_ALREADY = "Уже записано: ребёнок — {pupil}, законный представитель — {guardian}."


def guardianship_opened(row: Any) -> str:
    """«Записывается представитель: Белова Анна Игоревна — мать (Белов Илья Сергеевич), с 1 сентября»"""
    return f"Записывается представитель: {row}, с {dt(row.valid_from)}"


def guardianship_reworded(row: Any) -> str:
    """«Белова Ирина: теперь «мать», ребёнок — Белов Илья»"""
    return f"{row.guardian.full_name}: теперь «{row.get_relation_display()}», ребёнок — {row.pupil.full_name}"


def guardianship_ended(row: Any, last_day: Any) -> str:
    if row.valid_from > last_day:
        return _not_begun("Заканчивается представительство", row)
    return f"Заканчивается представительство: {row}, последний день — {dt(last_day)}"


def employment_opened(row: Any) -> str:
    """«Принимается на работу: Иванова Мария Петровна · учитель, с 1 сентября»"""
    return f"Принимается на работу: {row}, с {dt(row.valid_from)}"


def employment_edited(row: Any, before: str) -> str:
    return f"Исправляется должность: {row} (было: {before or 'не вписана'})"


def employment_ended(row: Any, last_day: Any) -> str:
    if row.valid_from > last_day:
        return _not_begun("Заканчивается работа в школе", row)
    return f"Заканчивается работа в школе: {row}, последний день — {dt(last_day)}"


def person_added(person: Any) -> str:
    return f"Добавляется человек: {person}"


NAME_IN_ODD_CASE = "«{typed}» набрано не как обычно: обычно пишут «{usual}»."
PARENTS_NEXT = "В списке были и родители. Чтобы записать их, вставьте тот же список ещё раз как «родители»."
RELATION_AS_TYPED = "{person} — {relation}? Исправьте, а если всё верно, отметьте это внизу формы."
NAME_AS_TYPED = "{doubt} Исправьте, а если всё верно, отметьте это внизу формы."


def person_edited(person: Any, names: list[str]) -> str:
    """«Меняются сведения: Белова Анна Игоревна (фамилия, телефон)»"""
    return f"Меняются сведения: {person} ({fields_of(person, names)})"


def fields_of(model: Any, names: Iterable[str]) -> str:
    """«фамилия, телефон»"""
    return ", ".join(str(model._meta.get_field(name).verbose_name) for name in names)


def year_prepared(year: Any) -> str:
    return f"Заводится учебный год {year}: с {dt(year.starts_on)} по {dt(year.ends_on)}"


def class_opened(school_class: Any) -> str:
    return f"Создаётся класс: {school_class}"


def class_edited(school_class: Any) -> str:
    return f"Меняется класс: {school_class}"


CLASS_IN_ARCHIVE = "Класс {title} отправлен в архив"
ARCHIVED_ALREADY = "Класс {title} уже в архиве. Обновите страницу."
CLASS_NOT_EMPTY = (
    "В {title} ещё числятся {people}: с людьми класс в архив не уходит. В архив отправляют класс, который завели по ошибке "
    "или в котором никого не осталось."
)


def class_archived(school_class: Any) -> str:
    return f"Класс уходит в архив: {school_class}"


def subject_added(subject: Any) -> str:
    return f"Добавляется предмет: {subject}"


# What the journal says of this room's verbs, and the things they are done to.
SCHOOL = Group("school", "Школа и классы", place=50)
PEOPLE = Group("people", "Люди", place=60)
JOURNAL: list[dict[str, Any]] = [
    {
        "group": SCHOOL,
        "verbs": {
            "class.archived": "класс отправлен в архив",
            "class.created": "класс создан",
            "class.edited": "класс изменён",
            "class.link_removed": "ссылка класса на платформе убрана",
            "class.link_written": "ссылка класса на платформе вписана",
            "organization.created": "школа заведена",
            "organization.edited": "сведения о школе изменены",
            "subject.created": "предмет добавлен",
            "year.prepared": "подготовлен следующий учебный год",
        },
        "details": {
            "changes": "изменено",
            "platform_link": "ссылка класса на платформе",  # one for all roles, once
            "platform": "платформа",
            "role": "роль",
            "time_zone": "часовой пояс",
            "paper_size": "кегль приказов",
        },
        "objects": {
            "orgstructure.academicyear": Kind("учебный год", "dashboard:structure"),
            "orgstructure.organization": Kind("школа", "orgstructure:organization_edit"),
            "orgstructure.schoolclass": Kind("класс", "dashboard:school_class", numbered=True),
        },
    },
    {
        "group": PEOPLE,
        "verbs": {
            "employment.edited": "должность исправлена",
            "employment.ended": "работа в школе закончена",
            "employment.opened": "записан приём на работу",
            "enrolment.closed": "место в классе закрыто",
            "enrolment.confirmed": "вступление подтверждено",
            "enrolment.joined": "человек вступил в класс",
            "enrolment.opened": "человек зачислен",
            "enrolment.unconfirmed": "подтверждение вступления снято",
            "guardian.linked": "записан законный представитель",
            "guardian.reworded": "родство исправлено по полу",
            "guardian.unlinked": "представительство закончено",
            "person.accusative_name_set": "исправлено склонение имени",
            "person.added": "человек добавлен",
            "person.edited": "сведения о человеке изменены",
            "person.filled": "карточка дополнена из списка",
            "person.redacted": "личные слова о человеке стёрты из журнала",
        },
        "details": {"kind": "кто", "left_on": "выбыл", "parts": "что", "post": "должность"},
        "objects": {
            "orgstructure.person": Kind("человек", "dashboard:person", numbered=True),
        },
        "people": {
            "orgstructure.employment": ("person_id",),
            "orgstructure.enrolment": ("person_id",),
            "orgstructure.externalkey": ("person_id",),
            "orgstructure.formername": ("person_id",),
            "orgstructure.guardianship": ("guardian_id", "pupil_id"),
            "orgstructure.person": ("pk",),
        },
    },
]

# What a lost race is told by the constraint that decided it (core/races.py).
CONFLICTS = {
    "employment_one_open_of_a_post": "Эта должность у человека уже записана. Обновите страницу.",
    "enrolment_one_open": "Этот человек в этом классе уже есть. Обновите страницу.",
    "enrolment_one_class_at_a_time": "Ученик в эти дни уже в другом классе. Откройте его карточку.",
    "guardian_one_open_of_a_pupil": "Этот представитель у ученика уже записан. Обновите страницу.",
    "external_key_names_one_person": "Этот номер из другой системы уже у другого человека.",
    "platform_link_one_current": "Ссылку этого класса только что вписал кто-то другой. Обновите страницу и сверьте.",
    "platform_link_version_once": "Ссылку этого класса только что вписал кто-то другой. Обновите страницу и сверьте.",
    "organization_inn_once": "Школа с этим ИНН уже заведена.",
    "year_once": "Этот учебный год уже заведён.",
    "class_one_staff_room": "«Учительская» в школе уже есть.",
    "class_title_once_a_year": "Такой класс в этом году уже есть.",
    "subject_once": "Такой предмет уже есть.",
}
