"""Which mark a browser has at a link: in the address, else by the secret that it keeps, else a fresh one."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from invitations import marks
from public.csrf import MARK, posted_mark
from public.rules import REMEMBERED_SECONDS

_COOKIE = "gate"


@dataclass(frozen=True)
class Marks:
    """The marks of one request at one link. `given` goes into its forms; by `shown` the browser may be known already."""

    secret: str
    given: str
    shown: tuple[str, ...]
    is_new: bool


def marks_of(request: HttpRequest, link: Any) -> Marks:
    """A form brings its mark back; an address may carry one; a browser that keeps cookies has one of its own."""
    kept = request.COOKIES.get(_COOKIE, "")
    is_new = not marks.is_one(kept)
    secret = marks.new_secret() if is_new else kept
    own = marks.mark_of(secret, link.pk)
    asked = request.GET.get(MARK, "")
    asked = asked if marks.is_one(asked) else ""
    posted = posted_mark(request) if request.method == "POST" else ""
    known = [posted, asked, "" if is_new else own]
    return Marks(secret, posted or asked or own, tuple(dict.fromkeys(filter(None, known))), is_new)


def keep(response: HttpResponse, mine: Marks) -> HttpResponse:
    """Let the browser keep its secret: then the link itself leads on, even when the answer to the press was lost."""
    response.set_cookie(
        _COOKIE,
        mine.secret,
        max_age=REMEMBERED_SECONDS,
        path=reverse("public:short_code"),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def with_mark(address: str, mark: str, **more: str) -> str:
    """An address of ours with the mark in it: it opens where no cookie is kept, too."""
    return f"{address}?{urlencode({MARK: mark, **more})}"
