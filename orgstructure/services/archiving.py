"""A class leaves the lists: what it takes along, what keeps it (clauses 2.1 e, 2.1 f)."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Count

from audit.services import record
from core import clock
from core.access import ActorLike
from core.dated import eve_of
from core.effects import What, emit
from core.errors import Conflict, Invalid
from core.russian import ru_plural
from orgstructure import texts
from orgstructure.models import Enrolment, SchoolClass
from orgstructure.services.enrolments import close_places
from orgstructure.signals import class_archived
from undo.models import Run
from undo.services import keep_changing, undoable

PEOPLE = {
    Enrolment.Role.PUPIL: "ученик,ученика,учеников",
    Enrolment.Role.PARENT: "родитель,родителя,родителей",
}


def archive_class(*, school_class: SchoolClass, actor: ActorLike, now: datetime) -> Run | None:
    """Take a study class off the lists; its history stays. The places of its teachers end, and the rooms above end theirs.

    Returns the run by which it can be undone. Invalid for «Учительская», which cannot be taken away (clause 2.1 e);
    Conflict where pupils or parents are in it, where a room above still waits for a decision, or if it is archived already.
    """
    if school_class.is_staff_room:
        raise Invalid("«Учительскую» удалить нельзя: она одна, и в ней все педагоги школы.")
    title = texts.CLASS_IN_ARCHIVE.format(title=school_class)
    with undoable(
        organization=school_class.organization, kind="class.archived", actor=actor, title=title
    ) as keeping:
        _archive(school_class, actor, now)
    return keeping.run


@transaction.atomic
def _archive(school_class: SchoolClass, actor: ActorLike, now: datetime) -> None:
    # The class's row is the queue: whoever assigns a teacher or archives it as well waits.
    row = SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    if row.archived_at is not None:
        raise Conflict(texts.ARCHIVED_ALREADY.format(title=row))
    _check_empty(row)
    keep_changing(SchoolClass.objects.filter(pk=row.pk), "archived_at")
    row.archived_at = school_class.archived_at = now
    row.save(update_fields=["archived_at"])
    record("class.archived", row, actor=actor)
    emit(What.CLOSES, row, partial(texts.class_archived, row))
    class_archived.send(SchoolClass, school_class=row, actor=actor, now=now)
    teachers = Enrolment.objects.unended().filter(school_class=row, role=Enrolment.Role.TEACHER)
    close_places(places=teachers, last_day=eve_of(clock.today()), actor=actor)


def _check_empty(school_class: SchoolClass) -> None:
    """Conflict that says how many pupils and parents there are: a class goes only when nobody is left in it."""
    rows = Enrolment.objects.unended().filter(school_class=school_class).exclude(role=Enrolment.Role.TEACHER)
    counted = dict(rows.order_by().values_list("role").annotate(number=Count("pk")))
    there = [ru_plural(counted[role], words) for role, words in PEOPLE.items() if role in counted]
    if there:
        raise Conflict(texts.CLASS_NOT_EMPTY.format(title=school_class, people=" и ".join(there)))
