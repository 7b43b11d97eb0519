"""What views of every app share: who may, how a refusal is told, how a page and its part are answered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from core.access import PortalRequest
from core.errors import Refusal
from core.once import pressed_once

PDF, EML = "application/pdf", "message/rfc822"
MAX_PATH = 2_000
View = Callable[..., HttpResponse]
# A form is asked for and sent at one address.
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def requires(action: str, *, hide: bool = False, once: bool = True) -> Callable[[View], View]:
    """Guard a view by an action of roles/policy.py that needs no object.

    A stranger is sent to sign in; a person without the right gets 403, or 404 with `hide` (what one may not
    even know of). Rights on one object are asked inside the view by `check(request, action, obj)`.
    A form sent twice does its work once (core/once.py); without `once` it may come again: long work that makes only
    a paper, which must not hold a transaction open meanwhile.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(_where_to_return(request))
            if not request.access.can(action):
                if hide:
                    raise Http404
                raise PermissionDenied
            if once and request.method == "POST":
                return pressed_once(request, lambda: view(request, *args, **kwargs))
            return view(request, *args, **kwargs)

        guarded.guarded_by = action  # type: ignore[attr-defined]  # read by the test that walks every URL
        return guarded

    return decorate


def _where_to_return(request: HttpRequest) -> str:
    """After signing in anew: the page that was asked for; for a form, the page it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return own_path(request, request.headers.get("Referer", "")) or "/"


def own_path(request: HttpRequest, address: str) -> str:
    """The path and query of an address of ours; "" of one that leads elsewhere, and of what is no path at all.

    The only reader of a `next`, a Referer and the like: what it gives may stand in a redirect and under a button (lesson F39).
    """
    if len(address) > MAX_PATH or not address.isprintable():
        return ""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(address)
    # «http://portal//elsewhere» is of our host, its path alone is of another.
    if not parts.path.startswith("/") or parts.path.startswith(("//", "/\\")):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def public(view: View) -> View:
    """Mark a view that is open to everybody on purpose."""
    view.guarded_by = "public"  # type: ignore[attr-defined]
    return view


def check(request: PortalRequest, action: str, obj: Any) -> None:
    """403 unless the person may do `action` to `obj`, which came from `access.rows`: it is theirs to see."""
    if not request.access.can(action, obj):
        raise PermissionDenied


@contextmanager
def refusals_as_messages(request: HttpRequest) -> Iterator[None]:
    """Tell a service's refusal as a message on the next page instead of an error page."""
    try:
        yield
    except Refusal as refusal:
        messages.error(request, refusal.message)


def add_refusal(form: Any, refusal: Refusal) -> None:
    """Show a service's refusal at the field it belongs to, with all that was typed kept."""
    told: list[tuple[str | None, str]] = [
        (name, words) for name, words in refusal.fields.items() if name in form.fields
    ]
    for name, words in told or [(None, refusal.message)]:
        form.add_error(name, words)


def render_page(
    request: PortalRequest,
    template: str,
    context: dict[str, Any],
    *,
    partial: str = "content",
    status: int = 200,
) -> HttpResponse:
    """Answer a whole page, or to htmx only the `partial` of the same template."""
    if (
        getattr(request, "htmx", None)
        and not request.htmx.boosted
        and not request.htmx.history_restore_request
    ):
        return render(request, f"{template}#{partial}", context, status=status)
    return render(request, template, context, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing until it is sent; an empty POST is a form sent empty."""
    return request.POST if request.method == "POST" else None


def form_page(request: PortalRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of `context["form"]`: 400 when what was sent is wrong, with all that was typed kept."""
    return render_page(request, template, context, status=400 if context["form"].errors else 200)


def file_response(content: bytes, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """A file saved under `name`, or shown with `inline`."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(not inline, name) or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )


def next_of(request: HttpRequest) -> str:
    """The `next` of a form or an address if it is a path of ours, else ""."""
    return own_path(request, request.POST.get("next") or request.GET.get("next") or "")


def back(request: HttpRequest, fallback: str, *args: Any) -> HttpResponse:
    """Redirect to the `next` of the form if it is one of our own pages, else to `fallback`."""
    target = next_of(request)
    return HttpResponseRedirect(target) if target else redirect(fallback, *args)


def query_with(query: QueryDict, **changes: Any) -> str:
    """The query of an address with some parameters changed; None drops one. A new filter drops the cursor."""
    query = query.copy()
    if "cursor" not in changes:
        query.pop("cursor", None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def client_ip(request: HttpRequest, trusted_proxies: int) -> str:
    """The address that asked: REMOTE_ADDR, or the one our own outermost trusted proxy saw."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if trusted_proxies and len(hops) >= trusted_proxies:
        return hops[-trusted_proxies]
    return request.META.get("REMOTE_ADDR", "")
