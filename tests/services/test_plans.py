"""How PostgreSQL goes about the lists of a large school."""

from datetime import date

import pytest
from django.db import connection
from django_scopes import scope

from orgstructure.models import Guardianship, Person
from tests import factories as f

pytestmark = pytest.mark.services

MANY = 4_000


@pytest.mark.django_db(transaction=True)
def test_a_page_of_parents_gathers_no_others_than_it_shows(portal):
    day = date(2026, 11, 30)
    school = f.OrganizationFactory()
    with scope(organization=school):
        people = Person.objects.bulk_create(
            Person(
                organization=school, last_name=f"Пробин{n}", first_name="Иван", search_name=f"пробин{n} иван"
            )
            for n in range(MANY)
        )
        Guardianship.objects.bulk_create(
            Guardianship(organization=school, guardian=row, pupil=people[0], valid_from=day)
            for row in people[MANY // 2 :]
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        plan = Person.objects.parents(day).order_by("search_name", "pk")[:51].explain()

    assert "hashed SubPlan" not in plan, plan
    assert "person_by_name" in plan, plan
