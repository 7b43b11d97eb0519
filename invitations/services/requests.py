"""Deciding on requests to join (clause 2.1 j), one or many. Set-based."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.services import record_many
from consents.services import name_subjects
from core import clock
from core.access import ActorLike
from core.errors import Conflict, Invalid
from core.russian import ru_plural
from core.states import transition_many
from invitations.models import JoinRequest
from invitations.rules import clean_reason
from invitations.services.closing import close_links_of_joined
from invitations.services.places import give_places_back, hold_links
from orgstructure.matching import best_match
from orgstructure.models import Enrolment, Guardianship, Person
from orgstructure.pasted import PersonLine
from orgstructure.services.enrolments import Place, mark_joined, open_places
from orgstructure.services.guardians import link_guardian
from orgstructure.services.people import add_newcomers
from roles.services.verification import begin_verifications
from undo.services import Counted, Listed, keep_changing, undoable

Status = JoinRequest.Status
REQUESTS = "заявка,заявки,заявок"
NOTHING = "Решать нечего: эти заявки уже решены или отозваны."
# What a decision writes into a request.
COLUMNS = ("status", "decided_by", "decided_at", "reason", "person", "likely_child")


@transaction.atomic
def accept_requests(
    *,
    decisions: Iterable[tuple[JoinRequest, Person | None]],
    actor: ActorLike,
    usual_case: Collection[int] = (),
) -> Counted:
    """Accept requests, each as the person of the roster whom it means, or, with None, as a new person of the class.

    Whoever is accepted has joined; nobody has seen them on the platform, so none is confirmed. The child that a parent
    named is kept as a guess, for somebody to confirm (`confirm_child`). `usual_case`: requests whose new person is written
    «Кузнецова Алла» where «кузнецова алла» or «Алла Кузнецова» was typed. Returns how many; Conflict if all were decided
    meanwhile, Invalid for a person of another kind.
    """
    wanted = {request.pk: (request, person) for request, person in decisions}
    for request, person in wanted.values():
        _check_kind(request, person)
    if not wanted:
        raise Conflict(NOTHING)
    school = next(iter(wanted.values()))[0].organization
    with undoable(organization=school, kind="requests.accepted", actor=actor) as keeping:
        number = _accept(wanted, actor, usual_case)
        keeping.title = f"Принято: {ru_plural(number, REQUESTS)}"
        return keeping.counted(number)


def _accept(
    wanted: Mapping[int, tuple[JoinRequest, Person | None]], actor: ActorLike, usual_case: Collection[int]
) -> int:
    now = clock.now()
    mine = _claim(list(wanted), Status.ACCEPTED, actor, now)
    pairs = [wanted[pk] for pk in mine]
    newcomers = [request for request, person in pairs if person is None]
    made = _newcomers(newcomers, actor, usual_case)
    settled = [(request, person or made[request.pk]) for request, person in pairs]
    places = [Place(person, request.school_class, request.role) for request, person in settled]
    # Before the places: whoever accepts a link of their own takes these rows in the same order.
    close_links_of_joined(places=places, actor=actor)
    name_subjects(subjects={request.consent_id: person for request, person in settled if request.consent_id})
    _enrol(places, now, actor)
    _guess_children([request for request, _ in settled])
    for request, person in settled:
        request.person, request.status = person, Status.ACCEPTED
    JoinRequest.objects.bulk_update([request for request, _ in settled], ["person", "likely_child"])
    record_many("request.accepted", [request for request, _ in settled], actor=actor)
    teachers = [person for request, person in settled if request.role == Enrolment.Role.TEACHER]
    begin_verifications(people=teachers, actor=actor)
    return len(settled)


@transaction.atomic
def reject_requests(*, requests: Iterable[JoinRequest], reason: str, actor: ActorLike) -> Counted:
    """Reject requests with a reason; their links have room for others again.

    Returns how many; Conflict if all were decided meanwhile.
    """
    reason = clean_reason(reason, empty="Напишите причину отказа: её увидит тот, кто просился.")
    rows = {request.pk: request for request in requests}
    if not rows:
        raise Conflict(NOTHING)
    school = next(iter(rows.values())).organization
    with undoable(organization=school, kind="requests.rejected", actor=actor) as keeping:
        hold_links(rows)
        mine = _claim(list(rows), Status.REJECTED, actor, clock.now(), reason=reason)
        give_places_back(mine)
        keeping.title = f"Отклонено: {ru_plural(len(mine), REQUESTS)}"
        record_many("request.rejected", [rows[pk] for pk in mine], actor=actor, reason=reason)
        return keeping.counted(len(mine))


def _claim(ids: list[int], to: str, actor: ActorLike, now: datetime, **columns: Any) -> list[int]:
    """Decide those of `ids` that nobody has decided: one conditional UPDATE. Returns which."""
    rows = JoinRequest.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    keep_changing(rows, *COLUMNS)
    mine = transition_many(rows, to, decided_by=actor, decided_at=now, **columns)
    if not mine:
        raise Conflict(NOTHING)
    return mine


def _check_kind(request: JoinRequest, person: Person | None) -> None:
    """A teacher's request means somebody who works here, a pupil's a pupil, a parent's anybody who is not a pupil."""
    if person is None:
        return
    match request.role:
        case Enrolment.Role.TEACHER:
            fits = Person.Kind.STAFF in person.kinds
        case Enrolment.Role.PUPIL:
            fits = Person.Kind.PUPIL in person.kinds or not person.kinds
        case _:
            fits = Person.Kind.PUPIL not in person.kinds
    if not fits:
        raise Invalid(
            f"{person.full_name} — {person.kind_words}, а просятся в роли «{request.get_role_display()}». "
            "Выберите другого человека или добавьте нового."
        )


