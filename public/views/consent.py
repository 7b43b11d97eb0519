"""The text of a consent: a document of its own, open to everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consents.selectors import public_text
from core import clock
from public.views.common import secret_page, unknown


@secret_page
@require_safe
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """A version of the consent, as it was when somebody agreed to it."""
    text = public_text(pk)
    if text is None:
        return unknown(request)
    with clock.in_school(text.organization):
        return render(request, "public/consent.html", {"text": text})
