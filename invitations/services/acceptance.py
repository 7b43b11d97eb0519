"""What somebody who holds a link may do with it (clauses 2.3 a, 2.4 a, 2.5 a, 2.7). One press, one transaction.

`mark` (invitations/marks.py) is of the page that was pressed: a press that comes twice, because of a double tap or a lost
answer, is one press, and the second is answered like the first.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from audit.services import record
from consents.models import Answer, ConsentText, Decision
from consents.rules import is_for_another
from consents.services import record_decision
from core import clock
from core.errors import Conflict, Invalid
from core.states import transition, transition_many
from invitations.marks import digest, is_kept
from invitations.models import Invitation, JoinRequest, is_working
from invitations.selectors.links import place_words
from invitations.services.places import give_places_back, hold_links
from invitations.texts import NO_CONSENT, NO_GIVER, NO_PLACE, NOT_ME, OTHER_GIVER, REFUSED
from orgstructure.models import Enrolment, Guardianship, Person
from orgstructure.services.enrolments import mark_joined
from roles.selectors import whom_to_ask
from roles.services.verification import begin_verification

Status = Invitation.Status


def accept_invitation(
    *,
    invitation: Invitation,
    consent_text: ConsentText,
    agreed: bool,
    mark: str = "",
    giver: str | None = None,
) -> None:
    """Accept a personal link: exactly one caller wins. Invalid without consent, Conflict if the link is not working.

    With it, in one transaction: the consent, the enrolment marked as joined, the journal, a teacher's
    verification begun. Conflict too if the person has no place in the class any more: a link enrols nobody.
    `giver`: which representative of a pupil consents, by key, or `OTHER_GIVER`; None where nobody was asked. Invalid
    where the school knows some and none of them is named.
    """
    if not agreed:
        raise Invalid(NO_CONSENT, field="agreed")
    _once(invitation, mark, lambda: _accept(invitation, consent_text, mark, giver))


@transaction.atomic
def _accept(invitation: Invitation, text: ConsentText, mark: str, giver: str | None) -> None:
    now = clock.now()
    person = invitation.person
    assert person is not None  # noqa: S101  (a personal link has a person: a constraint of the table)
    transition(
        invitation,
        Status.ACCEPTED,
        only_if=is_working(now) & Q(uses__lt=F("max_uses")),
        uses=1,
        accepted_at=now,
        consent=_decide(invitation, text, Answer.GIVEN, now, named=giver),
        **_marked(mark, now),
    )
    _join(invitation, person, now)
    record("invitation.accepted", invitation, actor=person.full_name)
    if invitation.role == Enrolment.Role.TEACHER:
        begin_verification(person=person, actor=person.full_name)


def refuse_invitation(
    *, invitation: Invitation, consent_text: ConsentText, contact_note: str = "", mark: str = ""
) -> None:
    """The person does not want to join: recorded neutrally, with the other way of contact; the link is over."""
    if invitation.person is None:
        raise Invalid("Ссылку класса не принимают и не отклоняют: просто закройте страницу.")
    _once(invitation, mark, lambda: _refuse(invitation, consent_text, contact_note, mark))


@transaction.atomic
def _refuse(invitation: Invitation, text: ConsentText, note: str, mark: str) -> None:
    now = clock.now()
    person = invitation.person
    assert person is not None  # noqa: S101  (a personal link has a person: a constraint of the table)
    consent = _decide(invitation, text, Answer.REFUSED, now, note)
    _end(invitation, REFUSED, now, consent=consent, **_marked(mark, now))
    record("invitation.refused", invitation, actor=person.full_name)


def disown_invitation(*, invitation: Invitation, mark: str = "") -> None:
    """«Это не я»: a personal link has come into other hands, and is annulled at once."""
    if invitation.person is None:
        raise Invalid(
            "Это ссылка класса, она не именная. Если вы не из этого класса, просто закройте страницу."
        )
    _once(invitation, mark, lambda: _disown(invitation, mark))


@transaction.atomic
def _disown(invitation: Invitation, mark: str) -> None:
    now = clock.now()
    _end(invitation, NOT_ME, now, **_marked(mark, now))
    record("invitation.disowned", invitation, actor="Открывший ссылку")


def ask_to_join(
    *,
    invitation: Invitation,
    consent_text: ConsentText,
    agreed: bool,
    full_name: str,
    child_name: str = "",
    phone: str = "",
    mark: str = "",
    again: bool = False,
) -> JoinRequest:
    """Ask to join by a class's link: one use is taken, never more than the cap. Conflict when it is over.

    The same mark asks once. `again`: anew, after the request of this mark was rejected or withdrawn.
    """
    if not agreed:
        raise Invalid(NO_CONSENT, field="agreed")
    typed = {"full_name": full_name, "child_name": child_name, "phone": phone}
    try:
        return _ask(invitation, consent_text, typed, mark, again=again)
    except (IntegrityError, Conflict):  # the other tap of the same page has asked
        made = JoinRequest.objects.filter(invitation=invitation, mark=digest(mark)).first() if mark else None
        if made is None:
            raise
        return made


@transaction.atomic
def _ask(
    invitation: Invitation, text: ConsentText, typed: dict[str, str], mark: str, *, again: bool
) -> JoinRequest:
    now = clock.now()
    if again:
        over = (JoinRequest.Status.REJECTED, JoinRequest.Status.WITHDRAWN)
        JoinRequest.objects.filter(mark=digest(mark), status__in=over).update(mark=None)
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
        created_at=now,
        consent=_decide(invitation, text, Answer.GIVEN, now),
        **_marked(mark, now),
        **typed,
    )
    record("request.made", request, actor=request.full_name)
    return request


def _marked(mark: str, now: datetime) -> dict[str, Any]:
    return {"mark": digest(mark), "marked_at": now if mark else None}


def _once(invitation: Invitation, mark: str, press: Callable[[], None]) -> None:
    """Run `press`; where the same mark has pressed already, its answer stands, whatever it was."""
    try:
        press()
    except Conflict:
        kept = Invitation.objects.filter(pk=invitation.pk).values_list("mark", flat=True).first()
        if not is_kept(mark, kept):
            raise


@transaction.atomic
def withdraw_request(*, request: JoinRequest) -> None:
    """Whoever asked takes it back while nobody has decided: the link has room for another one again."""
    hold_links([request.pk])
    transition(request, JoinRequest.Status.WITHDRAWN)
    give_places_back([request.pk])
    record("request.withdrawn", request, actor=request.full_name)


def _decide(
    invitation: Invitation,
    text: ConsentText,
    answer: str,
    now: datetime,
    note: str = "",
    *,
    named: str | None = None,
) -> Decision:
    """What was decided by a link. For a pupil under fourteen a representative gives it; who refused, a link does not tell."""
    person, day = invitation.person, clock.day_of(now)
    if not is_for_another(invitation.role, person.birth_date if person else None, day):
        giver, capacity = person, str(Decision.Capacity.SELF)
    elif answer == Answer.GIVEN:
        giver, capacity = _representative(person, day, named), str(Decision.Capacity.REPRESENTATIVE)
    else:
        giver, capacity = None, ""
    return record_decision(
        text=text,
        decision=answer,
        subject=person,
        giver=giver,
        capacity=capacity,
        contact_note=note,
        decided_at=now,
    )


def _representative(pupil: Person | None, day: date, named: str | None) -> Person | None:
    """Who ticked a pupil's link: of the representatives whom the school knows the one who is `named`.

    None of nobody known, of another, and where nobody was asked. Invalid where none of those known is named.
    """
    rows = Guardianship.objects.in_force(day).filter(pupil=pupil).select_related("guardian") if pupil else []
    known = {str(row.guardian_id): row.guardian for row in rows}
    if not known or named is None or named == OTHER_GIVER:
        return None
    if named not in known:
        raise Invalid(NO_GIVER, field="giver")
    return known[named]


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
                inviter=whom_to_ask(invitation.school_class, maker=invitation.created_by),
            )
        )
