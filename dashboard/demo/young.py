"""The second school of the demo: a young one, whose application waits for its director."""

from datetime import date
from typing import Any

from core import clock
from documents.services import Line, draft_order, sign_order, submit_order
from orgstructure.models import Person
from orgstructure.services.people import add_person
from registration.services import draft_case, submit_case
from roles.models import User
from roles.selectors import signatory
from roles.services.accounts import give_access
from roles.services.school import create_school

PROFILE = {
    "full_name": "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 4»",
    "short_name": "МБОУ «СОШ № 4»",
    "mark": "4",
    "inn": "2600000091",
    "ogrn": "1022600000103",
    "locality": "п. Солнечный",
    "address": "684000, Камчатский край, п. Солнечный, ул. Лесная, д. 4",
    "phone": "+79000000400",
    "email": "school4@school.example",
    "website": "",
    "platform": "vk",
    "time_zone": "Asia/Kamchatka",
}
DIRECTOR = {
    "last_name": "Ершов",
    "first_name": "Антон",
    "patronymic": "Игоревич",
    "email": "director4@school.example",
    "phone": "+79000000401",
}


def add_young_school(year_began: date) -> list[tuple[str, User]]:
    """A school in its first week, nine hours ahead. Returns (role, account) of those who sign in there."""
    organization, director = create_school(profile=PROFILE, director=DIRECTOR, today=year_began, actor=None)
    with clock.in_school(organization):
        person = add_person(
            organization=organization, kind=Person.Kind.STAFF, post="секретарь", last_name="Белова",
            first_name="Юлия", patronymic="Романовна", email="admin4@school.example", phone="+79000000402",
            actor=director,
        )  # fmt: skip
        administrator: Any = give_access(person=person, email="admin4@school.example", actor=director)
        order = draft_order(
            organization=organization, kind="administrator", lines=[Line(person=person)], actor=director
        )
        signer = signatory(organization, clock.today())
        submit_order(order=order, signer=signer, actor=director)
        sign_order(order=order, number="7", dated_on=clock.today(), signer=signer, actor=director)
        submit_case(case=draft_case(organization=organization, actor=administrator), actor=administrator)
    return [("Директор второй школы", director), ("Администратор второй школы", administrator)]
