"""Links whose maker answers for them no more: the role ended, the account was closed, who works here no longer (lesson E32)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock
from core.access import Access
from invitations.models import InvitationQuerySet
from orgstructure.models import Person
from roles.models import Assignment
from roles.policy import MANAGERS
from roles.selectors import holding_links


def of_makers_gone(rows: InvitationQuerySet, day: date) -> InvitationQuerySet:
    """Those of `rows` whose maker neither leads their class on `day` nor administers the school, or cannot sign in."""
    held = holding_links(day).filter(
        Q(role__in=MANAGERS) | Q(school_class=OuterRef("school_class")),
        organization=OuterRef("organization"),
        person__membership__user=OuterRef("created_by"),
    )
    return rows.filter(~Exists(held), created_by__isnull=False)


def keepers(access: Access) -> QuerySet[Person]:
    """Who may be given links to answer for: administrators and class teachers of today who sign in."""
    today = clock.today()
    people: QuerySet[Person] = access.rows("invitations.reassign", Person)
    return people.filter(pk__in=holding_links(today).values("person")).with_posts(today)  # type: ignore[attr-defined,no-any-return]


def roles_of_keeper(person: Person) -> set[tuple[str, int | None]]:
    """(role, class) of those by which a person may answer for links today."""
    rows: QuerySet[Assignment] = holding_links(clock.today()).filter(person=person)
    return set(rows.values_list("role", "school_class_id"))
