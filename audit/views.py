"""«Журнал»: who did what, filtered."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from audit import selectors
from audit.filters import JournalFilter
from core.access import PortalRequest
from core.pagination import paginate
from core.web import render_page, requires


@require_safe
@requires("journal.view")
def journal(request: PortalRequest) -> HttpResponse:
    asked = JournalFilter.of_page(request, selectors.journal(request.access))
    page = paginate(asked.qs, ("-id",), request.GET.get("cursor"))
    context = {
        "asked": asked,
        "page": page,
        "lines": selectors.lines_of(list(page), request.access),
        "about": page.rows[0].object_name if asked.value("object") and page.rows else "",
    }
    return render_page(request, "audit/journal.html", context, status=400 if asked.errors else 200)
