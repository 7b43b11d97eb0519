"""Reads about accounts, roles and the status «учитель»."""

from dataclasses import dataclass, field
from typing import Any

from django_scopes import scopes_disabled

from core import clock
from orgstructure.models import Enrolment, Organization
from roles.models import Assignment, Membership, User, Verification
from roles.policy import Actor


def memberships_of(user: Any) -> list[Membership]:
    """Every school of an account, by name; one query."""
    with scopes_disabled():
        return list(
            Membership.objects.filter(user=user, person__left_on=None)
            .select_related("organization", "person")
            .order_by("organization__short_name")
        )


def actor_for(user: Any, organization: Organization, person: Any) -> Actor:
    """What `user`, who is `person` in `organization`, may be asked about; one query."""
    with clock.in_school(organization):
        rows = list(
            Assignment.objects.in_force(clock.today())
            .filter(person=person)
            .values_list("role", "school_class_id", "subject_id")
        )
    return Actor(
        user=user,
        organization=organization,
        person=person,
        roles=frozenset(role for role, _, _ in rows),
        class_ids=frozenset(class_id for role, class_id, _ in rows if role == Assignment.Role.CLASS_TEACHER),
        subjects=frozenset(
            (class_id, subject_id)
            for role, class_id, subject_id in rows
            if role == Assignment.Role.SUBJECT_TEACHER
        ),
    )


def director_of(organization: Organization) -> Any:
    """The acting director as a person, or None."""
    with clock.in_school(organization):
        assignment = (
            Assignment.objects.in_force(clock.today())
            .filter(role=Assignment.Role.DIRECTOR)
            .select_related("person")
            .first()
        )
    return assignment.person if assignment else None


def administrator_of(organization: Organization) -> Any:
    """The acting administrator's assignment with person and order, or None."""
    with clock.in_school(organization):
        return (
            Assignment.objects.in_force(clock.today())
            .filter(role=Assignment.Role.ADMINISTRATOR)
            .select_related("person", "order")
            .first()
        )


def account_of(person: Any) -> User | None:
    membership = Membership.objects.filter(person=person).select_related("user").first()
    return membership.user if membership else None


@dataclass
class Column:
    """A state of the board and its teachers."""

    status: str
    label: str
    rows: list[dict[str, Any]] = field(default_factory=list)


def verification_board() -> list[Column]:
    """Every teacher of «Учительская» by the state of the confirmation; two queries."""
    columns = {status: Column(status, label) for status, label in Verification.Status.choices}
    states = {v.person_id: v for v in Verification.objects.all()}
    staff = (
        Enrolment.objects.in_force(clock.today())
        .filter(school_class__kind="staff_room", person__left_on=None)
        .select_related("person")
        .order_by("person__search_name", "pk")
    )
    for enrolment in staff:
        state = states.get(enrolment.person_id)
        columns[state.status if state else Verification.Status.NOT_STARTED].rows.append(
            {
                "person": enrolment.person,
                "joined": enrolment.joined_at is not None,
                "reason": state.reason if state else "",
                "changed_at": state.changed_at if state else None,
            }
        )
    return list(columns.values())
