"""A pupil out of a class: who was written there by mistake, or has left (clauses 2.1 i, l)."""

from datetime import date

from django.db import transaction

from core.access import ActorLike
from core.errors import Conflict
from orgstructure import texts
from orgstructure.models import Enrolment
from orgstructure.services.enrolments import close_places
from undo.models import Run
from undo.services import undoable


@transaction.atomic
def take_out(*, place: Enrolment, last_day: date, actor: ActorLike) -> Run | None:
    """A pupil is in the class up to `last_day`. What hangs on the place goes along: links, and the places of those parents whom
    no other child keeps there.

    Returns the run by which it can be undone. Conflict where the place has ended already.
    """
    with undoable(
        organization=place.organization, kind="places.ended", actor=actor, title=texts.PLACE_ENDED
    ) as keeping:
        mine = Enrolment.objects.filter(pk=place.pk, role=Enrolment.Role.PUPIL)
        if not close_places(places=mine, last_day=last_day, actor=actor):
            raise Conflict(texts.PLACE_GONE)
    return keeping.run
