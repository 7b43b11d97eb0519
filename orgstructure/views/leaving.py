"""«Убрать»: a pupil out of a class, a representative from a child. Asked first, undone afterwards."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import clock
from core.access import PortalRequest
from core.confirm import ask_first, row_to_end
from core.dated import eve_of
from core.web import back, refusals_as_messages, requires
from orgstructure import texts
from orgstructure.models import Enrolment, Guardianship
from orgstructure.selectors import place_is_gone
from orgstructure.services.guardians import end_guardianship
from orgstructure.services.leaving import take_out
from undo.web import tell_done


@require_POST
@requires("places.end")
def place_end(request: PortalRequest, pk: int) -> HttpResponse:
    """A pupil is no longer in a class, from today on."""
    rows: Any = request.access.rows("places.end", Enrolment)
    rows = (
        rows.unended()
        .filter(role=Enrolment.Role.PUPIL)
        .select_related("person", "school_class", "organization")
    )
    row = row_to_end(request, rows, pk, is_gone=place_is_gone, gone=texts.PLACE_GONE)
    if row is None:
        return back(request, "orgstructure:people")
    decision: Any = {"place": row, "last_day": eve_of(clock.today()), "actor": request.user}
    with refusals_as_messages(request):
        asked = ask_first(
            request,
            take_out,
            title=f"Убрать из {row.school_class}?",
            button="Убрать",
            back_url=request.POST.get("next") or reverse("dashboard:person", args=[row.person_id]),
            can_undo=True,
            **decision,
        )
        if asked:
            return asked
        run = take_out(**decision)
        tell_done(request, texts.TAKEN_OUT.format(person=row.person.full_name, place=row.school_class), run)
    return back(request, "dashboard:person", row.person_id)


@require_POST
@requires("guardians.end")
def guardian_end(request: PortalRequest, pk: int) -> HttpResponse:
    """«Убрать»: somebody is no longer a pupil's representative, from today on."""
    rows = request.access.rows("guardians.end", Guardianship).select_related(
        "guardian", "pupil", "organization"
    )
    row = row_to_end(request, rows, pk, gone=texts.GUARDIAN_GONE)
    if row is None:
        return back(request, "orgstructure:people")
    decision: Any = {"guardianship": row, "last_day": eve_of(clock.today()), "actor": request.user}
    page = reverse("dashboard:person", args=[row.pupil_id])
    with refusals_as_messages(request):
        asked = ask_first(
            request,
            end_guardianship,
            title="Убрать законного представителя?",
            button="Убрать",
            back_url=request.POST.get("next") or page,
            can_undo=True,
            **decision,
        )
        if asked:
            return asked
        run = end_guardianship(**decision)
        names = {"pupil": row.pupil.full_name, "guardian": row.guardian.full_name}
        tell_done(request, texts.GUARDIAN_ENDED.format(**names), run)
    return back(request, "dashboard:person", row.pupil_id)
