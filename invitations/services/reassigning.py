"""Links go over to somebody who is there: whoever made them has left, or leads the class no more (lesson E32)."""

from collections.abc import Iterable

from django.db import transaction

from audit.services import record_many
from core import clock
from core.access import ActorLike
from core.errors import Conflict, Invalid
from core.russian import ru_plural
from core.sets import among
from invitations.models import Invitation
from invitations.selectors.makers import roles_of_keeper
from invitations.texts import NO_KEEPER, NOT_HIS_CLASS, NOTHING_TO_REASSIGN
from orgstructure.models import Person
from roles.policy import MANAGERS
from undo.services import Counted, keep_changing, undoable


@transaction.atomic
def reassign_links(*, invitations: Iterable[Invitation], keeper: Person, actor: ActorLike) -> Counted:
    """Working links are `keeper`'s from now on: the page of each names them, the digest goes to them. Undoable, set-based.

    Returns how many. Invalid where the keeper cannot sign in, or neither administers the school nor leads a link's class;
    Conflict where none of the links works any more.
    """
    asked = Invitation.objects.filter(pk__in=among([row.pk for row in invitations]))
    rows = list(
        asked.working(clock.now()).select_related("person", "school_class", "organization").order_by("pk")
    )
    if not rows:
        raise Conflict(NOTHING_TO_REASSIGN)
    _check(rows, keeper)
    with undoable(organization=rows[0].organization, kind="links.reassigned", actor=actor) as keeping:
        keeping.title = f"Переданы другому сотруднику: {ru_plural(len(rows), 'ссылка,ссылки,ссылок')}"
        links = Invitation.objects.filter(pk__in=among([row.pk for row in rows]))
        keep_changing(links, "created_by")
        links.update(created_by=keeper.membership.user)  # type: ignore[attr-defined]  # _check has asked for it
        record_many("invitation.reassigned", rows, actor=actor, keeper=keeper.full_name)
        return keeping.counted(len(rows))


def _check(rows: list[Invitation], keeper: Person) -> None:
    held = roles_of_keeper(keeper)
    if not held:
        raise Invalid(NO_KEEPER.format(name=keeper.full_name), field="keeper")
    if MANAGERS & {role for role, _ in held}:
        return
    led = {school_class for _, school_class in held}
    other = next((row for row in rows if row.school_class_id not in led), None)
    if other is not None:
        raise Invalid(NOT_HIS_CLASS.format(name=keeper.full_name, place=other.school_class), field="keeper")
