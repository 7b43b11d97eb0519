"""The confirmation of the status «учитель» (clause 2.1 k): led here, decided on the platform."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from audit.services import record_many
from core import clock
from core.access import ActorLike
from core.errors import Conflict, Invalid
from core.folding import one_line
from core.russian import ru_plural
from core.states import transition_many
from orgstructure.models import Enrolment, Person
from orgstructure.services.enrolments import confirm_places, unconfirm_places
from roles.models import Verification
from undo.services import Counted, keep_upserting, undoable

Status = Verification.Status
COLUMNS = ("status", "reason", "changed_at", "changed_by")
NOBODY = "Никого не удалось перевести: состояние уже другое. Обновите страницу."


def begin_verification(*, person: Person, actor: ActorLike) -> None:
    """A teacher has joined: the confirmation waits. One that is under way or over is left as it is."""
    begin_verifications(people=[person], actor=actor)


@transaction.atomic
def begin_verifications(*, people: Iterable[Person], actor: ActorLike) -> None:
    """The same for many; a number of statements that does not grow with them."""
    people = list({person.pk: person for person in people}.values())
    if not people:
        return
    now = clock.now()
    with keep_upserting(Verification.objects.filter(person__in=people), *COLUMNS):
        _begin(people, now, actor)


def _begin(people: list[Person], now: datetime, actor: ActorLike) -> None:
    Verification.objects.bulk_create(
        [Verification(organization_id=person.organization_id, person=person) for person in people],
        ignore_conflicts=True,
    )
    waiting = Verification.objects.filter(person__in=people, status=Status.NOT_STARTED)
    begun = transition_many(waiting.order_by("pk").select_for_update(), Status.PENDING, changed_at=now)
    if begun:
        record_many("verification.moved", _rows(begun), actor=actor, to=str(Status.PENDING))


@transaction.atomic
def move_verifications(*, people: Iterable[Person], to: str, actor: ActorLike, reason: str = "") -> Counted:
    """Move teachers to a state, in bulk; a refusal needs a reason. Returns how many moved. Set-based, undoable.

    Confirmed teachers count as confirmed wherever they have joined. Conflict if nobody could be moved.
    """
    people = list(people)
    reason = one_line(reason)[:300]
    if to not in Status.values:
        raise Invalid(f"Состояния «{to}» нет.")
    if to == Status.REFUSED and not reason:
        raise Invalid("Напишите причину отказа: учителю нужно знать, что исправить.", field="reason")
    if not people:
        raise Conflict(NOBODY)
    school = people[0].organization
    with undoable(organization=school, kind="verifications.moved", actor=actor) as keeping:
        with keep_upserting(Verification.objects.filter(person__in=people), *COLUMNS):
            number = _move(people, to, reason, actor)
        words = ru_plural(number, "учитель,учителя,учителей")
        keeping.title = f"Статус «{Status(to).label}»: {words}"
        return keeping.counted(number)


def _move(people: list[Person], to: str, reason: str, actor: ActorLike) -> int:
    now = clock.now()
    who = None if isinstance(actor, str) else actor
    Verification.objects.bulk_create(
        [Verification(organization_id=person.organization_id, person=person) for person in people],
        ignore_conflicts=True,
    )
    moved_ids = transition_many(
        Verification.objects.filter(person__in=people).order_by("pk").select_for_update(),
        to,
        reason=reason if to == Status.REFUSED else "",
        changed_at=now,
        changed_by=who,
    )
    moved = _rows(moved_ids)
    if not moved:
        raise Conflict(NOBODY)
    enrolments = Enrolment.objects.in_force(clock.day_of(now)).filter(
        person__in=[v.person_id for v in moved], role=Enrolment.Role.TEACHER
    )
    record_many("verification.moved", moved, actor=actor, to=to, reason=reason)
    if to == Status.CONFIRMED:
        seen = Q(school_class__kind="staff_room") | Q(joined_at__isnull=False)
        confirm_places(places=enrolments.filter(seen), at=now, actor=actor)
    else:
        unconfirm_places(places=enrolments, actor=actor)
    return len(moved)


def _rows(ids: list[int]) -> list[Verification]:
    return list(Verification.objects.filter(pk__in=ids).select_related("person").order_by("pk"))
