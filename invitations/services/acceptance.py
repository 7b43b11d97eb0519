"""What somebody who holds a link may do with it (clauses 2.3 a, 2.4 a, 2.5 a, 2.7). One press, one transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from audit.services import record
from consents.models import Answer, ConsentText, Decision
from consents.services import record_decision
from core import clock
from core.errors import Conflict, Invalid
from core.states import transition, transition_many
from invitations.models import Invitation, JoinRequest, is_working
from invitations.selectors.links import place_words
from invitations.texts import NO_PLACE, NOT_ME, REFUSED
from orgstructure.models import Enrolment, Person
from orgstructure.services.enrolments import mark_joined
from roles.services.verification import begin_verification

Status = Invitation.Status
NO_CONSENT = (
    "Отметьте согласие на обработку персональных данных: без него вступить нельзя. "
    "Прочитать его можно по ссылке."
)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, consent_text: ConsentText, agreed: bool) -> None:
    """Accept a personal link: exactly one caller wins. Invalid without consent, Conflict if the link is not working.

    With it, in one transaction: the consent, the enrolment marked as joined, the journal, a teacher's
    verification begun. Conflict too if the person has no place in the class any more: a link enrols nobody.
    """
    if not agreed:
        raise Invalid(NO_CONSENT, field="agreed")
    now = clock.now()
    person = invitation.person
    assert person is not None  # noqa: S101  (a personal link has a person: a constraint of the table)
    transition(
        invitation,
        Status.ACCEPTED,
        only_if=is_working(now) & Q(uses__lt=F("max_uses")),
        uses=1,
        accepted_at=now,
        consent=_decide(invitation, consent_text, Answer.GIVEN, now),
    )
    _join(invitation, person, now)
    record("invitation.accepted", invitation, actor=person.full_name)
    if invitation.role == Enrolment.Role.TEACHER:
        begin_verification(person=person, actor=person.full_name)


@transaction.atomic
def refuse_invitation(*, invitation: Invitation, consent_text: ConsentText, contact_note: str = "") -> None:
    """The person does not want to join: recorded neutrally, with the other way of contact; the link is over."""
    person = invitation.person
    if person is None:
        raise Invalid("Ссылку класса не принимают и не отклоняют: просто закройте страницу.")
    now = clock.now()
    consent = _decide(invitation, consent_text, Answer.REFUSED, now, contact_note)
    _end(invitation, REFUSED, now, consent=consent)
    record("invitation.refused", invitation, actor=person.full_name)


@transaction.atomic
def disown_invitation(*, invitation: Invitation) -> None:
    """«Это не я»: a personal link has come into other hands, and is annulled at once."""
    if invitation.person is None:
        raise Invalid(
            "Это ссылка класса, она не именная. Если вы не из этого класса, просто закройте страницу."
        )
    _end(invitation, NOT_ME, clock.now())
    record("invitation.disowned", invitation, actor="Открывший ссылку")


@transaction.atomic
def ask_to_join(
    *,
    invitation: Invitation,
    consent_text: ConsentText,
    agreed: bool,
    full_name: str,
    child_name: str = "",
    phone: str = "",
) -> JoinRequest:
    """Ask to join by a class's link: one use is taken, never more than the cap. Conflict when it is over."""
    if not agreed:
        raise Invalid(NO_CONSENT, field="agreed")
    now = clock.now()
    taken = (
        Invitation.objects.working(now)
        .filter(pk=invitation.pk, uses__lt=F("max_uses"))
        .update(uses=F("uses") + 1)
    )
    if not taken:
        raise Conflict("По этой ссылке больше нельзя попроситься: она истекла, закрыта или места кончились.")
    used_up = Invitation.objects.filter(pk=invitation.pk, uses=F("max_uses"))
    transition_many(used_up, Status.ACCEPTED, accepted_at=now)
    request = JoinRequest.objects.create(
        organization_id=invitation.organization_id,
        invitation=invitation,
        school_class_id=invitation.school_class_id,
        role=invitation.role,
        full_name=full_name,
        child_name=child_name,
        phone=phone,
        created_at=now,
        consent=_decide(invitation, consent_text, Answer.GIVEN, now),
    )
    record("request.made", request, actor=full_name)
    return request


@transaction.atomic
def withdraw_request(*, request: JoinRequest) -> None:
    """Whoever asked takes it back while nobody has decided."""
    transition(request, JoinRequest.Status.WITHDRAWN)
    record("request.withdrawn", request, actor=request.full_name)


def _decide(
    invitation: Invitation, text: ConsentText, answer: str, now: datetime, note: str = ""
) -> Decision:
    """What was decided by a link. Who ticks a pupil's, the pupil or a parent, it does not tell."""
    for_oneself = invitation.role != Enrolment.Role.PUPIL
    return record_decision(
        text=text,
        decision=answer,
        subject=invitation.person,
        giver=invitation.person if for_oneself else None,
        capacity=Decision.Capacity.SELF if for_oneself else "",
        contact_note=note,
        decided_at=now,
    )


def _end(invitation: Invitation, reason: str, now: datetime, **changes: Any) -> None:
    transition(
        invitation,
        Status.ANNULLED,
        only_if=is_working(now),
        annulled_at=now,
        annul_reason=reason,
        **changes,
    )


def _join(invitation: Invitation, person: Person, now: datetime) -> None:
    """The place that the link is for is taken. Conflict where the person has moved on or left meanwhile."""
    place = Enrolment.objects.in_force(clock.day_of(now)).filter(
        person=person, school_class=invitation.school_class_id, role=invitation.role
    )
    if not mark_joined(places=place, at=now, actor=person.full_name) and not place.exists():
        raise Conflict(
            NO_PLACE.format(
                place=place_words(invitation.school_class),
                who=person.masked_name,
                role=invitation.get_role_display(),
                inviter=invitation.created_by or "администратор школы",
            )
        )
