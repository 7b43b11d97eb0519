"""The map: classes × mandatory chats. Queries do not grow with classes."""

from dataclasses import dataclass

from chats import rules
from chats.models import Chat
from chats.selectors.slots import MISSING, NOT_NEEDED, Slot, register_of, seen_slot
from core.access import Access
from orgstructure.models import Person, SchoolClass, Subject
from orgstructure.selectors import classes_where

Kind, Status = Chat.Kind, Chat.Status


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
    def gaps(self) -> int:
        return sum(slot.is_gap for slot in self.slots)

    @property
    def created(self) -> int:
        return sum(slot.state == Status.CREATED for slot in self.slots)


@dataclass
class ChatMap:
    """Classes × mandatory chats. `gaps`: mandatory ones without a link, `planned` of them only planned; `plannable`: chats
    that are not even planned and that the actor may plan; `alone`: with one keeper only.
    """

    columns: list[str]
    rows: list[MapRow]
    leadership: list[Slot]
    gaps: int
    planned: int
    plannable: int
    alone: int


def chat_map(access: Access, *, led_only: bool = False) -> ChatMap:
    """The map as far as the actor may see it, by parallel and letter; with `led_only` of the classes that the actor leads.

    Six queries whatever the school's size.
    """
    classes = classes_where(access, "classes.lead" if led_only else "classes.view")
    classes = classes.filter(kind=SchoolClass.Kind.STUDY)
    register = register_of(access.organization, classes)
    kinds: list[tuple[str, Subject | None]] = [(kind, None) for kind in rules.OF_CLASS]
    kinds += [(Kind.SUBJECT, subject) for subject in register.subjects.values()]
    rows = [
        MapRow(
            school_class,
            register.leaders.get(school_class.pk),
            [seen_slot(access, register.slot(kind, school_class, subject)) for kind, subject in kinds],
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
    leadership = register.leadership() if access.sees_whole_school and not led_only else []
    slots = leadership + [slot for row in rows for slot in row.slots]
    absent = [slot.chat for slot in slots if slot.state == MISSING]
    return ChatMap(
        columns=[_column(*kinds[i]) for i in used],
        rows=rows,
        leadership=leadership,
        gaps=sum(slot.is_gap for slot in slots),
        planned=sum(slot.is_gap and slot.state == Status.PLANNED for slot in slots),
        plannable=sum(access.can("chats.create", chat) for chat in absent),
        alone=sum(
            slot.state == Status.CREATED and not (slot.chat.owner_id and slot.chat.second_admin_id)
            for slot in slots
        ),
    )


def _column(kind: str, subject: Subject | None) -> str:
    return str(subject) if subject else Kind(kind).label.removesuffix(" класса").capitalize()
