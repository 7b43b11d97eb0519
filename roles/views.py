"""Accounts: which school one is in."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.web import requires
from roles.middleware import SESSION_KEY


@require_POST
@requires("portal.use")
def switch_organization(request: Any) -> HttpResponse:
    """A person of two schools goes over to the other one."""
    wanted = request.POST.get("organization", "")
    if wanted not in {str(m.organization_id) for m in request.memberships}:
        raise Http404
    request.session[SESSION_KEY] = int(wanted)
    return redirect("dashboard:home")
