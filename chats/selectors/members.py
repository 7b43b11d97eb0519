"""Who should be in a chat, by structure and roles; and which chats are a person's."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Q, QuerySet

from chats import rules
from chats.models import Chat
from core import clock
from invitations.selectors.presence import NOT_INVITED, presence_by_person
from invitations.selectors.words import STAFF, role_word
from orgstructure.models import Enrolment, Person, SchoolClass
from roles.models import Assignment

Role = Assignment.Role
ORDER = {"keeper": 0, "staff": 1, "parent": 2, "pupil": 3}


@dataclass
class Member:
    """One who should be in a chat: why, and how far the person has come."""

    person: Person
    reasons: list[str] = field(default_factory=list)
    rank: int = 9
    presence: str = NOT_INVITED


def members_of(chat: Chat) -> list[Member]:
    """Everybody who should be in `chat`, keepers first, then by name. A number of queries that does not grow."""
    found: dict[int, Member] = {}
    for name, word in (("owner", "владелец"), ("second_admin", "второй администратор")):
        person = getattr(chat, name)
        if person is not None:
            _add(found, person, word, "keeper")
    for assignment in _assigned(chat):
        _add(found, assignment.person, _word_of(assignment), "staff")
    for enrolment in _enrolled(chat):
        word = role_word(enrolment.role, enrolment.person)
        rank = "staff" if enrolment.role == Enrolment.Role.TEACHER else enrolment.role
        _add(found, enrolment.person, word, rank)
    people = [member.person for member in found.values()]
    for person_id, presence in presence_by_person(people, chat.school_class, clock.now()).items():
        found[person_id].presence = presence
    return sorted(found.values(), key=lambda m: (m.rank, m.person.search_name, m.person.pk))


def _assigned(chat: Chat) -> QuerySet[Assignment]:
    rule = rules.RULES[chat.kind]
    wanted = Q(role__in=rule.school_roles)
    if chat.school_class_id and rule.class_roles:
        wanted |= Q(role__in=rule.class_roles, school_class=chat.school_class_id)
    if rule.teaches_subject:
        wanted |= Q(role=Role.SUBJECT_TEACHER, school_class=chat.school_class_id, subject=chat.subject_id)
    return (
        Assignment.objects.in_force(clock.today())
        .filter(wanted)
        .select_related("person", "subject")
        .order_by("role", "id")
    )


def _enrolled(chat: Chat) -> QuerySet[Enrolment]:
    rule = rules.RULES[chat.kind]
    wanted = Q(pk=None)
    if chat.school_class_id and rule.enrolled:
        wanted |= Q(role__in=rule.enrolled, school_class=chat.school_class_id)
    if rule.staff_room:
        wanted |= Q(school_class__kind=SchoolClass.Kind.STAFF_ROOM, role=Enrolment.Role.TEACHER)
    rows = Enrolment.objects.in_force(clock.today()).filter(wanted)
    return rows.select_related("person")


def _word_of(assignment: Assignment) -> str:
    if assignment.role == Role.SUBJECT_TEACHER and assignment.subject:
        return str(assignment.subject)
    return assignment.get_role_display()


def _add(found: dict[int, Member], person: Person, word: str, rank: str) -> Member:
    member = found.setdefault(person.pk, Member(person))
    if word not in member.reasons and not (word == STAFF and member.reasons):
        member.reasons.append(word)
    member.rank = min(member.rank, ORDER[rank])
    return member


def has_parents_chat(school_class: Any) -> Exists:
    """Whether the parents' chat of a class is there and has a link, as an expression."""
    return Exists(
        Chat.objects.filter(
            school_class=school_class, kind=Chat.Kind.CLASS_PARENTS, status=Chat.Status.CREATED
        )
    )


def chats_of_person(person: Person, school_class: SchoolClass, role: str) -> list[Chat]:
    """The chats of a class (for «Учительская»: of the school), created and planned, that a person in `role` there belongs to.

    Three queries at most.
    """
    rows = Chat.objects.exclude(status=Chat.Status.ARCHIVED).order_by("kind", "title", "id")
    rows = rows.filter(school_class=None if school_class.is_staff_room else school_class)
    if role != Enrolment.Role.TEACHER:
        return [chat for chat in rows if rules.enrolled_belongs(chat.kind, role)]
    held = list(
        Assignment.objects.in_force(clock.today())
        .filter(person=person)
        .values_list("role", "school_class_id", "subject_id")
    )
    return [chat for chat in rows if _staff_belongs(chat, school_class, held)]


def _staff_belongs(chat: Chat, school_class: SchoolClass, held: list[tuple]) -> bool:
    rule = rules.RULES[chat.kind]
    if Enrolment.Role.TEACHER in rule.enrolled or (rule.staff_room and school_class.is_staff_room):
        return True
    return rules.staff_belongs(
        chat.kind,
        chat.school_class_id,
        chat.subject_id,
        roles={role for role, _, _ in held},
        class_ids={c for role, c, _ in held if role == Role.CLASS_TEACHER},
        subjects={(c, s) for role, c, s in held if role == Role.SUBJECT_TEACHER},
    )
