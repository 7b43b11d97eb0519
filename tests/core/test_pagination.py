"""Keyset pages: a cursor serves the list that gave it, and no other."""

from core.pagination import paginate
from orgstructure.models import Person, SchoolClass
from tests import factories as f

BY_NAME = ("search_name", "pk")


def test_a_cursor_leads_on_in_its_own_list_and_is_the_first_page_in_another(organization, year):
    for _ in range(3):
        f.PersonFactory(organization=organization)
        f.SchoolClassFactory(year=year)
    first = paginate(Person.objects.all(), BY_NAME, size=2)
    assert [row.pk for row in paginate(Person.objects.all(), BY_NAME, first.next, size=2)] == [
        Person.objects.order_by(*BY_NAME)[2].pk
    ]
    for rows, ordering in (
        (Person.objects.all(), ("-pk", "search_name")),
        (SchoolClass.objects.all(), ("title", "pk")),
    ):
        assert list(paginate(rows, ordering, first.next, size=2)) == list(rows.order_by(*ordering)[:2])
