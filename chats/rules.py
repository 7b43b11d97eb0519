"""Which chats the regulation names, who belongs to each and which must exist (clauses 2.2 f, 2.3 c, 2.4 c).

Pure: no query, no clock. Everything else about belonging reads the one table below.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from chats.models import Chat
from core.errors import Invalid
from core.folding import one_line
from core.russian import in_signs
from orgstructure.models import Enrolment
from roles.models import Assignment

Kind = Chat.Kind
Member = Enrolment.Role
Role = Assignment.Role
# From this grade on pupils have chats of their own; below, the class speaks with the parents.
PUPILS_FROM_GRADE = 5
MAX_TITLE = 200
_TITLE = re.compile(r"^[\w №·.,:;!?()«»\"'’\-–—/+&]+$")


@dataclass(frozen=True)
class KindRule:
    """One line of the register.

    `enrolled`: whoever is enrolled in the chat's class in these roles. `staff_room`: whoever is enrolled in
    «Учительская». `school_roles`: whoever has such an assignment in the school. `class_roles`: the same for the chat's
    class. `teaches_subject`: whoever teaches the chat's subject in its class.
    """

    clause: str
    title: str
    of_class: bool = False
    of_subject: bool = False
    mandatory: bool = False
    from_grade: int = 0
    enrolled: frozenset[str] = field(default_factory=frozenset)
    staff_room: bool = False
    school_roles: frozenset[str] = field(default_factory=frozenset)
    class_roles: frozenset[str] = field(default_factory=frozenset)
    teaches_subject: bool = False


LEADER = frozenset({Role.CLASS_TEACHER})
RULES: dict[str, KindRule] = {
    Kind.HEAD_DEPUTIES: KindRule(
        "2.2 е",
        "Руководитель · заместители",
        mandatory=True,
        school_roles=frozenset({Role.DIRECTOR, Role.DEPUTY}),
    ),
    Kind.HEAD_TEACHERS: KindRule(
        "2.2 е",
        "Руководитель · педагоги",
        mandatory=True,
        staff_room=True,
        school_roles=frozenset({Role.DIRECTOR, Role.DEPUTY, Role.CLASS_TEACHER, Role.SUBJECT_TEACHER}),
    ),
    Kind.MANAGEMENT: KindRule("2.2 е", "Управление"),
    Kind.CLASS_PUPILS: KindRule(
        "2.3 в",
        "{school_class} · ученики",
        of_class=True,
        mandatory=True,
        from_grade=PUPILS_FROM_GRADE,
        enrolled=frozenset({Member.PUPIL}),
        class_roles=LEADER,
    ),
    Kind.CLASS_PARENTS: KindRule(
        "2.3 в",
        "{school_class} · родители",
        of_class=True,
        mandatory=True,
        enrolled=frozenset({Member.PARENT}),
        class_roles=LEADER,
    ),
    Kind.CLASS_TEACHERS: KindRule(
        "2.3 в",
        "{school_class} · педагоги",
        of_class=True,
        mandatory=True,
        from_grade=PUPILS_FROM_GRADE,
        enrolled=frozenset({Member.TEACHER}),
        class_roles=LEADER | {Role.SUBJECT_TEACHER},
    ),
    Kind.SUBJECT: KindRule(
        "2.4 в",
        "{school_class} · {subject}",
        of_class=True,
        of_subject=True,
        mandatory=True,
        from_grade=PUPILS_FROM_GRADE,
        enrolled=frozenset({Member.PUPIL}),
        teaches_subject=True,
    ),
    Kind.OTHER: KindRule("2.3 в, 2.4 в", "{school_class} · чат"),
}
LEADERSHIP = (Kind.HEAD_DEPUTIES, Kind.HEAD_TEACHERS, Kind.MANAGEMENT)
OF_CLASS = (Kind.CLASS_PUPILS, Kind.CLASS_PARENTS, Kind.CLASS_TEACHERS)
OF_LESSONS = (Kind.SUBJECT, Kind.OTHER)
BESIDES = "besides"  # what a class has besides OF_CLASS, as a list of chats is asked for it
ONCE_A_SCHOOL = (Kind.HEAD_DEPUTIES, Kind.HEAD_TEACHERS)


def is_mandatory(kind: str, grade: int | None = None) -> bool:
    """Whether a chat of `kind` must exist; for a class's kinds in a class of `grade`.

    A subject's chat is asked about only where somebody teaches the subject in the class.
    """
    rule = RULES[kind]
    if not rule.mandatory:
        return False
    return not rule.of_class or (grade is not None and grade >= rule.from_grade)


def title_of(kind: str, school_class: Any = None, subject: Any = None) -> str:
    """«5А · родители»: what a chat is called unless somebody calls it otherwise."""
    if kind == Kind.OTHER and school_class is None:
        return "Учебный чат"
    return RULES[kind].title.format(school_class=school_class, subject=subject)[:MAX_TITLE]


def clean_title(text: str) -> str:
    """A title as it may stand, spaces folded; '' stays ''. Raises Invalid with the value and what is wrong."""
    text = one_line(text)
    if len(text) > MAX_TITLE:
        raise Invalid(
            f"Название «{text[:40]}…»: {in_signs(text)}, а можно не больше {MAX_TITLE}.", field="title"
        )
    if text and not _TITLE.match(text):
        wrong = next(ch for ch in text if not _TITLE.match(ch))
        raise Invalid(
            f"Название «{text[:80]}»: знак «{wrong}» лишний. Оставьте буквы, цифры и знаки препинания.",
            field="title",
        )
    return text


def check_place(kind: str, school_class: Any, subject: Any) -> None:
    """Raises Invalid unless a chat of `kind` may stand in this class (or none) for this subject (or none)."""
    rule, label = RULES[kind], Kind(kind).label
    if school_class is not None and school_class.is_staff_room:
        raise Invalid(
            "У «Учительской» своих чатов нет: для неё есть чат «руководитель — педагоги».",
            field="school_class",
        )
    if rule.of_class and school_class is None:
        raise Invalid(f"Чат «{label}» бывает только у класса. Выберите класс.", field="school_class")
    if rule.of_subject and subject is None:
        raise Invalid(f"Чат «{label}» бывает только у предмета. Выберите предмет.", field="subject")
    if kind in LEADERSHIP and school_class is not None:
        raise Invalid(f"Чат «{label}» — всей школы. Уберите класс.", field="school_class")
    if kind != Kind.OTHER and not rule.of_subject and subject is not None:
        raise Invalid(f"У чата «{label}» предмета нет. Уберите предмет.", field="subject")


def staff_belongs(
    kind: str,
    school_class_id: int | None,
    subject_id: int | None,
    *,
    roles: Collection[str],
    class_ids: Collection[int],
    subjects: Collection[tuple[int, int]],
) -> bool:
    """Whether a member of staff belongs to a chat by their `roles`, the classes led and the (class, subject) taught."""
    rule = RULES[kind]
    if rule.school_roles & set(roles):
        return True
    if school_class_id is None:
        return False
    if Role.CLASS_TEACHER in rule.class_roles and school_class_id in class_ids:
        return True
    if Role.SUBJECT_TEACHER in rule.class_roles and any(c == school_class_id for c, _ in subjects):
        return True
    return rule.teaches_subject and (school_class_id, subject_id) in subjects


def enrolled_belongs(kind: str, role: str) -> bool:
    """Whether everybody enrolled in the chat's class in `role` belongs to it."""
    return role in RULES[kind].enrolled
