"""A link that its holder closed («это не я», a refusal) works again, where no harm follows (lesson B9).

What the school annulled comes back by the undo of the run that annulled it (services/undo.py).
"""

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from audit.services import record
from core import clock
from core.access import Account
from core.errors import Conflict, Invalid
from core.states import transition
from invitations.models import Invitation
from invitations.selectors.links import may_restore, was_refused
from orgstructure.models import Enrolment

Status = Invitation.Status
OWN_WISH = (
    "По этой ссылке отказались. Вернуть её можно, только если человек сам об этом попросил: отметьте это."
)
TOO_LATE = (
    "Вернуть эту ссылку уже нельзя: её закрыл не тот, кому она дана, её срок вышел или взамен есть другая. "
    "Обновите страницу."
)
NO_PLACE = "Вернуть эту ссылку нельзя: {person} больше не числится в {school_class} в этой роли."


def restore_invitation(*, invitation: Invitation, actor: Account, at_own_wish: bool = False) -> None:
    """A link that its holder closed works again until its first end; what was pressed by it counts no more.

    Conflict past its lifetime, where the person holds another link meanwhile or has got one in its place, or has no place in
    the class any more. Invalid for a refused one without `at_own_wish`: nobody is talked into joining.
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
    if invitation.person and not _place_of(invitation).exists():
        raise Conflict(
            NO_PLACE.format(person=invitation.person.short_name, school_class=invitation.school_class)
        )
    transition(
        invitation,
        Status.ACTIVE,
        only_if=Q(status=Status.ANNULLED),  # not what was accepted meanwhile
        annulled_at=None,
        annulled_by=None,
        annul_reason="",
        consent=None,
        mark=None,
        marked_at=None,
        reported_at=None,
    )
    record("invitation.restored", invitation, actor=actor)


def _place_of(invitation: Invitation) -> QuerySet[Enrolment]:
    places: QuerySet[Enrolment] = Enrolment.objects.unended()
    return places.filter(
        person=invitation.person_id, school_class=invitation.school_class_id, role=invitation.role
    )
