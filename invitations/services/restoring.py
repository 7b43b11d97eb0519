"""A link that its holder closed («это не я», a refusal) works again, where no harm follows (lesson B9).

What the school annulled comes back by the undo of the run that annulled it (services/undo.py).
"""

from django.db import IntegrityError, transaction

from audit.services import record
from core import clock
from core.access import Account
from core.errors import Conflict, Invalid
from core.states import transition
from invitations.models import Invitation
from invitations.selectors.links import may_restore, was_refused

Status = Invitation.Status
OWN_WISH = (
    "По этой ссылке отказались. Вернуть её можно, только если человек сам об этом попросил: отметьте это."
)
TOO_LATE = (
    "Вернуть эту ссылку уже нельзя: её закрыл не тот, кому она дана, её срок вышел или взамен есть другая. "
    "Обновите страницу."
)


def restore_invitation(*, invitation: Invitation, actor: Account, at_own_wish: bool = False) -> None:
    """A link that its holder closed works again until its first end; what was pressed by it counts no more.

    Conflict past its lifetime, or where the person holds another link meanwhile or has got one in its place. Invalid for
    a refused one without `at_own_wish`: nobody is talked into joining.
    """
    if was_refused(invitation) and not at_own_wish:
        raise Invalid(OWN_WISH, field="at_own_wish")
    try:
        _restore(invitation, actor)
    except IntegrityError:  # another open link of the same person, class and role
        raise Conflict(TOO_LATE) from None


@transaction.atomic
def _restore(invitation: Invitation, actor: Account) -> None:
    replaced = Invitation.objects.filter(replaces=invitation.pk)
    if not may_restore(invitation, clock.now()) or replaced.exists():
        raise Conflict(TOO_LATE)
    transition(
        invitation,
        Status.ACTIVE,
        annulled_at=None,
        annulled_by=None,
        annul_reason="",
        consent=None,
        mark=None,
        marked_at=None,
        reported_at=None,
    )
    record("invitation.restored", invitation, actor=actor)
