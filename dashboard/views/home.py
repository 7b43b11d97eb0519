"""Home, by role."""

from typing import Any

from django.http import HttpResponse

from core.web import render_page, requires


@requires("portal.use")
def home(request: Any) -> HttpResponse:
    return render_page(request, "dashboard/home.html", {})
