"""Links for coming back: whoever has accepted finds the way on in another browser (clause 2.1 g)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.rows import SchoolRow, timestamp
from invitations.models.invitation import Invitation
from invitations.models.request import JoinRequest
from orgstructure.models import Enrolment


def still_opens(now: datetime) -> Q:
    """The links for coming back whose end lies ahead."""
    return Q(expires_at__gt=now)


def has_a_way_back() -> Q:
    """What is asked for leads somewhere: the personal link is accepted still, the request is neither rejected nor withdrawn."""
    stands = (JoinRequest.Status.NEW, JoinRequest.Status.ACCEPTED)
    accepted = Q(request=None, invitation__status=Invitation.Status.ACCEPTED)
    return accepted | Q(request__status__in=stands)


class ReturnLink(SchoolRow):
    """The way on once more, for one who accepted `invitation`, or made `request` by a class's link.

    Asked for from a browser that is not known, or given without being asked; opened once, within a day. Its code is
    derived (invitations/codes.py); past `expires_at` an open one is over, whatever `status` says: ask `state_at`.
    """

    class Status(models.TextChoices):
        ASKED = "asked", "просят"
        OPEN = "open", "дана"
        USED = "used", "открыта"
        CLOSED = "closed", "закрыта"

    TRANSITIONS = {Status.ASKED: {Status.OPEN, Status.CLOSED}, Status.OPEN: {Status.USED, Status.CLOSED}}
    STATE_WORDS = {Status.ASKED: "Ссылка для возвращения ещё не дана"}

    status = models.CharField("состояние", max_length=8, choices=Status.choices)
    invitation = models.ForeignKey(
        "invitations.Invitation", models.PROTECT, related_name="returns", verbose_name="по ссылке"
    )
    request = models.ForeignKey(
        "invitations.JoinRequest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="returns",
        verbose_name="к заявке",
    )
    school_class = models.ForeignKey(
        "orgstructure.SchoolClass", models.PROTECT, related_name="+", verbose_name="класс"
    )
    role = models.CharField("роль", max_length=8, choices=Enrolment.Role.choices)
    created_at = timestamp()
    asked_at = models.DateTimeField("попросили", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто дал",
    )
    expires_at = models.DateTimeField("действует до", null=True, blank=True)
    ended_at = models.DateTimeField("открыта или закрыта", null=True, blank=True)

    class Meta:
        verbose_name = "ссылка для возвращения"
        verbose_name_plural = "ссылки для возвращения"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "status"],
                condition=Q(status__in=["asked", "open"], request=None),
                name="return_one_of_a_link",
            ),
            models.UniqueConstraint(
                fields=["request", "status"],
                condition=Q(status__in=["asked", "open"], request__isnull=False),
                name="return_one_of_a_request",
            ),
            models.CheckConstraint(
                condition=~Q(status="open") | Q(expires_at__isnull=False), name="return_open_has_an_end"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-id"], name="return_asked", condition=Q(status="asked"))
        ]

    def __str__(self) -> str:
        return str(self.request or self.invitation)

    @property
    def whose(self) -> str:
        """Whose way on it is: a person of the school, or the name in a request that nobody has decided; the child they named."""
        asked = self.request
        if asked is None:
            return str(self.invitation.person or "")
        name = asked.person.full_name if asked.person else asked.full_name
        return f"{name}, ребёнок {asked.child_name}" if asked.child_name else name

    def state_at(self, now: datetime) -> str:
        """The true state at `now`: an open one past its time is closed."""
        if self.status == self.Status.OPEN and self.expires_at is not None and now >= self.expires_at:
            return self.Status.CLOSED
        return self.status
