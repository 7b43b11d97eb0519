"""Requests to join that came through a class's link (clause 2.1 j)."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from core.names import in_usual_case
from core.rows import SchoolRow, timestamp
from orgstructure.models import Enrolment
from orgstructure.pasted.questions import turned_name


class JoinRequest(SchoolRow):
    """Somebody asks to join a class in a role; the school decides who it is and whether they belong."""

    class Status(models.TextChoices):
        NEW = "new", "новая"
        ACCEPTED = "accepted", "принята"
        REJECTED = "rejected", "отклонена"
        WITHDRAWN = "withdrawn", "отозвана"

    # Back to new: the undo of the run that decided.
    TRANSITIONS = {
        Status.NEW: {Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN},
        Status.ACCEPTED: {Status.NEW},
        Status.REJECTED: {Status.NEW},
    }
    STATE_WORDS = {Status.NEW: "Заявка на вступление ещё не решена"}

    status = models.CharField("состояние", max_length=10, choices=Status.choices, default=Status.NEW)
    invitation = models.ForeignKey(
        "invitations.Invitation", models.PROTECT, related_name="requests", verbose_name="по ссылке"
    )
    school_class = models.ForeignKey(
        "orgstructure.SchoolClass", models.PROTECT, related_name="requests", verbose_name="класс"
    )
    role = models.CharField("роль", max_length=8, choices=Enrolment.Role.choices)
    full_name = models.CharField("ФИО, как написано", max_length=300)
    child_name = models.CharField("чей родитель", max_length=300, blank=True)
    phone = models.CharField("телефон", max_length=16, blank=True)
    person = models.ForeignKey(
        "orgstructure.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="join_requests",
        verbose_name="кто это",
    )
    likely_child = models.ForeignKey(
        "orgstructure.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="вероятно, ребёнок",
        help_text="Кого из класса, по написанному имени; кто это на самом деле, говорит человек",
    )
    created_at = timestamp("подана")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто решил",
    )
    decided_at = models.DateTimeField("решено", null=True, blank=True)
    reason = models.CharField("причина отказа", max_length=300, blank=True)
    consent = models.OneToOneField(
        "consents.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="решение о согласии",
    )
    mark = models.CharField(
        "отметка браузера",
        max_length=64,
        null=True,
        blank=True,
        editable=False,
        help_text="SHA-256 того, чем ответил просившийся: по ней его узнают снова",
    )
    marked_at = models.DateTimeField("отметка поставлена", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "заявка на вступление"
        verbose_name_plural = "заявки на вступление"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mark"], condition=models.Q(mark__isnull=False), name="request_mark_once"
            )
        ]
        indexes = [models.Index(fields=["organization", "status", "-id"], name="request_by_status")]

    def __str__(self) -> str:
        return f"{self.full_name} · {self.school_class} · {self.get_role_display()}"

    @cached_property
    def turned_name(self) -> str:
        """«Гуревич Мария Петровна» of «Мария Петровна Гуревич»; '' where the surname stands first."""
        meant = turned_name(*self.full_name.split(maxsplit=2)) if " " in self.full_name else None
        return f"{meant.last_name} {meant.first_name} {meant.patronymic}".strip() if meant else ""

    @property
    def usual_name(self) -> str:
        """As a card is written, word by word: the surname first, «Кузнецова Алла» of «кузнецова алла»."""
        name = self.turned_name or self.full_name
        return " ".join(in_usual_case(word) for word in name.split(maxsplit=2))
