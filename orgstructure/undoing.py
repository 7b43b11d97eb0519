"""Bulk decisions about people and classes, and how they are undone."""

from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat, ExtractYear, Trim

from orgstructure import texts
from orgstructure.models import Enrolment
from undo.registry import Kind, Table


def _name(through: str = "") -> Any:
    parts = (
        F(f"{through}last_name"),
        Value(" "),
        F(f"{through}first_name"),
        Value(" "),
        F(f"{through}patronymic"),
    )
    return Trim(Concat(*parts, output_field=CharField()))


def _person() -> Any:
    return _name()


def _of_person() -> Any:
    return _name("person__")


def _guardian() -> Any:
    return _name("guardian__")


def _title() -> Any:
    return F("title")


def _year() -> Any:
    return Cast(ExtractYear("starts_on"), CharField())


def _subject() -> Any:
    return F("name")


KINDS = {
    "people.listed": Kind(
        "Записан список людей",
        "people.add_to_class",
        by_hand="Ошибку в имени, телефоне или почте тех, кто остаётся, можно исправить в карточке человека.",
    ),
    "classes.generated": Kind(
        "Созданы классы",
        "structure.edit",
        by_hand="Класс, в котором нет учеников и родителей, можно отправить в архив на его странице.",
    ),
    "class.archived": Kind("Класс отправлен в архив", "structure.edit"),
    "representatives.removed": Kind("Убран законный представитель", "guardians.end"),
    "places.ended": Kind(texts.PLACE_ENDED, "places.end"),
    "class_links.written": Kind("Вписаны ссылки классов на платформе", "classes.edit_link"),
    "year.prepared": Kind("Заведён учебный год", "structure.edit"),
}
TABLES = {
    "orgstructure.academicyear": Table(
        made="Учебный год удаляется", changed="Учебные годы становятся как были", label=_year
    ),
    "orgstructure.person": Table(
        made="Новые люди удаляются", changed="Карточки людей становятся как были", label=_person
    ),
    "orgstructure.formername": Table(
        made="Прежние имена удаляются",
        changed="Прежние имена становятся как были",
        label=_person,
        belongs_to=("person",),
    ),
    "orgstructure.employment": Table(
        made="Записи о работе удаляются",
        changed="Записи о работе становятся как были",
        label=_of_person,
        belongs_to=("person",),
        ended="valid_to",
    ),
    "orgstructure.enrolment": Table(
        made="Места в классах удаляются",
        changed="Места в классах становятся как были",
        label=Enrolment.label_in_sql,
        belongs_to=("person",),
        ended="valid_to",
    ),
    "orgstructure.guardianship": Table(
        made="Связи родителей с детьми удаляются",
        changed="Связи родителей с детьми становятся как были",
        label=_guardian,
        belongs_to=("guardian",),
        ended="valid_to",
    ),
    "orgstructure.schoolclass": Table(
        made="Новые классы удаляются",
        changed="Классы становятся как были",
        label=_title,
        ended="archived_at",
    ),
    "orgstructure.platformlink": Table(
        made="Вписанные ссылки классов убираются",
        changed="Прежние ссылки классов снова действуют",
        label=Enrolment.place_in_sql,
    ),
    "orgstructure.subject": Table(
        made="Новые предметы удаляются", changed="Предметы становятся как были", label=_subject
    ),
}
