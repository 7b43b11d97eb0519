"""What should exist and does not: the map, the slots of a class, the figures. Queries do not grow with classes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from chats import rules
from chats.models import Chat
from chats.selectors.members import members_of
from core import clock
from invitations.selectors.coverage import Figures, coverage
from invitations.selectors.presence import PRESENT
from orgstructure.models import Enrolment, Organization, Person, SchoolClass, Subject
from orgstructure.selectors import classes_for
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
    wanted = Q(role=Role.DIRECTOR) | Q(
        role__in=[Role.CLASS_TEACHER, Role.SUBJECT_TEACHER], school_class__in=ids
    )
    rows = Assignment.objects.in_force(clock.today()).filter(wanted).select_related("person", "subject")
    for row in rows.order_by("valid_from", "id"):
        if row.role == Role.DIRECTOR:
            register.director = row.person
        elif row.school_class_id is not None and row.role == Role.CLASS_TEACHER:
            register.leaders[row.school_class_id] = row.person
        elif row.school_class_id is not None and row.subject is not None:
            register.teachers.setdefault((row.school_class_id, row.subject.pk), row.person)
            register.subjects.setdefault(row.subject.pk, row.subject)


def study_classes(organization: Organization) -> list[SchoolClass]:
    """The study classes of today, by parallel and letter."""
    rows = SchoolClass.objects.of_today(clock.today()).filter(
        organization=organization, kind=SchoolClass.Kind.STUDY
    )
    return list(rows.order_by("grade", "letter", "id"))


def missing_chats(organization: Organization, classes: Iterable[SchoolClass] | None = None) -> list[Chat]:
    """Every mandatory chat that does not exist, unsaved, as it would be planned. Flat in queries."""
    register = register_of(organization, study_classes(organization) if classes is None else classes)
    return _missing(register)


def _missing(register: Register) -> list[Chat]:
    slots = register.leadership()
    for school_class in register.classes:
        slots += register.slots_of(school_class)
    return [slot.chat for slot in slots if slot.state == MISSING]


def gaps(organization: Organization) -> dict[str, int]:
    """How many mandatory chats of each kind are missing; kinds without a gap are left out."""
    return dict(Counter(str(chat.kind) for chat in missing_chats(organization)))


def natural_owner(kind: str, school_class: SchoolClass | None, subject: Subject | None) -> Person | None:
    """Who keeps such a chat unless somebody is named: the director, the class teacher, the subject's teacher."""
    rows = Assignment.objects.in_force(clock.today()).select_related("person").order_by("valid_from", "id")
    if kind in rules.LEADERSHIP:
        rows = rows.filter(role=Role.DIRECTOR)
    elif school_class is None:
        return None
    elif kind == Kind.SUBJECT:
        rows = rows.filter(role=Role.SUBJECT_TEACHER, school_class=school_class, subject=subject)
    else:
        rows = rows.filter(role=Role.CLASS_TEACHER, school_class=school_class)
    found = rows.first()
    return found.person if found else None


# The map


@dataclass
class MapRow:
    school_class: SchoolClass
    teacher: Person | None
    cells: list[Slot | None]
    writable: bool = False

    @property
    def slots(self) -> list[Slot]:
        return [slot for slot in self.cells if slot is not None and slot.state != NOT_NEEDED]

    @property
    def missing(self) -> int:
        return sum(slot.state == MISSING for slot in self.slots)

    @property
    def planned(self) -> int:
        return sum(slot.state == Status.PLANNED for slot in self.slots)

    @property
    def created(self) -> int:
        return sum(slot.state == Status.CREATED for slot in self.slots)


@dataclass
class ChatMap:
    """Classes × mandatory chats. `plannable`: missing chats that the actor may plan; `alone`: with one keeper only."""

    columns: list[str]
    rows: list[MapRow]
    leadership: list[Slot]
    missing: int
    plannable: int
    alone: int


