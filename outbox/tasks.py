"""Delivery in the background. Ids in, one call."""

from celery import shared_task

from core import clock
from outbox import delivery


@shared_task
def deliver(ids: list[int]) -> None:
    """Deliver these letters if they are due; ten copies of this task have one effect."""
    delivery.deliver_messages(ids, clock.now())


@shared_task
def sweep() -> None:
    """Find by state what no task announced, and what a dead worker left behind."""
    delivery.set_aside_orphaned(clock.now())
    delivery.give_up_late(clock.now())
    delivery.deliver_due(clock.now())
