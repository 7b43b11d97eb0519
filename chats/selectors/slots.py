"""The places of the register: for each the chat that stands there, or the one that would be planned there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from chats import rules
from chats.models import Chat
from core import clock
from core.access import Access
from orgstructure.models import Organization, Person, SchoolClass, Subject
from roles.models import Assignment

Kind, Status, Role = Chat.Kind, Chat.Status, Assignment.Role
Place = tuple[str, int | None, int | None]
MISSING, NOT_NEEDED = "missing", "not_needed"


def place_of(chat: Chat) -> Place:
    """Where a chat stands in the register: (kind, class, subject)."""
    return (chat.kind, chat.school_class_id, chat.subject_id)


@dataclass
class Slot:
    """One place of the register: its chat, or an unsaved one as it would be planned."""

    chat: Chat
    label: str
    mandatory: bool
    should: int = 0
    joined: int = 0

    @property
    def state(self) -> str:
        if self.chat.pk:
            return self.chat.status
        return MISSING if self.mandatory else NOT_NEEDED

    @property
    def is_gap(self) -> bool:
        """A chat must stand here and has no link yet, planned or not."""
        return self.mandatory and self.state in (MISSING, Status.PLANNED)

    @property
    def key(self) -> str:
        if self.chat.kind == Kind.OTHER:
            return f"chat-{self.chat.pk}"
        return f"subject-{self.chat.subject_id}" if self.chat.kind == Kind.SUBJECT else self.chat.kind


@dataclass
class Register:
    """Everything the map needs of some classes and of the school, read once: five queries whatever their number."""

    organization: Organization
    classes: list[SchoolClass]
    chats: dict[Place, Chat] = field(default_factory=dict)
    others: dict[int | None, list[Chat]] = field(default_factory=dict)
    leaders: dict[int, Person] = field(default_factory=dict)
    teachers: dict[tuple[int, int], Person] = field(default_factory=dict)
    subjects: dict[int, Subject] = field(default_factory=dict)
    director: Person | None = None

    def slot(
        self, kind: str, school_class: SchoolClass | None = None, subject: Subject | None = None
    ) -> Slot:
        """The chat of a place, or the one that would be planned there."""
        place = (kind, school_class.pk if school_class else None, subject.pk if subject else None)
        chat = self.chats.get(place) or self._planned(kind, school_class, subject)
        mandatory = rules.is_mandatory(kind, school_class.grade if school_class else None)
        if subject is not None and school_class is not None:
            mandatory = mandatory and (school_class.pk, subject.pk) in self.teachers
        label = str(subject) if subject else Kind(kind).label.removesuffix(" класса")
        return Slot(chat, label[:1].upper() + label[1:], mandatory)

    def _planned(self, kind: str, school_class: SchoolClass | None, subject: Subject | None) -> Chat:
        return Chat(
            organization=self.organization,
            kind=kind,
            school_class=school_class,
            subject=subject,
            title=rules.title_of(kind, school_class, subject),
            platform=(school_class or self.organization).platform,
            owner=self.owner_of(kind, school_class, subject),
        )

    def owner_of(self, kind: str, school_class: Any, subject: Any) -> Person | None:
        """Who makes such a chat by the regulation: the director, the class teacher, the teacher of the subject."""
        if kind in rules.LEADERSHIP:
            return self.director
        if school_class is None:
            return None
        if kind == Kind.SUBJECT and subject is not None:
            return self.teachers.get((school_class.pk, subject.pk))
        return self.leaders.get(school_class.pk)

    def slots_of(self, school_class: SchoolClass) -> list[Slot]:
        """Pupils, parents, teachers, then every subject that is taught there or has a chat."""
        slots = [self.slot(kind, school_class) for kind in rules.OF_CLASS]
        slots += [
            slot
            for subject in self.subjects.values()
            if (slot := self.slot(Kind.SUBJECT, school_class, subject)).state != NOT_NEEDED
        ]
        return slots

    def leadership(self) -> list[Slot]:
        slots = [self.slot(kind) for kind in rules.ONCE_A_SCHOOL]
        return slots + [
            Slot(chat, chat.title, mandatory=False)
            for chat in self.others.get(None, [])
            if chat.kind == Kind.MANAGEMENT
        ]


def register_of(organization: Organization, classes: Iterable[SchoolClass]) -> Register:
    """Chats, leaders and teachers of `classes` (study classes) and the school's own chats."""
    register = Register(organization, list(classes))
    ids = [school_class.pk for school_class in register.classes]
    rows = Chat.objects.filter(Q(school_class=None) | Q(school_class__in=ids)).exclude(status=Status.ARCHIVED)
    rows = rows.select_related("school_class", "subject", "owner", "second_admin")
    for chat in rows.order_by("title", "id"):
        if chat.kind in (Kind.OTHER, Kind.MANAGEMENT):
            register.others.setdefault(chat.school_class_id, []).append(chat)
        else:
            register.chats[place_of(chat)] = chat
            if chat.subject:
                register.subjects.setdefault(chat.subject.pk, chat.subject)
    _read_assignments(register, ids)
    register.subjects = dict(sorted(register.subjects.items(), key=lambda item: item[1].name.lower()))
    return register


def _read_assignments(register: Register, ids: list[int]) -> None:
    day = clock.today()
    others = Q(role=Role.DIRECTOR) | Q(role=Role.SUBJECT_TEACHER, school_class__in=ids)
    rows = Assignment.objects.class_teachers(day).filter(school_class__in=ids)
    rows |= Assignment.objects.in_force(day).filter(others)
    for row in rows.select_related("person", "subject").order_by("valid_from", "id"):
        if row.role == Role.DIRECTOR:
            register.director = row.person
        elif row.school_class_id is not None and row.role == Role.CLASS_TEACHER:
            register.leaders[row.school_class_id] = row.person
        elif row.school_class_id is not None and row.subject is not None:
            register.teachers.setdefault((row.school_class_id, row.subject.pk), row.person)
            register.subjects.setdefault(row.subject.pk, row.subject)


def seen_slot(access: Access, slot: Slot) -> Slot | None:
    """A cell of a class that one only teaches in shows no more than one may see."""
    return slot if access.can("chats.view", slot.chat) else None
