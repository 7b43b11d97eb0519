"""Permissions: WHO MAY DO WHAT. The only place that says so: views, API, admin and templates all ask here.

Every action is one line, made of conditions over the actor and, where it matters, the row. The same line answers «may
you on this row» (`Actor.can`) and «which rows may you» (`Actor.rows`); core/rights.py says how. A room above adds its
lines in its own policy.py, which its AppConfig registers here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Model, Q, QuerySet

from audit.models import Event
from consents.models import Decision
from core import clock
from core.access import Signatory
from core.rights import Condition, Leads, Path, Paths, PathsByModel, Rights, Who, column, may
from documents.models import Order
from files.models import Job
from orgstructure.models import (
    AcademicYear,
    Enrolment,
    Guardianship,
    Organization,
    Person,
    SchoolClass,
    Subject,
    staff_q,
)
from outbox.models import Message
from roles.models import ApiToken, Assignment, Membership, User, Verification
from roles.signatory import signatory
from undo.models import Run
from undo.registry import kinds

Role = Assignment.Role
MANAGERS = frozenset({Role.ADMINISTRATOR, Role.ADDITIONAL_ADMINISTRATOR})
SIGNERS = frozenset({Role.DIRECTOR, Role.ACTING_DIRECTOR})
LEADERS = frozenset({Role.DIRECTOR, Role.DEPUTY})
TEACHERS = frozenset({Role.CLASS_TEACHER, Role.SUBJECT_TEACHER})
RIGHTS = Rights()


@dataclass(frozen=True)
class Actor:
    """An account in one school, with all that the conditions need to know, read once a request.

    `class_ids`: classes the person leads; `subject_class_ids`: classes taught; `subjects`: (class, subject) pairs.
    """

    user: Any
    organization: Any = None
    person: Any = None
    roles: frozenset[str] = frozenset()
    class_ids: frozenset[int] = frozenset()
    subjects: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def subject_class_ids(self) -> frozenset[int]:
        return frozenset(class_id for class_id, _ in self.subjects)

    @property
    def is_operator(self) -> bool:
        return bool(self.user and self.user.is_authenticated and self.user.is_operator)

    @property
    def is_manager(self) -> bool:
        return bool(self.roles & MANAGERS)

    @property
    def sees_whole_school(self) -> bool:
        return bool(self.roles & (MANAGERS | LEADERS))

    def can(self, action: str, row: Any = None) -> bool:
        """Whether this actor may do `action` to `row`; without a row, to anything at all.

        An unknown action, or a kind of row that it says nothing of, is a mistake and raises KeyError.
        """
        return RIGHTS.allows(self, action, row)

    def rows(self, action: str, model: type[Model]) -> QuerySet[Any]:
        """The rows of `model` to which this actor may do `action`, in the school's scope. KeyError as of `can`."""
        return RIGHTS.rows(self, action, model)

    def signatory(self, day: date) -> Signatory | None:
        """Who signs the papers of this school on `day`: the director, or who acts for him then."""
        return signatory(self.organization, day) if self.organization else None


NOBODY = Actor(user=None)


@dataclass(frozen=True)
class EnrolledToday(Path):
    """A person (`column` of the row) leads to the classes where they are enrolled today; asked of one row, it is one query."""

    column: str = "pk"

    def q(self, ends: Collection[Any]) -> Q:
        return Q(**{f"{self.column}__in": self._places(ends).values("person")})

    def leads(self, row: Any, ends: Collection[Any]) -> bool:
        person = getattr(row, self.column)
        return person is not None and self._places(ends).filter(person=person).exists()

    def _places(self, ends: Collection[Any]) -> QuerySet[Enrolment]:
        return Enrolment.objects.in_force(clock.today()).filter(school_class__in=ends)


class WorksToday(Condition):
    """The person works in the school today; asked of one row, it is one query unless the row brought it along."""

    def test(self, actor: Any, row: Any, paths: Paths) -> bool:
        return row is None or Person.Kind.STAFF in row.kinds

    def q(self, actor: Any, paths: Paths) -> Q:
        return staff_q(clock.today())

    def fits(self, model: type[Model], paths: Paths) -> bool:
        return model is Person


class OfAllowedKind(Condition):
    """A run of a kind whose very action the actor may do today."""

    def test(self, actor: Any, row: Any, paths: Paths) -> bool:
        return row is None or row.kind in self._kinds(actor)

    def q(self, actor: Any, paths: Paths) -> Q:
        return Q(kind__in=self._kinds(actor))

    def fits(self, model: type[Model], paths: Paths) -> bool:
        return model is Run

    def _kinds(self, actor: Any) -> list[str]:
        return sorted(name for name, kind in kinds().items() if actor.can(kind.action))


def has(roles: Iterable[str]) -> Condition:
    """The actor holds one of these roles."""
    wanted = frozenset(roles)
    return Who(lambda actor: bool(actor.roles & wanted))


