"""Forms of pages without an account: no cookie is asked of anybody, so that they work in a messenger's own browser.

What protects a form elsewhere is that another site cannot know its token. Here there is no session to be misused: whoever
can send the form holds the secret address of the page, and could press it himself. What is held: the form comes from our
page (what browsers say of it themselves), and carries the mark that the page was given (invitations/marks.py).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from invitations import marks

View = Callable[..., HttpResponse]
MARK = "mark"


def own_form(stale: View, *, marked: bool = True) -> Callable[[View], View]:
    """A form of another site, or (`marked`) one without the mark of its page, is answered by `stale`, not by the view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and (_is_foreign(request) or (marked and not posted_mark(request))):
                return stale(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        return csrf_exempt(checked)

    return decorate


def posted_mark(request: HttpRequest) -> str:
    """The mark that the form carries; '' where it has none."""
    text = request.POST.get(MARK, "")
    return text if marks.is_one(text) else ""


def _is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent this. Told to send no referrer, it says «Origin: null»."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    ours = {request.get_host(), *(origin.split("://", 1)[-1] for origin in settings.CSRF_TRUSTED_ORIGINS)}
    said = [request.headers.get(name, "null") for name in ("Origin", "Referer")]
    return any(_host(text) not in ours for text in said if text not in ("null", ""))


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
