"""«Журнал»: who did what, filtered."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from audit import selectors
from audit.forms import JournalFilter
from core.access import PortalRequest
from core.pagination import paginate
from core.web import form_page, requires


@require_safe
@requires("journal.view")
def journal(request: PortalRequest) -> HttpResponse:
    form = JournalFilter(request.GET)
    form.is_valid()
    question = form.question()
    page = paginate(selectors.journal(request.access, **question), ("-id",), request.GET.get("cursor"))
    context = {
        "form": form,
        "page": page,
        "lines": [selectors.line_of(event) for event in page],
        "narrowed": any(question.values()),
        "about": page.rows[0].object_name if question["object_key"] and page.rows else "",
    }
    return form_page(request, "audit/journal.html", context)
