"""The first day of a school: the organization, its director, and the director's account."""

from datetime import date
from typing import Any

from django.db import transaction

from core import clock
from core.access import ActorLike
from orgstructure.models import Organization, Person
from orgstructure.services.people import add_person
from orgstructure.services.school import create_organization
from roles.models import Assignment, User
from roles.services.accounts import give_access
from roles.services.changes import tell_opened


@transaction.atomic
def create_school(
    *, profile: dict[str, Any], director: dict[str, Any], actor: ActorLike, today: date | None = None
) -> tuple[Organization, User]:
    """A school, its «Учительская», its director as a person with an account, and the letter that lets the director in.

    `profile`: fields of orgstructure.services.school.PROFILE; `director`: last_name, first_name,
    patronymic, email, phone. Without `today` the school begins on the date in its own time zone.
    """
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
        user = give_access(person=person, email=director["email"], actor=actor)
    return organization, user
