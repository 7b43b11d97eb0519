"""The search box of every page."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core.access import PortalRequest
from core.web import render_page, requires
from dashboard.selectors.search import found, is_part_of_code


@require_safe
@requires("portal.use")
def search(request: PortalRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    context = {
        "query": query,
        "found": found(request.access, query),
        "part_of_code": is_part_of_code(query),
    }
    return render_page(request, "dashboard/search.html", context)
