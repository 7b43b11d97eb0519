"""The first day of a school: the organization, its director, the director's account; and a director given back."""

from datetime import date
from typing import Any

from django.db import transaction

from audit.services import record
from core import clock
from core.access import ActorLike
from core.errors import Conflict
from core.names import search_form
from orgstructure.models import Organization, Person
from orgstructure.services.people import add_person
from orgstructure.services.school import create_organization
from roles.models import Assignment, Membership, User
from roles.services.accounts import end_access, give_access
from roles.services.assignments import close_assignment
from roles.services.changes import tell_opened

Role = Assignment.Role


@transaction.atomic
def create_school(
    *, profile: dict[str, Any], director: dict[str, Any], actor: ActorLike, today: date | None = None
) -> tuple[Organization, User]:
    """A school, its «Учительская», its director as a person with an account, and the letter that lets the director in.

    `profile`: fields of orgstructure.services.school.PROFILE; `director`: last_name, first_name,
    patronymic, email, phone; `sure` where the account of this address, of another name, is theirs. Without `today` the school
    begins on the date in its own time zone.
    """
    director, sure = _without_tick(director)
    organization = create_organization(today=today, actor=actor, **profile)
    with clock.in_school(organization):
        person = add_person(
            organization=organization,
            kind=Person.Kind.STAFF,
            post="директор",
            since=today,
            actor=actor,
            **director,
        )
        assignment = Assignment.objects.create(
            organization=organization,
            person=person,
            role=Assignment.Role.DIRECTOR,
            valid_from=today or clock.today(),
        )
        tell_opened(assignment=assignment, actor=actor)
        user = give_access(person=person, email=director["email"], actor=actor, sure=sure)
    return organization, user


@transaction.atomic
def restore_director(*, organization: Organization, director: dict[str, Any], actor: ActorLike) -> User:
    """An operator gives a school its director back: the same person by a new e-mail, or another person.

    `director` as of `create_school`. Of the same name: the former way in closes, a new one opens. Another one: the former
    director's office ends with yesterday, and the way in too unless another role keeps it. Conflict where the director can
    sign in by this very address, or when several of the staff bear the name.
    """
    director, sure = _without_tick(director)
    name = search_form(director["last_name"], director["first_name"], director["patronymic"])
    with clock.in_school(organization):
        # The school's row is the queue: two operators follow each other.
        Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
        held = (
            Assignment.objects.unended()
            .filter(role=Role.DIRECTOR)
            .select_related("person__membership__user")
            .first()
        )
        if held and held.person.search_name == name:
            _shut_out(held.person, email=director["email"], actor=actor)
            person = held.person
        else:
            if held:
                _dismiss(held, actor)
            person = _future_director(organization, director, name, actor)
            held = Assignment.objects.create(
                organization=organization, person=person, role=Role.DIRECTOR, valid_from=clock.today()
            )
            tell_opened(assignment=held, actor=actor)
            _shut_out(person, email="", actor=actor)
        user = give_access(person=person, email=director["email"], actor=actor, sure=sure, moves=True)
        record("director.restored", held, actor=actor, email=user.email)
    return user


def _without_tick(director: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    return {name: value for name, value in director.items() if name != "sure"}, bool(director.get("sure"))


def _shut_out(person: Person, *, email: str, actor: ActorLike) -> None:
    membership = Membership.objects.filter(person=person).select_related("user", "person").first()
    if membership is None:
        return
    if membership.user.email == email.strip().lower() and membership.user.is_active:
        raise Conflict(
            f"{person.full_name} и так входит по адресу {membership.user.email}. Если забыт пароль, его меняют на странице "
            "входа: «Забыли свой пароль?». Впишите другой адрес, если этот ящик утерян.",
            field="email",
        )
    end_access(membership=membership, actor=actor)


def _dismiss(held: Assignment, actor: ActorLike) -> None:
    close_assignment(assignment=held, actor=actor)
    membership = Membership.objects.filter(person=held.person_id).select_related("user", "person").first()
    others = Assignment.objects.in_force(clock.today()).filter(person=held.person_id)
    if membership and not others.exists():
        end_access(membership=membership, actor=actor)


def _future_director(
    organization: Organization, director: dict[str, Any], name: str, actor: ActorLike
) -> Person:
    """Who of the staff bears this name, or a new member of staff."""
    namesakes = list(Person.objects.staff(clock.today()).filter(search_name=name)[:2])
    if len(namesakes) > 1:
        raise Conflict(
            f"В школе двое сотрудников с именем {namesakes[0].full_name}. Впишите отчество полностью или попросите школу "
            "поправить карточки.",
            field="last_name",
        )
    if namesakes:
        return namesakes[0]
    return add_person(
        organization=organization, kind=Person.Kind.STAFF, post="директор", actor=actor, **director
    )