def chat_map(access: Any) -> ChatMap:
    """The map as far as the actor may see it, rows with most gaps first. Six queries whatever the school's size."""
    classes = classes_for(access).filter(kind=SchoolClass.Kind.STUDY).order_by("grade", "letter", "id")
    register = register_of(access.organization, classes)
    kinds: list[tuple[str, Subject | None]] = [(kind, None) for kind in rules.OF_CLASS]
    kinds += [(Kind.SUBJECT, subject) for subject in register.subjects.values()]
    rows = [
        MapRow(
            school_class,
            register.leaders.get(school_class.pk),
            [_seen(access, register.slot(kind, school_class, subject)) for kind, subject in kinds],
        )
        for school_class in register.classes
    ]
    used = [
        i
        for i, (kind, _) in enumerate(kinds)
        if any((cell := row.cells[i]) and (kind != Kind.SUBJECT or cell.state != NOT_NEEDED) for row in rows)
    ]
    for row in rows:
        row.cells = [row.cells[i] for i in used]
        row.writable = any(access.can("chats.edit", slot.chat) for slot in row.slots)
    rows.sort(key=lambda row: (-row.missing, -row.planned))
    leadership = register.leadership() if access.sees_whole_school else []
    slots = leadership + [slot for row in rows for slot in row.slots]
    absent = [slot.chat for slot in slots if slot.state == MISSING]
    return ChatMap(
        columns=[_column(*kinds[i]) for i in used],
        rows=rows,
        leadership=leadership,
        missing=len(absent),
        plannable=sum(access.can("chats.create", chat) for chat in absent),
        alone=sum(
            slot.state == Status.CREATED and not (slot.chat.owner_id and slot.chat.second_admin_id)
            for slot in slots
        ),
    )


def _column(kind: str, subject: Subject | None) -> str:
    return str(subject) if subject else Kind(kind).label.removesuffix(" класса").capitalize()


def _seen(access: Any, slot: Slot) -> Slot | None:
    """A cell of a class that one only teaches in shows no more than one belongs to."""
    if access.sees_whole_school or slot.chat.school_class_id in access.class_ids:
        return slot
    if access.person and access.person.pk in (slot.chat.owner_id, slot.chat.second_admin_id) and slot.chat.pk:
        return slot
    belongs = rules.staff_belongs(
        slot.chat.kind,
        slot.chat.school_class_id,
        slot.chat.subject_id,
        roles=access.roles,
        class_ids=access.class_ids,
        subjects=access.subjects,
    )
    return slot if belongs else None


# The slots of one class


def link_slots(school_class: SchoolClass) -> list[Slot]:
    """Every place of a class where a link may stand: the main chats, the subjects, whatever else it has."""
    register = register_of(school_class.organization, [school_class])
    others = register.others.get(school_class.pk, [])
    return register.slots_of(school_class) + [Slot(chat, chat.title, mandatory=False) for chat in others]


@dataclass
class ClassSlot:
    """One of the four slots on the card of a class; the fourth gathers the subjects and whatever else there is."""

    label: str
    slots: list[Slot]
    should: int = 0
    joined: int = 0
    visible: bool = True

    @property
    def chat(self) -> Chat | None:
        """The one chat of the slot, if it exists and is for the actor to open."""
        alone = self.visible and len(self.slots) == 1 and self.slots[0].chat.pk
        return self.slots[0].chat if alone else None

    @property
    def created(self) -> int:
        return sum(slot.state == Status.CREATED for slot in self.slots)

    @property
    def state(self) -> str:
        states = {slot.state for slot in self.slots}
        for state in (MISSING, Status.PLANNED, Status.CREATED):
            if state in states:
                return str(state)
        return NOT_NEEDED


def class_slots(school_class: SchoolClass, access: Any = None) -> list[ClassSlot]:
    """The four slots of a class: pupils, parents, teachers, subjects and others, with who should be and has joined.

    With `access` a chat that is not the actor's to open is no link. Nine queries. For «Учительская» there are no slots.
    """
    if school_class.is_staff_room:
        return []
    slots = link_slots(school_class)
    figures = coverage(clock.now(), [school_class])
    pupils, parents = (
        figures.get((school_class.pk, role), Figures())
        for role in (Enrolment.Role.PUPIL, Enrolment.Role.PARENT)
    )
    # Who teaches the class is told by assignments too, so the teachers are counted among the chat's members.
    teachers = members_of(slots[2].chat)
    counts = [
        (pupils.should, pupils.present),
        (parents.should, parents.present),
        (len(teachers), sum(member.presence in PRESENT for member in teachers)),
    ]
    found = [
        ClassSlot(slot.label, [slot], should, joined, _opens(access, [slot]))
        for slot, (should, joined) in zip(slots, counts, strict=False)
    ]
    rest = slots[3:]
    last = ClassSlot("Предметы и другие", rest, pupils.should, pupils.present, _opens(access, rest))
    return [*found, last]


def _opens(access: Any, slots: list[Slot]) -> bool:
    return access is None or all(_seen(access, slot) for slot in slots)
