"""Russian words of the structure that are not on a page."""

from typing import Any

from audit.words import Group, Kind

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
            "employment.opened": "принят на работу",
            "enrolment.closed": "место в классе закрыто",
            "enrolment.confirmed": "вступление подтверждено",
            "enrolment.joined": "человек вступил в класс",
            "enrolment.opened": "человек зачислен",
            "enrolment.unconfirmed": "подтверждение вступления снято",
            "guardian.linked": "записан законный представитель",
            "guardian.unlinked": "представительство закончено",
            "person.accusative_name_set": "исправлено склонение имени",
            "person.added": "человек добавлен",
            "person.edited": "сведения о человеке изменены",
            "person.redacted": "личные слова о человеке стёрты из журнала",
        },
        "details": {"kind": "кто", "left_on": "выбыл", "post": "должность"},
        "objects": {
            "orgstructure.person": Kind("человек", "dashboard:person", numbered=True),
        },
    },
]
