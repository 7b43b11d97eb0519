"""The slots of one class: on its card, and where its links are written."""

from dataclasses import dataclass
from urllib.parse import urlencode

from chats import rules
from chats.models import Chat
from chats.selectors.members import members_of
from chats.selectors.slots import MISSING, NOT_NEEDED, Slot, register_of, seen_slot
from core import clock
from core.access import Access
from invitations.selectors.coverage import Coverage, Figures, coverage
from invitations.selectors.presence import PRESENT
from orgstructure.models import Enrolment, Organization, SchoolClass

Status = Chat.Status


def link_slots(school_class: SchoolClass, organization: Organization | None = None) -> list[Slot]:
    """Every place of a class where a link may stand: the main chats, the subjects, whatever else it has."""
    register = register_of(organization or school_class.organization, [school_class])
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
    def query(self) -> str:
        """By what the list of chats shows the rows of the figure: those that are created, or all while none is."""
        asked = {"school_class": self.slots[0].chat.school_class_id, "kind": rules.BESIDES}
        return urlencode(asked | ({"status": str(Status.CREATED)} if self.created else {}))

    @property
    def state(self) -> str:
        states = {slot.state for slot in self.slots}
        for state in (MISSING, Status.PLANNED, Status.CREATED):
            if state in states:
                return str(state)
        return NOT_NEEDED


def class_slots(
    school_class: SchoolClass, access: Access | None = None, figures: Coverage | None = None
) -> list[ClassSlot]:
    """The four slots of a class: pupils, parents, teachers, subjects and others, with who should be and has joined.

    With `access` a chat that is not the actor's to open is no link; `figures`: the coverage of the class, where the page
    knows it already. A fixed number of queries. For «Учительская» there are no slots.
    """
    if school_class.is_staff_room:
        return []
    slots = link_slots(school_class, access.organization if access else None)
    figures = coverage(clock.now(), [school_class]) if figures is None else figures
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


def _opens(access: Access | None, slots: list[Slot]) -> bool:
    return access is None or all(seen_slot(access, slot) for slot in slots)
