"""Running background jobs: claim, run, report, finish. What a kill interrupts, a sweep takes up again (retry)."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django_scopes import scopes_disabled

from audit.services import record, record_set
from core import clock
from core.errors import Conflict, Refusal
from core.sets import Word, among
from core.states import transition, transition_many
from files.jobs import Result, Stopped, kind_of
from files.models import Job
from files.rules import BEAT_EVERY, MAX_ATTEMPTS, REPORT_EVERY, SILENT_FOR, SWEEP_BATCH
from files.storing import store_file
from files.texts import ABANDONED, BROKEN

log = structlog.get_logger(__name__)
Status = Job.Status
# A process does one long work at a time, so that letters and links always find a free thread.
_busy = threading.Lock()


def run_waiting(first: int | None = None) -> int:
    """Do the work `first`, then what else waits, oldest first. Returns how many were claimed by this call.

    At once 0 where this process has long work in hand already: it goes on to what waits by itself.
    """
    if not _busy.acquire(blocking=False):
        return 0
    try:
        claimed = int(first is not None and run_job(first))
        pk = _next(after=0)
        while pk is not None:
            claimed += run_job(pk)
            pk = _next(after=pk)
        return claimed
    finally:
        _busy.release()


def run_job(pk: int) -> bool:
    """Claim a waiting work by a conditional UPDATE and do it. False when it does not wait (any more)."""
    with scopes_disabled():
        job = Job.objects.select_related("organization", "created_by").filter(pk=pk).first()
    if job is None:
        return False
    try:
        transition(
            job,
            Status.RUNNING,
            only_if=Q(attempts=job.attempts),
            attempts=job.attempts + 1,
            heartbeat_at=clock.now(),
            done=0,
            total=0,
        )
    except Conflict:
        return False
    with clock.in_school(job.organization), _beating(job):
        _do(job)
    return True


@transaction.atomic
def retry_orphaned(now: datetime) -> int:
    """Work whose worker has given no sign of life waits again, or has failed if it was begun often enough. How many."""
    why = ABANDONED.format(times=MAX_ATTEMPTS)
    with scopes_disabled():
        silent = Job.objects.filter(status=Word(Status.RUNNING), heartbeat_at__lt=now - SILENT_FOR)
        failed = transition_many(
            silent.filter(attempts__gte=MAX_ATTEMPTS), Status.FAILED, error=why, ended_at=now
        )
        if failed:
            jobs = Job.objects.filter(pk__in=among(failed))
            record_set("job.failed", jobs, actor=None, label=F("title"), details={"reason": why}, at=now)
        return len(failed) + len(transition_many(silent, Status.QUEUED))


def waiting() -> list[int]:
    """The works that wait, oldest first, a bounded number."""
    with scopes_disabled():
        rows = Job.objects.filter(status=Word(Status.QUEUED)).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:SWEEP_BATCH])


class _Progress:
    """What the function of a kind holds on to (`files.jobs.Progress`)."""

    def __init__(self, job: Job) -> None:
        self.organization, self.actor = job.organization, job.created_by
        self.params: Mapping[str, Any] = job.params
        self._job, self._told_at = job, 0.0

    def report(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told_at < REPORT_EVERY.total_seconds() and done < total:
            return
        self._told_at = now
        changes = {"done": min(done, total), "total": total, "heartbeat_at": clock.now()}
        if not _ours(self._job).update(**changes):
            raise Stopped


def _ours(job: Job) -> Any:
    """The row as long as it is this very claim's."""
    return Job._base_manager.filter(pk=job.pk, status=Status.RUNNING, attempts=job.attempts)


def _do(job: Job) -> None:
    try:
        result = kind_of(job.kind).run(_Progress(job))
        _finish(job, result)
    except (Stopped, Conflict):
        log.info("job_stopped", job=job.pk, attempt=job.attempts)
    except Refusal as refusal:
        _fail(job, refusal.message)
    except Exception:
        log.exception("job_broken", job=job.pk, kind=job.kind, attempt=job.attempts)
        _fail(job, BROKEN)


@transaction.atomic
def _finish(job: Job, result: Result | None) -> None:
    """The result and the end of the work in one transaction; Conflict where it is not ours any more: then neither."""
    stored = None
    if result is not None:
        stored = store_file(
            organization=job.organization,
            name=result.name,
            content_type=result.content_type,
            content=result.content,
            expires_on=result.expires_on,
            sealed=result.sealed,
            actor=job.created_by,
        )
    transition(job, Status.DONE, only_if=Q(attempts=job.attempts), result=stored, ended_at=clock.now())
    record("job.done", job, actor=None)
    log.info("job_done", job=job.pk, kind=job.kind, attempt=job.attempts)


def _fail(job: Job, sentence: str) -> None:
    try:
        with transaction.atomic():
            transition(
                job,
                Status.FAILED,
                only_if=Q(attempts=job.attempts),
                error=sentence[:500],
                ended_at=clock.now(),
            )
            record("job.failed", job, actor=None, reason=job.error)
    except Conflict:
        log.info("job_stopped", job=job.pk, attempt=job.attempts)


def _next(after: int) -> int | None:
    """The oldest waiting work with a higher number: each is tried once by one call."""
    return next((pk for pk in waiting() if pk > after), None)


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Say every few seconds that the worker lives, also through a step that reports nothing for long."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT_EVERY.total_seconds()):
                try:
                    _ours(job).update(heartbeat_at=clock.now())
                except DatabaseError as error:  # a busy or absent database: the next beat tries again
                    log.warning("job_beat_missed", job=job.pk, error=type(error).__name__)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"job-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
