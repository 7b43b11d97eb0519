"""Twelve digits from paper open a link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.rate_limit import address_of, is_exhausted, take
from core.web import get_or_post, posted
from invitations.codes import link_code
from public import selectors
from public.csrf import own_form
from public.forms import ShortCodeForm
from public.rules import MISSES, MISSES_SECONDS, SLOW_SECONDS
from public.texts import STALE, STALE_AGAIN
from public.views.common import secret_page


def _stale(request: HttpRequest) -> HttpResponse:
    form = ShortCodeForm(initial=request.POST.dict())
    words = STALE_AGAIN if request.POST.get("stale") else STALE
    return render(request, "public/short_code.html", {"form": form, "stale": words}, status=403)


@secret_page
@own_form(stale=_stale, marked=False)
@get_or_post
def short_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code, or go to the link that it names. Misses are counted by address (quality S9).

    A school has one address, so thirty slips of its own must not shut it: past the limit one code in five seconds is
    still looked at, and a right one opens. Guessing through that is slower than the limit is for whole days.
    """
    form = ShortCodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if pasted := form.cleaned_data["link"]:
            return redirect("public:link", pasted)
        who = address_of(request)
        limited = is_exhausted("short-code", who, times=MISSES)
        if limited and not take("short-code-slow", who, times=1, seconds=SLOW_SECONDS):
            return render(request, "public/short_code.html", {"form": form, "limited": True}, status=429)
        link = selectors.link_by_short_code(form.cleaned_data["code"])
        if link is not None:
            return redirect("public:link", link_code(link))
        if limited or not take("short-code", who, times=MISSES, seconds=MISSES_SECONDS):
            return render(request, "public/short_code.html", {"form": form, "limited": True}, status=429)
        form.add_error("code", "Такого кода нет. Проверьте цифры: их двенадцать, по четыре в группе.")
    return render(request, "public/short_code.html", {"form": form}, status=400 if form.errors else 200)
