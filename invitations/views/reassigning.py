"""Links go over to somebody who is there (lesson E32)."""

from django.http import HttpResponse

from core import clock
from core.access import PortalRequest
from core.errors import Conflict, Refusal
from core.web import add_refusal, back, form_page, get_or_post, requires
from invitations.forms import ReassignForm
from invitations.models import Invitation
from invitations.selectors.makers import keepers
from invitations.services.reassigning import reassign_links
from invitations.texts import NOTHING_TO_REASSIGN
from invitations.views.common import chosen_links
from undo.web import tell_done


@get_or_post
@requires("invitations.reassign")
def reassign(request: PortalRequest) -> HttpResponse:
    """Who answers for the ticked links. A POST with `choose` comes from the list, whose ticks make too long an address."""
    given = request.POST if request.method == "POST" else request.GET
    now = clock.now()
    chosen = [
        row
        for row in chosen_links(request, given.getlist("link"))
        if row.state_at(now) == Invitation.Status.ACTIVE
    ]
    if not chosen:
        raise Conflict(NOTHING_TO_REASSIGN)
    is_sent = request.method == "POST" and "choose" not in request.POST
    form = ReassignForm(request.POST if is_sent else None, people=keepers(request.access))
    if is_sent and form.is_valid():
        try:
            done = reassign_links(invitations=chosen, actor=request.user, **form.cleaned_data)
            keeper = form.cleaned_data["keeper"].full_name
            tell_done(request, f"За ссылки отвечает {keeper}: {done}.", done.run)
            return back(request, "invitations:list")
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "chosen": chosen, "next": given.get("next", "")}
    return form_page(request, "invitations/links_reassign.html", context)
