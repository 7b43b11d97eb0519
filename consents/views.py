"""The page by which a consent is withdrawn (152-ФЗ, article 9, part 2)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from consents.forms import WithdrawForm
from consents.models import Decision
from consents.selectors import in_force_for
from consents.services import withdraw as withdraw_consent
from core.access import PortalRequest
from core.effects import preview
from core.errors import Refusal
from core.web import add_refusal, back, form_page, get_or_post, next_of, posted, requires


@get_or_post
@requires("consents.withdraw")
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    """What the withdrawal takes away, said by the service itself; then how it reached the school, and the press."""
    decision = in_force_for(request.access).filter(pk=pk).first()
    if decision is None:
        get_object_or_404(request.access.rows("consents.withdraw", Decision), pk=pk)
        messages.info(request, "Это согласие уже не действует: его отозвали или дали новое.")
        return back(request, "dashboard:home")
    me = request.access.person
    is_mine = me is not None and me.pk == decision.subject_id
    sent = posted(request)
    if is_mine and sent is not None:
        sent = QueryDict(f"channel={Decision.Channel.TOLD}")  # one's own press is asked nothing
    form = WithdrawForm(sent, request.FILES or None)
    terms: dict[str, Any] = {"decision": decision, "actor": request.user}
    if is_mine:
        terms["channel"] = Decision.Channel.OWN
    if request.method == "POST" and (is_mine or form.is_valid()):
        try:
            withdraw_consent(**terms, **({} if is_mine else form.cleaned_data))
            messages.success(request, "Отзыв согласия записан.")
            return back(request, "dashboard:home")
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {
        "form": form,
        "row": decision,
        "is_mine": is_mine,
        "effects": preview(withdraw_consent, **terms),
        "next": next_of(request),
    }
    return form_page(request, "consents/withdraw.html", context)
