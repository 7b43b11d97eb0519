"""What an account asked for and is done in the background."""

from celery import shared_task

from roles.services import accounts


@shared_task
def send_password_link(email: str) -> None:
    """Queue the letter with a way to a new password, if there is such an account."""
    accounts.send_password_link(email=email)
