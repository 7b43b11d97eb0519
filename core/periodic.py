"""What core does by the clock: forms that were answered are forgotten after their term."""

from celery import shared_task

from core import once


@shared_task
def forget_marks() -> None:
    once.forget_marks()
