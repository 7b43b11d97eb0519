"""`manage.py demo`: the demo school МКОУ «ООШ № 19», in all states, made by the portal's own services."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core import clock
from dashboard.demo import people, platform
from dashboard.demo.cases import add_cases
from dashboard.demo.mail import add_mail
from dashboard.demo.names import Namer
from dashboard.demo.people import Cast
from dashboard.demo.young import add_young_school
from orgstructure.models import Organization, Person
from orgstructure.rules import school_year_of
from roles.models import Assignment, User
from roles.services.accounts import create_operator, give_access, set_password
from roles.services.school import create_school

PASSWORD = "demo-school-19"  # noqa: S105  (of people who do not exist, printed at every start)
PROFILE = {
    "full_name": "Муниципальное казённое общеобразовательное учреждение «Основная общеобразовательная школа № 19»",
    "short_name": "МКОУ «ООШ № 19»",
    "mark": "19",
    "inn": "2600000013",
    "ogrn": "1022600000015",
    "locality": "с. Заречное",
    "address": "357000, Ставропольский край, с. Заречное, ул. Школьная, д. 1",
    "phone": "+79000000019",
    "email": "school19@school.example",
    "website": "https://school19.example",
    "platform": "max",
    "time_zone": "Europe/Moscow",
}
DIRECTOR = {
    "last_name": "Калинина",
    "first_name": "Ольга",
    "patronymic": "Николаевна",
    "email": "director@school.example",
    "phone": "+79000000001",
}


class Command(BaseCommand):
    help = "Создаёт демонстрационную школу и рядом с ней вторую, молодую. Только в демо (DEMO=1) и только в пустой базе."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Демонстрационная школа живёт только в демо: DEMO=1.")
        if Organization.objects.exists():
            raise CommandError("В базе уже есть школа. Начать заново: make demo-reset.")
        with transaction.atomic():
            who = self._make()
        path = settings.VAR_DIR / "demo.json"
        path.write_text(json.dumps(who, ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write("Демонстрационная школа готова.")

    def _make(self) -> list[dict[str, str]]:
        year_began, _ = school_year_of(clock.today())
        organization, director = create_school(
            profile=PROFILE, director=DIRECTOR, today=year_began, actor=None
        )
        with clock.in_school(organization):
            cast = Cast(organization, director, Namer(), year_began)
            people.gather(cast)
            administrator_person = cast.staff[22]
            platform.appoint(cast, administrator_person)
            administrator = give_access(
                person=administrator_person, email="admin@school.example", actor=director
            )
            platform.register(cast, administrator)
            platform.invite(cast, administrator)
            platform.chat(cast, administrator)
            add_cases(cast, administrator)
            add_mail(administrator)
            users = self._accounts(cast, administrator)
        users += add_young_school(year_began)
        for _, user in users:
            set_password(user=user, password=PASSWORD)
        return [
            {"role": title, "name": str(user), "email": user.email, "password": PASSWORD}
            for title, user in users
        ]

    def _accounts(self, cast: Cast, administrator: User) -> list[tuple[str, User]]:
        """(role, account) of those who can sign in."""
        users = [("Администратор", administrator), ("Директор", cast.director)]
        deputy = cast.staff[20]
        class_teacher = cast.staff[12]  # of a class where subjects are taught
        subject_teacher = self._somebody_who_only_teaches(cast)
        for title, person, email in (
            ("Заместитель директора", deputy, "deputy@school.example"),
            ("Классный руководитель", class_teacher, "class@school.example"),
            ("Учитель-предметник", subject_teacher, "subject@school.example"),
        ):
            users.append((title, give_access(person=person, email=email, actor=cast.director)))
        operator = create_operator(email="operator@school.example", full_name="Оператор установки")
        users.append(("Оператор", operator))
        return users

    def _somebody_who_only_teaches(self, cast: Cast) -> Person:
        leads = Assignment.objects.filter(role=Assignment.Role.CLASS_TEACHER).values("person")
        teaches = Assignment.objects.filter(role=Assignment.Role.SUBJECT_TEACHER).exclude(person__in=leads)
        return (
            teaches.exclude(person__in=[cast.staff[20].pk, cast.staff[21].pk, cast.staff[22].pk])
            .select_related("person")
            .order_by("pk")[0]
            .person
        )
