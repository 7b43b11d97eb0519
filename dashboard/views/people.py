"""«Люди»: everybody of the school, by kind and name, and where each of them is."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core import clock
from core.access import PortalRequest
from core.pagination import paginate
from core.web import render_page, requires
from invitations.selectors.presence import with_presence
from orgstructure.filters import PersonFilter
from orgstructure.models import Enrolment, Person

TABS = [
    (Person.Kind.STAFF, "Сотрудники"),
    (Person.Kind.PUPIL, "Ученики"),
    (Person.Kind.PARENT, "Родители"),
]
NOBODY_TAB = (PersonFilter.NOBODY, "Не числятся")
OF_ONE_TAB = ("class", "school_class")  # not kept from tab to tab: the staff are in one class


@require_safe
@requires("people.list")
def people(request: PortalRequest) -> HttpResponse:
    """A page of people of one kind, each with their places and their presence there (invitations/selectors/presence.py)."""
    today = clock.today()
    everybody: Any = request.access.rows("people.list", Person)
    asked = PersonFilter.of_page(request, everybody)
    kind, counts = asked.value("kind"), everybody.count_kinds(today, asked.without_tab(OF_ONE_TAB))
    nobody = kind == PersonFilter.NOBODY or counts is None or counts[PersonFilter.NOBODY]
    tabs = [*TABS, NOBODY_TAB] if nobody else TABS
    page = paginate(asked.qs.with_posts(today), ("search_name", "pk"), request.GET.get("cursor"))
    context = {
        "asked": asked,
        "tabs": asked.tabs(tabs, counts, drop=OF_ONE_TAB),
        "kind": kind,
        "page": page,
        "lines": _with_places(page.rows),
        "may_edit": request.access.can("staff.add" if kind == Person.Kind.STAFF else "people.add"),
        "may_paste": request.access.can("people.add_to_class"),
        "may_invite": request.access.can("invitations.create"),
        "sees_phone": asked.sees_phone,
    }
    return render_page(request, "dashboard/people.html", context)


def _with_places(rows: list[Person]) -> list[tuple[Person, list[Any], list[Any]]]:
    """Each person with the places of today and with those of them that tell the presence apart; one query for all.

    Where it is the same everywhere, one place tells it.
    """
    places: dict[int, list[Any]] = {}
    enrolments = with_presence(Enrolment.objects.filter(person__in=rows), clock.now())
    for place in enrolments.select_related("school_class").order_by("school_class", "pk"):
        places.setdefault(place.person_id, []).append(place)
    return [(row, own := places.get(row.pk, []), _telling(own)) for row in rows]


def _telling(places: list[Any]) -> list[Any]:
    return places if len({place.presence for place in places}) > 1 else places[:1]
