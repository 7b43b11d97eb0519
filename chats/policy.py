"""Who may do what with chats (clauses 2.2 f, 2.3 c, 2.4 c). Who belongs to which chat is said by chats/rules.py."""

from functools import reduce
from operator import or_

from chats import rules
from chats.models import Chat
from core.access import Access
from core.rights import Condition, Is, Leads, PathsByModel, Who, column, may, pair
from orgstructure.models import Person, Subject
from roles.policy import (
    Role,
    has,
    holds_role,
    is_director,
    is_manager,
    is_staff_card,
    leads_class,
    teaches_class,
    teaches_subject,
    whole_school,
)

Kind = Chat.Kind


def _belongs_to(kind: str, rule: rules.KindRule) -> Condition:
    """A member of staff belongs to the chats of `kind` by a role in the school, in the class or for the subject."""
    reasons = has(rule.school_roles)
    if Role.CLASS_TEACHER in rule.class_roles:
        reasons |= leads_class
    if Role.SUBJECT_TEACHER in rule.class_roles:
        reasons |= teaches_class
    if rule.teaches_subject:
        reasons |= teaches_subject
    return Is("kind", (kind,)) & reasons


belongs = reduce(or_, (_belongs_to(kind, rule) for kind, rule in rules.RULES.items()))
keeps = holds_role & Leads("keeper", lambda actor: {actor.person.pk} if actor.person else ())
is_of_subject = Is("kind", (Kind.SUBJECT,))
is_of_leadership = Is("kind", rules.LEADERSHIP)
edits = (
    is_manager | leads_class | keeps | (is_of_subject & teaches_subject) | (is_of_leadership & is_director)
)

leads_any_class = Who(lambda actor: bool(actor.class_ids))
teaches = Leads("subject", lambda actor: {subject for _, subject in actor.subjects})

PATHS: PathsByModel = {
    Subject: {"subject": column("pk")},
    Chat: {
        "school_class": column("school_class"),
        "lesson": pair("school_class", "subject"),
        "keeper": column("owner", "second_admin"),
    },
}
LINES = {
    "chats.view": may(whole_school | leads_class | keeps | belongs, Chat),
    "chats.see_link": may(edits | belongs, Chat),
    "chats.create": may(is_manager | is_director | leads_class | (is_of_subject & teaches_subject), Chat),
    # The subjects of which one may plan a chat.
    "chats.of_subject": may(whole_school | leads_any_class | teaches, Subject),
    # Who may be named as its owner or second administrator: those who work here today.
    "chats.choose_keeper": may(holds_role & is_staff_card, Person),
    "chats.edit": may(edits, Chat),
    # The chats of one's own lessons.
    "chats.own": may(is_of_subject & teaches_subject, Chat),
    "chats.archive": may(is_manager | (is_of_leadership & is_director), Chat),
}


def kinds_to_plan(access: Access) -> list[Kind]:
    """The kinds of which an actor may plan a chat somewhere: for the school, in an own class, of an own subject."""
    lessons = [(None, None), *((pk, None) for pk in access.class_ids), *access.subjects]
    return [
        kind
        for kind in Kind
        if any(
            access.can("chats.create", Chat(kind=kind, school_class_id=pk, subject_id=subject))
            for pk, subject in lessons
            if pk is None or kind not in rules.LEADERSHIP
        )
    ]
