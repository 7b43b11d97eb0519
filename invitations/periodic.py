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
    """Links end at 18:00 of their school, so two days before is an evening of the school too."""
    mailing.remind_due(clock.now())


@shared_task
def digest() -> None:
    """To the schools whose evening has come, once an evening."""
    mailing.send_digests(clock.now())
