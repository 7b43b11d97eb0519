"""Which chats there must be and are not, and who would keep them. Queries do not grow with classes."""

from collections.abc import Iterable

from chats import rules
from chats.models import Chat
from chats.selectors.slots import MISSING, Register, register_of
from core import clock
from orgstructure.models import Organization, Person, SchoolClass, Subject
from roles.models import Assignment
from roles.selectors import class_teachers_of

Kind, Role = Chat.Kind, Assignment.Role


def study_classes(organization: Organization) -> list[SchoolClass]:
    """The study classes of today, by parallel and letter."""
    rows = SchoolClass.objects.of_today(clock.today()).filter(
        organization=organization, kind=SchoolClass.Kind.STUDY
    )
    return list(rows)


def missing_chats(organization: Organization, classes: Iterable[SchoolClass] | None = None) -> list[Chat]:
    """Every mandatory chat that does not exist, unsaved, as it would be planned. Flat in queries."""
    register = register_of(organization, study_classes(organization) if classes is None else classes)
    return _missing(register)


def _missing(register: Register) -> list[Chat]:
    slots = register.leadership()
    for school_class in register.classes:
        slots += register.slots_of(school_class)
    return [slot.chat for slot in slots if slot.state == MISSING]


def natural_owner(kind: str, school_class: SchoolClass | None, subject: Subject | None) -> Person | None:
    """Who keeps such a chat unless somebody is named: the director, the class teacher, the subject's teacher."""
    day = clock.today()
    rows = Assignment.objects.in_force(day).select_related("person").order_by("valid_from", "id")
    if kind in rules.LEADERSHIP:
        rows = rows.filter(role=Role.DIRECTOR)
    elif school_class is None:
        return None
    elif kind == Kind.SUBJECT:
        rows = rows.filter(role=Role.SUBJECT_TEACHER, school_class=school_class, subject=subject)
    else:
        return class_teachers_of([school_class], day).get(school_class.pk)
    found = rows.first()
    return found.person if found else None
