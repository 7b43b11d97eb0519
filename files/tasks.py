"""Celery tasks of background jobs. Ids in, one call."""

from celery import shared_task

from core import clock
from files import running, storing


@shared_task
def run(pk: int) -> None:
    """Do this work if it waits; ten copies of this task have one effect."""
    running.run_waiting(pk)


@shared_task
def sweep() -> None:
    """Find by state what no task announced, what a dead worker left behind, and the files whose term is over."""
    storing.purge_due(clock.now())
    running.retry_orphaned(clock.now())
    running.run_waiting()
