"""CSRF protection for pages that send no referrer.

A browser that is told `no-referrer` sends its forms with «Origin: null» and without Referer, and Django turns such a
form away. On these pages the token alone decides: it must equal a cookie that no other site can read, set or send.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


class _TokenOnly(CsrfViewMiddleware):
    def _origin_verified(self, request: HttpRequest) -> bool:
        return request.META["HTTP_ORIGIN"] == "null" or super()._origin_verified(request)  # type: ignore[misc]

    def _check_referer(self, request: HttpRequest) -> None:
        if "HTTP_REFERER" in request.META:
            super()._check_referer(request)  # type: ignore[misc]

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


def secret_form(stale: View) -> Callable[[View], View]:
    """Check the forms of a page without referrer; one without its token is answered by `stale`, not by the view."""

    def decorate(view: View) -> View:
        checker: Any = _TokenOnly(view)

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if checker.process_view(request, view, args, kwargs) is not None:
                return stale(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        return csrf_exempt(checked)

    return decorate
