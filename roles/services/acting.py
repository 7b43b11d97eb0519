"""Who acts for the director while the director is away (clause 2.2): may sign and approve in that time, nothing else."""

from datetime import date, timedelta

from django.db import transaction

from core import clock
from core.access import ActorLike
from core.errors import Conflict, Invalid
from orgstructure.models import Organization, Person
from orgstructure.selectors import works
from roles.models import Assignment
from roles.services.changes import tell_ended, tell_opened

Role = Assignment.Role


@transaction.atomic
def open_acting_director(*, person: Person, valid_from: date, valid_to: date, actor: ActorLike) -> Assignment:
    """Let a member of staff act for the director from a day to a day, both included.

    Invalid for days that do not follow each other or a person who does not work here; Conflict with the director
    himself, or when somebody acts on one of these days already.
    """
    if valid_to < valid_from:
        raise Invalid(
            f"Последний день {valid_to:%d.%m.%Y} раньше первого {valid_from:%d.%m.%Y}.", field="valid_to"
        )
    if not works(person, clock.today()):
        raise Invalid(f"{person.full_name} — не действующий сотрудник школы.", field="person")
    # The school's row is the queue: two periods entered at once follow each other.
    Organization.objects.select_for_update(no_key=True).get(pk=person.organization_id)
    held = Assignment.objects.lasting(valid_from)
    if held.filter(role=Role.DIRECTOR, person=person).exists():
        raise Conflict(f"{person.full_name} — директор и так подписывает сам.", field="person")
    acting = Assignment.objects.overlapping(valid_from, valid_to).filter(role=Role.ACTING_DIRECTOR)
    if other := acting.select_related("person").first():
        raise Conflict(
            f"С {other.valid_from:%d.%m.%Y} по {other.valid_to:%d.%m.%Y} обязанности директора уже исполняет "
            f"{other.person.full_name}. Возьмите другие дни."
        )
    assignment = Assignment.objects.create(
        organization_id=person.organization_id,
        person=person,
        role=Role.ACTING_DIRECTOR,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    tell_opened(assignment=assignment, actor=actor, valid_from=valid_from, valid_to=valid_to)
    return assignment


@transaction.atomic
def end_acting_director(*, assignment: Assignment, last_day: date, actor: ActorLike) -> None:
    """The director is back sooner: `last_day` becomes the last one. Conflict if the time is over already."""
    if assignment.role != Role.ACTING_DIRECTOR:
        raise Invalid("Раньше срока заканчивают только исполнение обязанностей директора.")
    if last_day < assignment.valid_from:
        raise Invalid(
            f"Первый день — {assignment.valid_from:%d.%m.%Y}: раньше не закончить.", field="last_day"
        )
    held = Assignment.objects.lasting(max(clock.today(), last_day + timedelta(days=1)))
    if not held.filter(pk=assignment.pk).update(valid_to=last_day):
        raise Conflict("К этому дню обязанности директора уже не исполняются. Обновите страницу.")
    assignment.valid_to = last_day
    tell_ended(assignment=assignment, actor=actor, valid_to=last_day)