is_operator = Who(lambda actor: actor.is_operator)
is_member = Who(lambda actor: bool(actor.roles) or actor.person is not None)
holds_role = Who(lambda actor: bool(actor.roles))
is_main_administrator = has({Role.ADMINISTRATOR})
is_manager = has(MANAGERS)
is_director = has({Role.DIRECTOR})
is_signer = has(SIGNERS)
is_leader = has(LEADERS)
is_teacher = has(TEACHERS)
whole_school = is_manager | is_leader
# A class, or a row that leads to one
leads_class = Leads("school_class", lambda actor: actor.class_ids)
teaches_class = Leads("school_class", lambda actor: actor.subject_class_ids)
leads_or_teaches_class = Leads("school_class", lambda actor: actor.class_ids | actor.subject_class_ids)
teaches_subject = Leads("lesson", lambda actor: actor.subjects)
# What is the actor's own
is_own_account = Leads("account", lambda actor: {actor.user.pk} if actor.user else ())
is_about_me = Leads("about", lambda actor: {actor.person.pk} if actor.person else ())
is_staff_card = WorksToday()
is_of_allowed_kind = OfAllowedKind()

PATHS: PathsByModel = {
    Organization: {"organization": column("pk")},
    SchoolClass: {"school_class": column("pk")},
    Person: {"school_class": EnrolledToday()},
    Enrolment: {"school_class": column("school_class")},
    Guardianship: {"school_class": EnrolledToday("pupil_id")},
    ApiToken: {"account": column("user")},
    Decision: {"about": column("subject")},
    Job: {"account": column("created_by")},
    Run: {"account": column("created_by")},
}
LINES = {
    # The portal itself
    "portal.use": may(is_member),
    "site.admin": may(is_operator | is_signer),
    # Who has to set up a second factor, where the installation asks for one.
    "portal.second_factor": may(is_manager | is_signer),
    "organization.create": may(is_operator, Organization, User, everywhere=True),
    "organization.view": may(is_member, Organization),
    # Structure
    "structure.view": may(whole_school | is_teacher, AcademicYear, Subject),
    "structure.edit": may(is_manager),
    "classes.view": may(whole_school | leads_or_teaches_class, SchoolClass),
    "classes.edit": may(is_manager, SchoolClass),
    # Whose own class it is.
    "classes.lead": may(leads_class, SchoolClass),
    "classes.see_link": may(is_manager | is_director | leads_class, SchoolClass),
    "classes.edit_link": may(is_manager | leads_class, SchoolClass),
    "subjects.edit": may(is_manager, Subject),
    # People
    "people.list": may(whole_school, Person),
    "people.view": may(whole_school | leads_or_teaches_class, Person, Enrolment),
    "staff.add": may(is_manager | is_director),
    "people.add": may(is_manager),
    # On the first day nobody but the director is there to enter the one whom the order will appoint.
    "people.edit": may(is_manager | (is_director & is_staff_card), Person),
    # By whoever may say whose child it is: of a pupil of theirs.
    "places.end": may(is_manager | leads_class, Enrolment),
    "guardians.end": may(is_manager | leads_class, Guardianship),
    "people.add_to_class": may(is_manager | leads_class, SchoolClass),
    "people.see_phone": may(is_manager | is_director),
    # Who leads and teaches what is no secret among those who teach: it stands on the pages of classes and people.
    "assignments.view": may(whole_school | is_teacher, Assignment),
    "roles.assign": may(is_manager, Assignment, Person, SchoolClass, Subject),
    "consents.view": may(whole_school | is_about_me, Decision),
    # By whoever it is told or has the paper in hand, and by the person.
    "consents.withdraw": may(is_manager | is_signer | is_about_me, Decision),
    "accounts.view": may(whole_school, Membership),
    # The first administrator is let in by the director.
    "roles.give_access": may(is_manager | is_director, Person, Membership),
    "verification.view": may(whole_school, Verification, Enrolment),
    "verification.decide": may(is_manager, Verification, Person),
    # Papers
    "orders.view": may(whole_school | is_signer, Order),
    "orders.draft": may(is_main_administrator | is_director, Order),
    "orders.sign": may(is_signer, Order),
    # What the portal keeps
    "journal.view": may(is_manager | is_director, Event),
    "mail.view": may(is_manager | is_director, Message),
    "mail.resend": may(is_manager, Message),
    "tokens.manage": may(is_manager & is_own_account, ApiToken),
    # Long work and what it leaves: whoever asked for it, and the managers
    "jobs.view": may(is_manager | (is_member & is_own_account), Job),
    # Bulk decisions: their own, as long as they may do such a thing; the managers all
    "runs.view": may(is_manager | (is_member & is_own_account), Run),
    "runs.undo": may((is_manager | (is_member & is_own_account)) & is_of_allowed_kind, Run),
}
RIGHTS.register(LINES, PATHS)
