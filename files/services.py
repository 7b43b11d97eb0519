"""Verbs of stored files and of background jobs."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_scopes import scopes_disabled

from audit.services import record
from core import clock
from core.access import ActorLike
from core.errors import Conflict
from core.sealing import reseal
from core.states import transition_many
from files.jobs import kind_of
from files.models import File, Job
from files.storing import store_file
from files.tasks import run
from files.texts import OVER

if TYPE_CHECKING:  # of a layer above
    from orgstructure.models import Organization

__all__ = ["cancel_job", "reseal_files", "start_job", "store_file"]

Status = Job.Status
BATCH = 100  # files may be large: so many are in hand at once


@transaction.atomic
def start_job(
    *, organization: "Organization", kind: str, actor: ActorLike, title: str = "", **params: Any
) -> Job:
    """Ask for long work of a registered kind; a worker begins after commit. `params` are JSON. Returns its row.

    `title` is what people see, by default the kind's own.
    """
    job = Job.objects.create(
        organization=organization,
        kind=kind,
        title=(title or kind_of(kind).title)[:200],
        params=params,
        created_by=None if isinstance(actor, str) else actor,
    )
    record("job.started", job, actor=actor)
    # A broker that is away is no error: the sweep finds the work by its state.
    transaction.on_commit(partial(run.delay, job.pk), robust=True)
    return job


@transaction.atomic
def cancel_job(*, job: Job, actor: ActorLike) -> None:
    """Stop work that waits or goes on; its worker finds out at its next report. Conflict when it is over already."""
    if not transition_many(Job.objects.filter(pk=job.pk), Status.CANCELLED, ended_at=clock.now()):
        raise Conflict(OVER)
    record("job.cancelled", job, actor=actor)


def reseal_files() -> int:
    """Seal every sealed file by the first of SEALING_KEYS, in all schools, in batches. Returns how many.

    Unreadable where a file was sealed by a key that is not there: put it back at the end of SEALING_KEYS first.
    """
    resealed = last = 0
    while rows := _sealed_after(last):
        with transaction.atomic():
            for file in rows:
                File._base_manager.filter(pk=file.pk).update(content=reseal(bytes(file.content)))
        resealed, last = resealed + len(rows), rows[-1].pk
    return resealed


def _sealed_after(pk: int) -> list[File]:
    with scopes_disabled():
        return list(
            File.objects.filter(sealed=True, purged_at=None, pk__gt=pk).only("content").order_by("pk")[:BATCH]
        )
