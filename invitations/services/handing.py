"""How a link reached its person: a dated fact on the link, with who says so (lesson C12)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.services import record_many
from core import clock
from core.access import Account, ActorLike
from core.errors import Conflict, Invalid
from core.russian import ru_plural
from core.sets import among
from invitations.models import Invitation
from outbox.models import Message
from undo.services import Counted, keep_changing, undoable

Way = Invitation.Way
COLUMNS = ("handed_how", "handed_at", "handed_by")
NOTHING_WORKS = "Отмечать нечего: эти ссылки уже не действуют. Обновите страницу."
IT_DOES_NOT_WORK = "Отмечать нечего: эта ссылка уже не действует."
LINKS = "ссылка,ссылки,ссылок"


def handed(*, how: str, at: datetime, actor: ActorLike) -> dict[str, Any]:
    """The columns that say how a link was handed over, when and by whom."""
    return {"handed_how": how, "handed_at": at, "handed_by": None if isinstance(actor, str) else actor}


def hand_over(
    *, invitations: Iterable[Invitation], how: str, actor: Account, single: bool = False
) -> Counted:
    """Note that links were handed over in the way `how`, or with an empty one that they were not after all.

    Returns how many were not noted so before, with the run by which it can be undone (none of a `single` press of its own).
    Invalid for an unknown way; Conflict where none of them works any more.
    """
    if how and how not in Way.values:
        raise Invalid(f"Способа «{how[:40]}» нет. Выберите: {', '.join(Way.labels)}.", field="how")
    asked = list(invitations)
    if single or not asked:
        return Counted(_hand_over(asked, how, actor))
    with undoable(organization=asked[0].organization, kind="links.handed", actor=actor) as keeping:
        number = _hand_over(asked, how, actor)
        keeping.title = (
            f"{'Отмечена передача' if how else 'Снята отметка о передаче'}: {ru_plural(number, LINKS)}"
        )
        return keeping.counted(number)


@transaction.atomic
def _hand_over(asked: list[Invitation], how: str, actor: Account) -> int:
    now = clock.now()
    working = Invitation.objects.working(now).filter(pk__in=among([row.pk for row in asked]))
    keep_changing(working, *COLUMNS)
    rows = list(working.select_related("person", "school_class").order_by("pk"))
    if not rows:
        raise Conflict(NOTHING_WORKS if len(asked) != 1 else IT_DOES_NOT_WORK)
    rows = [row for row in rows if row.handed_how != how]
    columns = (
        handed(how=how, at=now, actor=actor)
        if how
        else {"handed_how": "", "handed_at": None, "handed_by": None}
    )
    Invitation.objects.filter(pk__in=among([row.pk for row in rows])).update(**columns)
    if how:
        record_many("invitation.handed", rows, actor=actor, how=Way(how).label)
    else:
        record_many("invitation.not_handed", rows, actor=actor)
    return len(rows)


def note_letter(*, message: Message) -> None:
    """A letter with a link in it has left: the link was handed over by mail, by whoever asked for the letter."""
    if message.subject_type == Invitation._meta.label_lower and message.subject_id:
        rows = Invitation.objects.filter(pk=message.subject_id)
        rows.update(**handed(how=Way.MAIL, at=message.sent_at or clock.now(), actor=message.created_by))
