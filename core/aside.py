"""A form that is left for another page and comes back as it was typed: «Добавьте человека, и вы вернётесь к приказу».

A button of the form, named `aside`, whose value is the page of ours to go to, sends it as it stands: nothing is checked or
saved. What was typed waits in the session, sealed, until its page is opened again, once.
"""

from typing import TypeVar

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, QueryDict

from core.once import ONCE_FIELD, SCHOOL_FIELD
from core.sealing import Unreadable, seal, unseal
from core.web import own_path, posted

ASIDE = "aside"
SESSION_KEY = "typed_aside"
_TECHNICAL = ("csrfmiddlewaretoken", ONCE_FIELD, SCHOOL_FIELD, ASIDE)
Form = TypeVar("Form", bound=forms.BaseForm)


def leave(request: HttpRequest, here: str) -> HttpResponse | None:
    """The way to the page that the button names, what was typed being kept for `here`; None of a form that is sent."""
    target = own_path(request, request.POST.get(ASIDE, ""))
    if not target:
        return None
    keep(request, here)
    # No 302: the same press, repeated after «Back», has to keep what was typed once more (core/once.py).
    return HttpResponse(status=303, headers={"Location": target})


def keep(request: HttpRequest, here: str) -> None:
    """What was typed is there again when the page `here` is opened next; also where a part of it was saved."""
    typed = request.POST.copy()
    for name in _TECHNICAL:
        typed.pop(name, None)
    request.session[SESSION_KEY] = [_place(request, here), seal(typed.urlencode().encode()).decode()]


def typed(request: HttpRequest, here: str, **chosen: str | None) -> QueryDict | None:
    """What a form is bound to: what is sent, or what was typed before it was left. `chosen`: what was found meanwhile."""
    sealed = None if request.method == "POST" else _kept(request, here)
    if sealed is None:
        return posted(request)
    try:
        found = QueryDict(unseal(sealed.encode()), mutable=True)
    except Unreadable:
        return None
    for name, value in chosen.items():
        if value:
            found[name] = value
    return found


def unjudged(request: HttpRequest, form: Form) -> Form:
    """The same form, without errors where nothing has been sent yet: it was only left and opened again."""
    if request.method != "POST" and form.is_bound:
        form._errors = ErrorDict()  # type: ignore[attr-defined]  # what Django calls errors that are known
    return form


def _kept(request: HttpRequest, here: str) -> str | None:
    place, sealed = request.session.get(SESSION_KEY) or ("", "")
    if place != _place(request, here):
        return None
    del request.session[SESSION_KEY]
    return str(sealed)


def _place(request: HttpRequest, here: str) -> str:
    """A form of this school: one session may work in several."""
    return f"{getattr(getattr(request, 'organization', None), 'pk', '')} {here}"
