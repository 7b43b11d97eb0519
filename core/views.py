from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.web import public


@public
def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """A form without its token: said in words, with the way back to what was typed."""
    return render(request, "csrf_failure.html", status=403)
