"""The page of long work, and what it left."""

from django.db.models import Case, F, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.access import PortalRequest
from core.web import file_response, render_page, requires
from files.models import Job


@require_safe
@requires("jobs.view")
def job(request: PortalRequest, pk: int) -> HttpResponse:
    """How far it is; asked again by the page itself until it is over."""
    row = _job(request, pk)
    return render_page(request, "files/job.html", {"job": row}, partial="progress")


@require_safe
@requires("jobs.view")
def result(request: PortalRequest, pk: int) -> HttpResponse:
    """The file that the work left: always to be saved, never shown by the browser."""
    stored = _job(request, pk).result
    if stored is None:
        raise Http404
    return file_response(stored.read(), stored.content_type, stored.name)


def _job(request: PortalRequest, pk: int) -> Job:
    """The work with the last day of its result where the result is gone; its bytes are not fetched for that."""
    over = Case(When(result__purged_at__isnull=False, then=F("result__expires_on")))
    return get_object_or_404(request.access.rows("jobs.view", Job).annotate(result_was_kept_to=over), pk=pk)
