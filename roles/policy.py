"""WHO MAY DO WHAT. The only place that says so: views, API, admin and templates all ask here.

Every action is one line of `RULES`, made of predicates over the actor's `Access` and, where it matters, the row.
Rows of another school never get this far: the organization's scope has already made them not exist.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules import RuleSet, predicate

from core.access import Signatory
from roles.models import Assignment
from roles.signatory import signatory

Role = Assignment.Role


@dataclass(frozen=True)
class Actor:
    """An account in one school, with all that the rules need to know, read once a request.

    `class_ids`: classes the person leads; `subject_class_ids`: classes taught; `subjects`: (class, subject) pairs.
    """

    user: Any
    organization: Any = None
    person: Any = None
    roles: frozenset[str] = frozenset()
    class_ids: frozenset[int] = frozenset()
    subjects: frozenset[tuple[int, int]] = frozenset()

    @property
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

    def can(self, action: str, obj: Any = None) -> bool:
        """Whether this actor may do `action` (to `obj`). An unknown action is a mistake and raises KeyError."""
        return bool(RULES[action].test(self, obj))

    def signatory(self, day: date) -> Signatory | None:
        """Who signs the papers of this school on `day`: the director, or who acts for him then."""
        return signatory(self.organization, day) if self.organization else None


MANAGERS = frozenset({Role.ADMINISTRATOR, Role.ADDITIONAL_ADMINISTRATOR})
SIGNERS = frozenset({Role.DIRECTOR, Role.ACTING_DIRECTOR})
LEADERS = frozenset({Role.DIRECTOR, Role.DEPUTY})
TEACHERS = frozenset({Role.CLASS_TEACHER, Role.SUBJECT_TEACHER})
NOBODY = Actor(user=None)


def _has(roles: Iterable[str], name: str) -> Any:
    wanted = frozenset(roles)
    return predicate(lambda actor, obj=None: bool(actor.roles & wanted), name=name)


def _class_id(obj: Any) -> int | None:
    """The class that a row is about; the class itself when the row is one."""
    if obj is None:
        return None
    if obj._meta.label_lower == "orgstructure.schoolclass":
        return obj.pk
    return getattr(obj, "school_class_id", None)


is_operator = predicate(lambda actor, obj=None: actor.is_operator, name="is_operator")
is_member = predicate(lambda actor, obj=None: bool(actor.roles) or actor.person is not None, name="is_member")
is_main_administrator = _has({Role.ADMINISTRATOR}, "is_main_administrator")
is_manager = _has(MANAGERS, "is_manager")
is_director = _has({Role.DIRECTOR}, "is_director")
is_signer = _has(SIGNERS, "is_signer")
is_leader = _has(LEADERS, "is_leader")
is_teacher = _has(TEACHERS, "is_teacher")
# Without a row the question is "may this person do it to anything at all?": it opens the list, never a row.
leads_class = predicate(
    lambda actor, obj=None: bool(actor.class_ids) if obj is None else _class_id(obj) in actor.class_ids,
    name="leads_class",
)
teaches_class = predicate(
    lambda actor, obj=None: (
        bool(actor.subjects) if obj is None else _class_id(obj) in actor.subject_class_ids
    ),
    name="teaches_class",
)
teaches_subject_of = predicate(
    lambda actor, obj=None: (
        bool(actor.subjects)
        if obj is None
        else (_class_id(obj), getattr(obj, "subject_id", None)) in actor.subjects
    ),
    name="teaches_subject_of",
)
invites_a_teacher = predicate(
    lambda actor, obj=None: (
        getattr(obj, "role", None) == "teacher" or getattr(obj, "kind", None) == "staff_room"
    ),
    name="invites_a_teacher",
)
is_staff_card = predicate(
    lambda actor, obj=None: obj is None or getattr(obj, "kind", None) == "staff", name="is_staff_card"
)
is_own_chat = predicate(
    lambda actor, obj=None: (
        obj is not None
        and actor.person is not None
        and actor.person.pk in (getattr(obj, "owner_id", None), getattr(obj, "second_admin_id", None))
    ),
    name="is_own_chat",
)
is_own_job = predicate(
    lambda actor, obj=None: (
        obj is None
        or (obj.created_by_id is not None and obj.created_by_id == getattr(actor.user, "pk", None))
    ),
    name="is_own_job",
)
is_subject_chat = predicate(
    lambda actor, obj=None: obj is None or getattr(obj, "kind", None) == "subject", name="is_subject_chat"
)
is_leadership_chat = predicate(
    lambda actor, obj=None: (
        obj is None or getattr(obj, "kind", None) in ("head_deputies", "head_teachers", "management")
    ),
    name="is_leadership_chat",
)

whole_school = is_manager | is_leader

_RULES = {
    # The portal itself
    "portal.use": is_member,
    "site.admin": is_operator | is_signer,
    "organization.create": is_operator,
    "organization.view": is_member,
    "organization.edit": is_manager,
    # Structure
    "structure.view": whole_school | is_teacher,
    "structure.edit": is_manager,
    "classes.view": whole_school | leads_class | teaches_class,
    "classes.edit": is_manager,
    "classes.see_link": is_manager | is_director | leads_class,
    "classes.edit_link": is_manager | leads_class,
    "subjects.edit": is_manager,
    # People
    "people.list": whole_school,
    "people.view": whole_school | leads_class | teaches_class,
    # On the first day nobody but the director is there to enter the one whom the order will appoint.
    "people.edit": is_manager | (is_director & is_staff_card),
    "people.add_to_class": is_manager | leads_class,
    "people.see_phone": is_manager | is_director,
    "roles.assign": is_manager,
    "roles.give_access": is_manager | is_director,  # the first administrator is let in by the director
    # Papers and the registration
    "orders.view": is_manager | is_leader | is_signer,
    "orders.draft": is_main_administrator | is_director,
    "orders.sign": is_signer,
    "registration.view": is_manager | is_leader | is_signer,
    "registration.edit": is_main_administrator,
    "registration.approve": is_signer,
    "registration.send": is_main_administrator,
    # Links
    "invitations.view": is_manager | is_leader | leads_class,
    "invitations.create": is_manager | (leads_class & ~invites_a_teacher),
    "invitations.manage": is_manager | (leads_class & ~invites_a_teacher),
    # Requests and verification
    "requests.view": is_manager | leads_class,
    "requests.decide": is_manager,
    "verification.view": is_manager | is_leader,
    "verification.decide": is_manager,
    # Chats
    "chats.view": whole_school | leads_class | teaches_class,
    "chats.create": is_manager | is_director | leads_class | (is_subject_chat & teaches_subject_of),
    "chats.edit": (
        is_manager
        | leads_class
        | is_own_chat
        | (is_subject_chat & teaches_subject_of)
        | (is_leadership_chat & is_director)
    ),
    "chats.archive": is_manager | (is_leadership_chat & is_director),
    # What the portal keeps
    "journal.view": is_manager | is_director,
    "mail.view": is_manager | is_director,
    "mail.resend": is_manager,
    "tokens.manage": is_manager,
    # Long work and what it leaves: whoever asked for it, and the managers
    "jobs.view": is_manager | (is_member & is_own_job),
}
RULES = RuleSet()
for _action, _rule in _RULES.items():
    RULES.add_rule(_action, _rule)
