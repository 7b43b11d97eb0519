"""Who leads the classes, or teaches a subject in them, for the whole school: one table, saved as a whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import clock
from core.access import ActorLike
from core.dated import eve_of
from core.errors import Conflict
from core.russian import ru_plural
from core.sets import among
from orgstructure.models import Organization, Person, SchoolClass
from orgstructure.services.school import create_subjects
from roles.models import Assignment
from roles.services.assignments import assign_many
from roles.services.changes import tell_ended_many
from undo.services import Counted, keep_changing, keep_deleting, undoable

Role = Assignment.Role
CLASSES = "класс,класса,классов"


class TableConflict(Conflict):
    """Nothing of the table is saved: {class: what is wrong with its row}."""

    def __init__(self, rows: Mapping[int, str]) -> None:
        super().__init__(
            "Ничего не сохранено: пока вы заполняли таблицу, кое-что изменилось. Посмотрите отмеченное."
        )
        self.rows = rows


@dataclass(frozen=True)
class Row:
    """A class of the table: who stood there when it was drawn, who should from today."""

    school_class: SchoolClass
    drawn: frozenset[int]
    wanted: tuple[Person, ...]

    @property
    def is_changed(self) -> bool:
        return self.drawn != {person.pk for person in self.wanted}


def set_teachers(
    *, organization: Organization, rows: Sequence[Row], subject: str, actor: ActorLike
) -> Counted:
    """From today on the classes of `rows` are led (without `subject`) or taught it by whom the rows name. Undoable.

    Rows that are as they were drawn are left alone. TableConflict, and nothing is saved, where somebody else has changed a
    row since it was drawn, or a person does not work here any more. Set-based. Returns how many classes were changed.
    """
    changed = [row for row in rows if row.is_changed]
    with undoable(organization=organization, kind="teachers.set", actor=actor) as keeping:
        what = f"«{subject}»" if subject else "Классные руководители"
        keeping.title = f"{what}: {ru_plural(len(changed), CLASSES)}"
        if changed:
            _set(organization, changed, subject, actor)
        return keeping.counted(len(changed))


@transaction.atomic
def _set(organization: Organization, rows: list[Row], subject: str, actor: ActorLike) -> None:
    classes = [row.school_class.pk for row in rows]
    # The classes' rows are the queue: two tables, or a table and an assignment, follow each other.
    list(SchoolClass.objects.filter(pk__in=classes).order_by("pk").select_for_update().values_list("pk"))
    taught = create_subjects(organization=organization, names=[subject], actor=actor)[0] if subject else None
    held = Assignment.objects.unended().filter(
        school_class__in=classes, subject=taught, role=Role.SUBJECT_TEACHER if taught else Role.CLASS_TEACHER
    )
    now: dict[int, dict[int, Assignment]] = {pk: {} for pk in classes}
    for one in held.select_related("person", "school_class", "subject").order_by("pk"):
        now[one.school_class_id][one.person_id] = one  # type: ignore[index]  # such a role has a class
    _check(rows, now)
    ending, opening = [], []
    for row in rows:
        wanted = {person.pk: person for person in row.wanted}
        there = now[row.school_class.pk]
        ending += [one for pk, one in there.items() if pk not in wanted]
        opening += [
            (person, str(Role.SUBJECT_TEACHER if taught else Role.CLASS_TEACHER), row.school_class, taught)
            for pk, person in wanted.items()
            if pk not in there
        ]
    end_many(assignments=ending, actor=actor)
    assign_many(rows=opening, since=clock.today(), actor=actor)


def _check(rows: Sequence[Row], now: Mapping[int, Mapping[int, Any]]) -> None:
    people = {person.pk for row in rows for person in row.wanted}
    here = set(
        Person.objects.staff(clock.today()).filter(pk__in=among(list(people))).values_list("pk", flat=True)
    )
    wrong = {}
    for row in rows:
        there = now[row.school_class.pk]
        gone = [person.full_name for person in row.wanted if person.pk not in here]
        if set(there) != row.drawn:
            names = ", ".join(one.person.full_name for one in there.values()) or "никого"
            wrong[row.school_class.pk] = f"Пока вы заполняли, здесь записали другое: {names}."
        elif gone:
            wrong[row.school_class.pk] = f"{', '.join(gone)}: в школе больше не работает."
    if wrong:
        raise TableConflict(wrong)


def end_many(*, assignments: Sequence[Assignment], actor: ActorLike) -> None:
    """Close assignments with yesterday; those that began today never were in force and go. Set-based."""
    yesterday = eve_of(clock.today())
    begun = [one for one in assignments if one.valid_from <= yesterday]
    fresh = [one for one in assignments if one.valid_from > yesterday]
    if begun:
        closing = Assignment.objects.filter(pk__in=[one.pk for one in begun])
        keep_changing(closing, "valid_to")
        closing.update(valid_to=yesterday)
        for one in begun:
            one.valid_to = yesterday
    tell_ended_many(assignments=assignments, actor=actor)
    if fresh:
        going = Assignment.objects.filter(pk__in=[one.pk for one in fresh])
        keep_deleting(going)
        going.delete()
