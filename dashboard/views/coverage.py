"""«Охват»: the rows behind every figure of coverage, place by place."""

from django.db.models import Count
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core import clock
from core.access import PortalRequest
from core.pagination import paginate
from core.web import render_page, requires
from invitations.filters import CoverageFilter
from invitations.selectors.coverage import counted_places
from invitations.texts import PRESENCES
from orgstructure.models import posts_of


@require_safe
@requires("invitations.of_class")
def coverage(request: PortalRequest) -> HttpResponse:
    """Who is where, of the classes whose links the reader sees; the figures of home and of the classes lead here."""
    asked = CoverageFilter.of_page(request, counted_places(request.access, clock.now()))
    counts = dict(asked.without_tab().order_by().values_list("presence").annotate(n=Count("pk")))
    total = sum(counts.values())
    rows = asked.qs.select_related("person", "school_class").annotate(
        person_post=posts_of("person", clock.today())
    )
    context = {
        "asked": asked,
        "tabs": asked.tabs([("", "Все"), *PRESENCES], {**counts, "": total}),
        "total": total,
        "page": paginate(rows, ("person__search_name", "pk"), request.GET.get("cursor")),
        "may_invite": request.access.can("invitations.create"),
    }
    return render_page(request, "dashboard/coverage.html", context)
