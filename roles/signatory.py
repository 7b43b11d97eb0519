"""Who signs the school's papers on a day: its director, or whoever acts for him in that time."""

from datetime import date

from django_scopes import scope

from core.access import Signatory
from orgstructure.models import Organization, posts_of
from roles.models import Assignment

Role = Assignment.Role
ACTING_POST = "И. о. директора"


def signatory(organization: Organization, day: date) -> Signatory | None:
    """The one person who signs on `day`, with post and account; None in a school without a director. One query."""
    with scope(organization=organization):
        held = {
            assignment.role: assignment
            for assignment in Assignment.objects.in_force(day)
            .filter(role__in=(Role.DIRECTOR, Role.ACTING_DIRECTOR))
            .select_related("person__membership__user")
            .annotate(person_post=posts_of("person", day))
        }
    assignment = held.get(Role.ACTING_DIRECTOR) or held.get(Role.DIRECTOR)
    if assignment is None:
        return None
    person = assignment.person
    membership = getattr(person, "membership", None)
    post = ACTING_POST if assignment.role == Role.ACTING_DIRECTOR else _directors_post(assignment.person_post)
    return Signatory(person=person, post=post, account=membership.user if membership else None)


def _directors_post(post: str) -> str:
    """A head who also teaches signs as the head."""
    post = post.strip()
    return post[:1].upper() + post[1:] if "директор" in post.lower() else "Директор"
