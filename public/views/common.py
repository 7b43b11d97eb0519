"""What pages for people without an account share: their headers, the one answer to an unknown address, the school."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import clock
from core.web import public
from invitations.codes import find_code, read_code, read_return_code
from public import selectors

View = Callable[..., HttpResponse]
TOO_OFTEN = "too_often"  # in the address: nothing was passed on


def secret_page(view: View) -> View:
    """A page whose address is a secret: not kept, not indexed, not told to the next site (quality S3)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return public(guarded)


def of_link(view: View) -> View:
    """Give the view the link that the code names, and let it run, its template too, in that school and its time."""

    @wraps(view)
    def found(request: HttpRequest, code: str) -> HttpResponse:
        link = selectors.link_by_code(code)
        if link is None:
            return mended(request, code)
        with clock.in_school(link.organization):
            return view(request, link)

    return found


def mended(request: HttpRequest, text: str) -> HttpResponse:
    """A link with a tail, or broken in the middle, goes on to the one that was meant; no query."""
    for name, read in (("public:link", read_code), ("public:come_back", read_return_code)):
        code = find_code(text, read)
        if code and (code != text or name == "public:come_back"):
            return redirect(name, code)
    return unknown(request)


def unknown(request: HttpRequest) -> HttpResponse:
    """Unknown, forged, another's: one answer, byte for byte (quality S7)."""
    return render(request, "public/unknown.html", status=404)


def asked_before(request: HttpRequest) -> dict[str, bool]:
    """What the page says after «Попросить ссылку»: that it was passed on, or that it was not, for there were too many."""
    return {"asked_to_return": "asked" in request.GET, "asked_too_often": TOO_OFTEN in request.GET}
