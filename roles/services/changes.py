"""What every service of assignments says of them: the journal, the effects of a preview, the signal to the rooms above."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from audit.services import record, record_many
from core.access import ActorLike
from core.effects import What, emit
from roles import texts
from roles.models import Assignment
from roles.signals import assignments_changed


def tell_opened(*, assignment: Assignment, actor: ActorLike, again: bool = False, **details: Any) -> None:
    """An assignment has begun; `again`: it is given back by the order that revoked what had ended it."""
    record("assignment.opened", assignment, actor=actor, role=str(assignment.role), **details)
    emit(What.OPENS, assignment, partial(texts.opened, assignment, again=again))
    assignments_changed.send(Assignment, opened=[assignment], ended=[], actor=actor)


def tell_opened_many(*, assignments: Sequence[Assignment], actor: ActorLike) -> None:
    """Many have begun at once: a fixed number of statements, one signal."""
    record_many("assignment.opened", assignments, actor=actor)
    for assignment in assignments:
        emit(What.OPENS, assignment, partial(texts.opened, assignment))
    assignments_changed.send(Assignment, opened=list(assignments), ended=[], actor=actor)


def tell_ended_many(*, assignments: Sequence[Assignment], actor: ActorLike) -> None:
    """Many have got their last day, or are about to go: a fixed number of statements, one signal."""
    if not assignments:
        return
    record_many("assignment.ended", assignments, actor=actor)
    for assignment in assignments:
        emit(What.CLOSES, assignment, partial(texts.ended, assignment))
    assignments_changed.send(Assignment, opened=[], ended=list(assignments), actor=actor)


def tell_ended(*, assignment: Assignment, actor: ActorLike, **details: Any) -> None:
    """An assignment has got its last day, or is about to go without ever having been in force."""
    record("assignment.ended", assignment, actor=actor, role=str(assignment.role), **details)
    emit(What.CLOSES, assignment, partial(texts.ended, assignment))
    assignments_changed.send(Assignment, opened=[], ended=[assignment], actor=actor)