def _guess_children(requests: list[JoinRequest]) -> None:
    """Whom of the class a parent named, kept as a guess; a number of queries that does not grow."""
    named = [request for request in requests if request.role == Enrolment.Role.PARENT and request.child_name]
    if not named:
        return
    pupils: dict[int, list[Person]] = {}
    rows = Enrolment.objects.in_force(clock.today()).filter(
        school_class__in={request.school_class_id for request in named}, role=Enrolment.Role.PUPIL
    )
    for row in rows.select_related("person"):
        pupils.setdefault(row.school_class_id, []).append(row.person)
    for request in named:
        match = best_match(request.child_name, pupils.get(request.school_class_id, []))
        request.likely_child = match.person if match else None


def confirm_child(*, request: JoinRequest, actor: ActorLike) -> Listed[Guardianship]:
    """«Записать как ребёнка»: the guess of an accepted request becomes a guardianship, once. Conflict if there is none left.

    Returns the one that was made, with the run by which it can be undone.
    """
    parent, child = request.person, request.likely_child
    guess = JoinRequest.objects.filter(pk=request.pk, status=Status.ACCEPTED, likely_child__isnull=False)
    with undoable(organization=request.organization, kind="child.confirmed", actor=actor) as keeping:
        keep_changing(guess, "likely_child")
        if not guess.update(likely_child=None) or parent is None or child is None:
            raise Conflict("Подтверждать нечего: это уже сделали или предположения нет. Обновите страницу.")
        relation = Guardianship.Relation.GUARDIAN
        return keeping.listed([link_guardian(guardian=parent, pupil=child, relation=relation, actor=actor)])


def _newcomers(
    requests: list[JoinRequest], actor: ActorLike, usual_case: Collection[int]
) -> dict[int, Person]:
    """{request: the new person that it became}."""
    if not requests:
        return {}
    lines = [
        (_line(number, request, request.pk in usual_case), request.role)
        for number, request in enumerate(requests, 1)
    ]
    people = add_newcomers(organization_id=requests[0].organization_id, lines=lines, actor=actor)
    return {request.pk: person for request, person in zip(requests, people, strict=True)}


def _line(number: int, request: JoinRequest, in_usual_case: bool) -> PersonLine:
    name = request.usual_name if in_usual_case else request.full_name
    last, first, patronymic = [*name.split(maxsplit=2), "", ""][:3]
    return PersonLine(number, last[:100], first[:100], patronymic[:100], phone=request.phone)


def _enrol(places: list[Place], now: datetime, actor: ActorLike) -> None:
    """Open the missing places; all of these people have joined. Nobody has looked on the platform yet: none is confirmed."""
    open_places(places=places, since=clock.day_of(now), actor=actor)
    keys = {place.key for place in places}
    rows = Enrolment.objects.in_force(clock.day_of(now)).filter(
        person__in={key[0] for key in keys}, school_class__in={key[1] for key in keys}
    )
    there = rows.values_list("pk", "person_id", "school_class_id", "role")
    ids = [pk for pk, *key in there if tuple(key) in keys]
    mark_joined(places=Enrolment.objects.filter(pk__in=ids), at=now, actor=actor)
