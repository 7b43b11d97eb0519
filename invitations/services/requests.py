"""Deciding on requests to join (clause 2.1 j), one or many. Set-based."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from audit.services import record_many
from consents.services import name_subjects
from core import clock
from core.errors import Conflict, Invalid
from core.names import printable, search_form
from core.states import transition_many
from invitations.models import JoinRequest
from orgstructure.matching import best_match
from orgstructure.models import Enrolment, Guardianship, Person
from orgstructure.rules import gender_by_patronymic
from orgstructure.services.people import KIND_OF_ROLE
from roles.services.verification import begin_verifications

Status = JoinRequest.Status


@transaction.atomic
def accept_requests(*, decisions: Iterable[tuple[JoinRequest, Person | None]], actor: Any) -> int:
    """Accept requests, each as the person of the roster whom it means, or, with None, as a new person of the class.

    Whoever is accepted has joined and is confirmed; a new parent is linked to the child that was named, if the class
    has one of that name. Returns how many; Conflict if all were decided meanwhile, Invalid for a person of another kind.
    """
    wanted = {request.pk: (request, person) for request, person in decisions}
    for request, person in wanted.values():
        _check_kind(request, person)
    now = clock.now()
    mine = _claim(list(wanted), Status.ACCEPTED, actor, now)
    pairs = [wanted[pk] for pk in mine]
    newcomers = [request for request, person in pairs if person is None]
    made = dict(zip((r.pk for r in newcomers), _new_people(newcomers), strict=True))
    settled = [(request, person or made[request.pk]) for request, person in pairs]
    # Before the places: whoever accepts a link of their own takes these rows in the same order.
    name_subjects(subjects={request.consent_id: person for request, person in settled if request.consent_id})
    _enrol(settled, now)
    _link_to_children([(request, made[request.pk]) for request in newcomers])
    for request, person in settled:
        request.person, request.status = person, Status.ACCEPTED
    JoinRequest.objects.bulk_update([request for request, _ in settled], ["person"])
    record_many("request.accepted", [request for request, _ in settled], actor=actor)
    teachers = [person for request, person in settled if request.role == Enrolment.Role.TEACHER]
    begin_verifications(people=teachers, actor=actor)
    return len(settled)


@transaction.atomic
def reject_requests(*, requests: Iterable[JoinRequest], reason: str, actor: Any) -> int:
    """Reject requests with a reason. Returns how many; Conflict if all were decided meanwhile."""
    reason = printable(reason)[:300]
    if not reason:
        raise Invalid("Напишите причину отказа: её увидит тот, кто просился.", field="reason")
    rows = {request.pk: request for request in requests}
    mine = _claim(list(rows), Status.REJECTED, actor, clock.now(), reason=reason)
    record_many("request.rejected", [rows[pk] for pk in mine], actor=actor, reason=reason)
    return len(mine)


def _claim(ids: list[int], to: str, actor: Any, now: datetime, **columns: Any) -> list[int]:
    """Decide those of `ids` that nobody has decided: one conditional UPDATE. Returns which."""
    rows = JoinRequest.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    mine = transition_many(rows, to, decided_by=actor, decided_at=now, **columns)
    if not mine:
        raise Conflict("Решать нечего: эти заявки уже решены или отозваны. Обновите страницу.")
    return mine


def _check_kind(request: JoinRequest, person: Person | None) -> None:
    fits = {KIND_OF_ROLE[Enrolment.Role(request.role)]}
    if request.role == Enrolment.Role.PARENT:
        fits.add(Person.Kind.STAFF)  # a teacher's child may study here
    if person is not None and person.kind not in fits:
        raise Invalid(
            f"{person.full_name} — {person.get_kind_display()}, а просятся в роли «{request.get_role_display()}». "
            "Выберите другого человека или добавьте нового."
        )


def _link_to_children(parents: list[tuple[JoinRequest, Person]]) -> None:
    """New parents and the pupils of their classes whose names they wrote; a number of queries that does not grow."""
    parents = [(request, parent) for request, parent in parents if request.child_name]
    if not parents:
        return
    pupils: dict[int, list[Person]] = {}
    rows = Enrolment.objects.in_force(clock.today()).filter(
        school_class__in={request.school_class_id for request, _ in parents}, role=Enrolment.Role.PUPIL
    )
    for row in rows.select_related("person"):
        pupils.setdefault(row.school_class_id, []).append(row.person)
    links = []
    for request, parent in parents:
        child = best_match(request.child_name, pupils.get(request.school_class_id, []))
        if child:
            links.append(
                Guardianship(organization_id=request.organization_id, guardian=parent, pupil=child.person)
            )
    Guardianship.objects.bulk_create(links)


def _new_people(requests: list[JoinRequest]) -> list[Person]:
    people = []
    for request in requests:
        last, first, patronymic = [*request.full_name.split(maxsplit=2), "", ""][:3]
        people.append(
            Person(
                organization_id=request.organization_id,
                kind=KIND_OF_ROLE[Enrolment.Role(request.role)],
                last_name=last[:100],
                first_name=first[:100],
                patronymic=patronymic[:100],
                gender=gender_by_patronymic(patronymic),
                phone=request.phone,
                search_name=search_form(last, first, patronymic)[:310],
            )
        )
    return Person.objects.bulk_create(people)


def _enrol(settled: list[tuple[JoinRequest, Person]], now: datetime) -> None:
    """Open the missing enrolments, and mark all of them as joined and confirmed."""
    keys = {(person.pk, request.school_class_id, request.role) for request, person in settled}
    rows = Enrolment.objects.in_force(clock.day_of(now)).filter(
        person__in={key[0] for key in keys}, school_class__in={key[1] for key in keys}
    )
    there = {(e.person_id, e.school_class_id, e.role): e.pk for e in rows}
    Enrolment.objects.filter(pk__in=[pk for key, pk in there.items() if key in keys]).update(
        joined_at=Coalesce(F("joined_at"), now), confirmed_at=now
    )
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                organization_id=request.organization_id,
                person=person,
                school_class_id=request.school_class_id,
                role=request.role,
                valid_from=clock.day_of(now),
                joined_at=now,
                confirmed_at=now,
            )
            for request, person in {(r.school_class_id, r.role, p.pk): (r, p) for r, p in settled}.values()
            if (person.pk, request.school_class_id, request.role) not in there
        ]
    )
