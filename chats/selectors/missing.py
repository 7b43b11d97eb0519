"""Which chats there must be and are not, and who would keep them. Queries do not grow with classes.

A plan is not a chat: the place of a mandatory one is a gap until it has a link.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Value

from chats import rules
from chats.models import Chat
from chats.selectors.slots import MISSING, Place, Register, register_of
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


@dataclass(frozen=True)
class Gaps:
    """The mandatory places of the school without a link: how many, and what the first of them are called."""

    total: int
    first: list[str]


def gaps(classes: Iterable[SchoolClass], *, first: int = 3, whole_school: bool = True) -> Gaps:
    """The gaps as the map counts them: those of `classes` (study classes of today), and of a `whole_school` its own.

    One query over columns, no rows: the home page asks for one number.
    """
    study = [row for row in classes if not row.is_staff_room]
    chats = Chat.objects.filter(status=Chat.Status.CREATED).order_by()
    lessons = (
        Assignment.objects.in_force(clock.today())
        .filter(role=Role.SUBJECT_TEACHER, school_class__in=[row.pk for row in study])
        .exclude(subject=None)
        .order_by()
    )
    # Places that have a link, then what is taught where: a lesson has the name of its subject.
    columns = ("school_class_id", "subject_id")
    linked, by_class = set(), defaultdict(list)
    for kind, class_id, subject_id, name in chats.values_list("kind", *columns, Value("")).union(
        lessons.values_list(Value(Kind.SUBJECT.value), *columns, "subject__name")
    ):
        if name:
            by_class[class_id].append((subject_id, name))
        else:
            linked.add((kind, class_id, subject_id))
    total, named = 0, []
    for place, school_class, subject in _mandatory(study, by_class, whole_school=whole_school):
        if place in linked:
            continue
        total += 1
        if len(named) < first:
            named.append(rules.title_of(place[0], school_class, subject))
    return Gaps(total, named)


def _mandatory(
    study: Iterable[SchoolClass], taught: dict[int, list[tuple[int, str]]], *, whole_school: bool
) -> Iterator[tuple[Place, SchoolClass | None, str | None]]:
    """Every place where a chat must stand: (place, its class, the name of its subject)."""
    for kind in rules.ONCE_A_SCHOOL:
        if whole_school and rules.is_mandatory(kind):
            yield (str(kind), None, None), None, None
    for row in study:
        for kind in rules.OF_CLASS:
            if rules.is_mandatory(kind, row.grade):
                yield (str(kind), row.pk, None), row, None
        if rules.is_mandatory(Kind.SUBJECT, row.grade):
            for subject, name in sorted(taught.get(row.pk, [])):
                yield (str(Kind.SUBJECT), row.pk, subject), row, name


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
