"""«Люди»: everybody of the school, by kind and name, and where each of them is."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core import clock
from core.access import PortalRequest
from core.pagination import PAGE_SIZE, paginate
from core.prepared import Prepared
from core.web import render_page, requires
from invitations.selectors.presence import with_presence
from orgstructure.filters import PersonFilter
from orgstructure.models import Enrolment, Person
from orgstructure.selectors import count_kinds

TABS = [
    (Person.Kind.STAFF, "Сотрудники"),
    (Person.Kind.PUPIL, "Ученики"),
    (Person.Kind.PARENT, "Родители"),
]
NOBODY_TAB = (PersonFilter.NOBODY, "Не числятся")
MAX_PLACES = 5_000  # of the people of a page
OF_ONE_TAB = ("class", "school_class")  # not kept from tab to tab: the staff are in one class


@require_safe
@requires("people.list")
def people(request: PortalRequest) -> HttpResponse:
    """A page of people of one kind, each with their places and their presence there (invitations/selectors/presence.py)."""
    today = clock.today()
    everybody: Any = request.access.rows("people.list", Person)
    asked = PersonFilter.of_page(request, everybody)
    among: Any = asked.without_tab(OF_ONE_TAB) if asked.narrowed_besides(OF_ONE_TAB) else None
    kind, counts = asked.value("kind"), count_kinds(request.organization, today, among)
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


def _with_places(rows: list[Person]) -> list[tuple[Person, str, list[Any], list[Any]]]:
    """Each person with the former name and the post, the places of today, and those of them that tell the presence apart; one
    query for all.

    Where it is the same everywhere, one place tells it.
    """
    places: dict[int, list[Any]] = {}
    ids = [row.pk for row in rows]
    for place in _places.all(clock.now(), *ids, *[0] * (PAGE_SIZE - len(ids))) if ids else []:
        places.setdefault(place.person_id, []).append(place)
    return [(row, _detail(row), own := places.get(row.pk, []), _telling(own)) for row in rows]


def _places_of(now: datetime, *people: int) -> QuerySet[Enrolment]:
    places = with_presence(Enrolment.objects.filter(person__in=people), now)
    return places.select_related("school_class").order_by("school_class", "pk")


_places = Prepared(PAGE_SIZE, _places_of, limit=MAX_PLACES, by_moment=True)


def _detail(row: Person) -> str:
    """«бывш. Петрова · учитель химии»"""
    return " · ".join(filter(None, (row.was and f"бывш. {row.was}", row.post)))


def _telling(places: list[Any]) -> list[Any]:
    return places if len({place.presence for place in places}) > 1 else places[:1]
