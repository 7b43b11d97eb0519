"""The measurement of bench_people.py, in the process of one engine."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sferum_portal.settings")
django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from bench import seed_links as seed  # noqa: E402
from bench.common import compare  # noqa: E402
from core.names import search_form  # noqa: E402
from orgstructure.models import Employment, Enrolment, Guardianship, Person, SchoolClass  # noqa: E402
from sferum_portal.wsgi import application  # noqa: E402
from tests import factories as f  # noqa: E402
from tests.data import pages  # noqa: E402

LARGE = int(os.environ.get("BENCH_PEOPLE", "50000"))
MIDDLE, SMALL, ROUNDS, TIMES = 1_000, 100, 5, 5
LIMIT = 0.03  # seconds
IN_CLASS = 25
PAGES = ["", "?kind=pupil", "?kind=parent", "?kind=nobody", "?kind=pupil&state=joined", "?kind=parent&state=not_joined",
         "?kind=pupil&q=Васильева", "?kind=parent&q=анна петр", "?kind=parent&q=4417"]  # fmt: skip
SURNAMES = [
    "Васильев",
    "Петров",
    "Абрамов",
    "Щербаков",
    "Зайцев",
    "Кузнецов",
    "Орлов",
    "Титов",
    "Фролов",
    "Яковлев",
]
NAMES = [
    ("Анна", "Петровна", "f"),
    ("Илья", "Сергеевич", "m"),
    ("Ольга", "Ивановна", "f"),
    ("Пётр", "Ильич", "m"),
]


def person(school: Any, number: int) -> Person:
    first, patronymic, gender = NAMES[number % len(NAMES)]
    last = f"{SURNAMES[number % len(SURNAMES)]}{'а' if gender == 'f' else ''}"
    if number % 7:
        last += f"-{SURNAMES[number // 7 % len(SURNAMES)]}{'а' if gender == 'f' else ''}"
    return Person(
        organization=school, last_name=last, first_name=first, patronymic=patronymic, gender=gender,
        phone=f"+7900{number:07}", search_name=search_form(last, first, patronymic),
    )  # fmt: skip


def school_of(people: int) -> tuple[Any, Any]:
    """(the administrator, the school): of `people` two fifths are pupils, most of the rest their parents, every 25th staff."""
    school = f.OrganizationFactory()
    with scope(organization=school):
        user = f.user_with_role(school, "administrator")
        room, year = f.StaffRoomFactory(organization=school), f.AcademicYearFactory(organization=school)
        pupils = people * 2 // 5
        staff = people // 25
        rows = Person.objects.bulk_create([person(school, n) for n in range(people)], batch_size=1000)
        groups = {
            "pupil": rows[:pupils],
            "teacher": rows[pupils : pupils + staff],
            "parent": rows[pupils + staff :],
        }
        classes = SchoolClass.objects.bulk_create(
            f.SchoolClassFactory.build(organization=school, year=year, grade=n % 11 + 1, letter=f"{n}")
            for n in range(-(-pupils // IN_CLASS))
        )
        joined = timezone.now() - timedelta(days=3)
        Enrolment.objects.bulk_create(
            (
                Enrolment(
                    organization=school, person=row, role=role, valid_from=f.YEAR_START, joined_at=joined if n % 3 else None,
                    school_class=room if role == "teacher" else classes[n % pupils // IN_CLASS],
                )
                for role, group in groups.items()
                for n, row in enumerate(group)
            ),
            batch_size=1000,
        )  # fmt: skip
        Guardianship.objects.bulk_create(
            (
                Guardianship(organization=school, guardian=row, pupil=groups["pupil"][n % pupils], valid_from=f.YEAR_START)
                for n, row in enumerate(groups["parent"])
            ),
            batch_size=1000,
        )  # fmt: skip
        Employment.objects.bulk_create(
            (Employment(organization=school, person=row, post="учитель", valid_from=f.YEAR_START) for row in groups["teacher"]),
            batch_size=1000,
        )  # fmt: skip
    return user, school


def reader_of(user: Any, school: Any) -> Callable[[str], float]:
    """Seconds of the cheapest of some requests of the page at an address, signed in to `school`."""
    client = pages.sign_in(user, school)

    def seconds(address: str) -> float:
        spent = []
        for _ in range(TIMES):
            cache.clear()  # nobody runs into a limit
            environ = pages.environ_of(client, address)
            began = time.perf_counter()
            response = application(environ, lambda *_: None)
            b"".join(response)
            spent.append(time.perf_counter() - began)
            response.close()
            assert response.status_code == 200, (address, response.status_code, response.headers)
        return min(spent)

    return seconds


call_command("migrate", verbosity=0)
large, small = (reader_of(*school_of(people)) for people in (LARGE, SMALL))
middle = [school_of(MIDDLE) for _ in range(LARGE // MIDDLE)][-1]
seed.analyze()
for name, ours in (
    (f"one school of {LARGE}", large),
    (f"a school of {MIDDLE} among {LARGE // MIDDLE}", reader_of(*middle)),
):
    for page in PAGES:
        address = f"/people/{page}"
        compare(
            f"{address} of {name}, {connection.vendor}",
            lambda address=address, ours=ours: ours(address),
            lambda address=address: small(address),
            ROUNDS,
            reach_ours=LIMIT,
            note=f"baseline: the same page of {SMALL} people",
        )
