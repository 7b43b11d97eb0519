"""The portal's own periodic task: the heartbeat."""

from celery import shared_task

from sferum_portal import health


@shared_task
def heartbeat() -> None:
    """Sent by beat, done by the worker: proof for `/readyz` that both are there."""
    health.record_heartbeat()
