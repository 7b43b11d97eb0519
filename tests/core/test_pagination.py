"""Keyset pages: a cursor serves the list that gave it, and no other."""

from core.pagination import paginate
from invitations.models import Invitation
from orgstructure.models import Person, SchoolClass
from tests import factories as f

BY_NAME = ("search_name", "pk")


def test_a_cursor_leads_on_in_its_own_list_and_is_the_first_page_in_another(organization, year):
    for _ in range(3):
        f.PersonFactory(organization=organization)
        f.InvitationFactory(school_class=f.SchoolClassFactory(year=year))
    people = list(Person.objects.order_by(*BY_NAME))
    first = paginate(Person.objects.all(), BY_NAME, size=2)
    assert list(first) + list(paginate(Person.objects.all(), BY_NAME, first.next)) == people
    other = Invitation.objects.all()
    assert list(paginate(other, ("-annulled_at", "-id"), first.next)) == list(
        other.order_by("-annulled_at", "-id")
    )
    assert [row.pk for row in paginate(SchoolClass.objects.all(), ("-pk",), first.next)] == [
        row.pk for row in SchoolClass.objects.order_by("-pk")
    ]
