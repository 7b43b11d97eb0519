"""Periodic tasks of links (expiry, reminders, digest): each a sweep over what is due."""

from celery import shared_task

from core import clock
from invitations.services import expiry, mailing


@shared_task
def expire() -> None:
    """Write down what the clock has made true already."""
    expiry.expire_due(clock.now())


@shared_task
def remind() -> None:
    mailing.remind_due(clock.now())


@shared_task
def digest() -> None:
    mailing.send_digests(clock.now())
