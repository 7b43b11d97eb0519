"""Letters that did not arrive: one that waits for the mail server, one that failed. Nothing leaves the machine for it."""

from typing import Any

from core import clock
from invitations.models import Invitation
from invitations.services.links import annul_invitations
from invitations.services.mailing import send_invitations
from outbox.delivery import deliver_messages, hold_letters
from outbox.models import Message
from outbox.transport import Outcome

SERVER_AWAY = "Почтовый сервер mail.school.example не отвечает: время ожидания вышло"


def add_mail(administrator: Any) -> None:
    """A link sent by mail whose letter waits as long as the link lives; another that was annulled before its letter left."""
    working = Invitation.objects.working(clock.now()).filter(kind=Invitation.Kind.PERSONAL)
    links = working.exclude(person__email="").select_related("person", "school_class", "organization")
    waits, fails = links.order_by("pk")[:2]
    letter = _sent(waits, administrator)
    hold_letters(
        letters=Message.objects.filter(pk=letter.pk),
        outcome=Outcome(Message.Status.QUEUED, SERVER_AWAY, Message.Hold.SERVER),
        until=waits.expires_at,
    )
    letter = _sent(fails, administrator)
    annul_invitations(invitations=[fails], reason="выдана по ошибке", actor=administrator)
    deliver_messages([letter.pk], clock.now())


def _sent(link: Invitation, administrator: Any) -> Message:
    send_invitations(invitations=[link], actor=administrator)
    return Message.objects.filter(kind="invitation", subject_id=link.pk).latest("pk")
