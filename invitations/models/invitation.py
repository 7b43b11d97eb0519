"""Links (clauses 2.1 g, 2.1 m)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django_scopes import ScopedManager

from core.rows import SchoolRow, timestamp
from core.sets import Word
from orgstructure.models import Enrolment


def is_working(now: datetime) -> Q:
    """The links that may still be accepted at `now`, whatever the sweep has written down."""
    return Q(status="active", expires_at__gt=now)


def is_not_handed() -> Q:
    """The links that nobody has handed over."""
    return Q(handed_at=None)


def is_past_due(now: datetime) -> Q:
    """The links whose time is over at `now` and not yet written down."""
    return Q(status=Word("active"), expires_at__lte=now)


def is_ended_by(at: datetime) -> Q:
    """The links that were accepted, annulled or written down as expired, and whose end lies not after `at`."""
    return (
        Q(status="accepted", accepted_at__lte=at)
        | Q(status="annulled", annulled_at__lte=at)
        | Q(status="expired", expires_at__lte=at)
    )


def is_expiring(now: datetime, within: timedelta) -> Q:
    """The working links that end `within` this time."""
    return is_working(now) & Q(expires_at__lte=now + within)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which links work is a question of the clock, asked here and nowhere else."""

    def working(self, now: datetime) -> Self:
        return self.filter(is_working(now))

    def past_due(self, now: datetime) -> Self:
        return self.filter(is_past_due(now))

    def expiring(self, now: datetime, within: timedelta) -> Self:
        return self.filter(is_expiring(now, within))

    def due_for_digest(self, struck: Mapping[str, datetime], now: datetime, *, for_days: int) -> Self:
        """Ended links of which nobody has told their maker, in zones where the hour of the digest has struck today.

        `struck`: {zone: when}. What ended after it waits until tomorrow, and so does a maker who was told since.
        """
        due = Q(pk=None)
        for zone, at in struck.items():
            told = self.model._base_manager.filter(
                organization=models.OuterRef("organization"),
                created_by=models.OuterRef("created_by"),
                reported_at__gte=at,
            )
            due |= Q(is_ended_by(at), ~models.Exists(told), organization__time_zone=zone)
        fresh = self.filter(due, reported_at=None, created_by__isnull=False)
        return fresh.filter(created_at__gte=now - timedelta(days=for_days)).exclude(
            annulled_by=F("created_by")
        )

    def due_for_reminder(self, now: datetime, *, before: timedelta, if_lives: timedelta) -> Self:
        """Personal links that end within `before`, were made to live at least `if_lives` and nobody was reminded of."""
        return self.expiring(now, before).filter(
            kind=Invitation.Kind.PERSONAL, reminded_at=None, expires_at__gte=F("created_at") + if_lives
        )


_InvitationManager = models.Manager.from_queryset(InvitationQuerySet)


class Invitation(SchoolRow):
    """A link that invites one known person, or up to `max_uses` people of a class, into a class in a role.

    The code in the link is derived (invitations/codes.py) from id, version and a key that the database never holds.
    A reissue annuls the row and makes a new one with `replaces` and the next `version`.
    Expiry is true by the clock from `expires_at` on, whatever `status` says: ask `state_at`.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal", "личная"
        CLASS = "class", "ссылка класса"

    class Status(models.TextChoices):
        ACTIVE = "active", "активна"
        ACCEPTED = "accepted", "принята"
        EXPIRED = "expired", "истекла"
        ANNULLED = "annulled", "аннулирована"

    # Back from annulled: the undo of the run that annulled it (`restore_links`), or, where its holder closed it,
    # services/restoring.py. Back from accepted: a class's link that was full, once a request by it is withdrawn.
    TRANSITIONS = {
        Status.ACCEPTED: {Status.ACTIVE},
        Status.ACTIVE: {Status.ACCEPTED, Status.EXPIRED, Status.ANNULLED},
        Status.ANNULLED: {Status.ACTIVE},
    }

    Role = Enrolment.Role

    class Way(models.TextChoices):
        """How a link reached its person."""

        MESSENGER = "messenger", "в мессенджере"
        MAIL = "mail", "почтой"
        PAPER = "paper", "на бумаге"

    kind = models.CharField("вид", max_length=8, choices=Kind.choices)
    status = models.CharField("состояние", max_length=8, choices=Status.choices, default=Status.ACTIVE)
    person = models.ForeignKey(
        "orgstructure.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="для кого",
    )
    school_class = models.ForeignKey(
        "orgstructure.SchoolClass", models.PROTECT, related_name="invitations", verbose_name="класс"
    )
    role = models.CharField("роль", max_length=8, choices=Enrolment.Role.choices)
    version = models.PositiveSmallIntegerField("выпуск", default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="взамен"
    )
    max_uses = models.PositiveSmallIntegerField("на сколько человек", default=1)
    uses = models.PositiveSmallIntegerField("использована", default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="кто создал"
    )
    created_at = timestamp()
    expires_at = models.DateTimeField("действует до")
    sent_at = models.DateTimeField("отправлена почтой", null=True, blank=True)
    printed_at = models.DateTimeField("напечатана", null=True, blank=True)
    handed_at = models.DateTimeField("передана", null=True, blank=True)
    handed_how = models.CharField("как передана", max_length=9, choices=Way.choices, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # nobody asks whose they are
        related_name="+",
        verbose_name="кто передал",
    )
    reminded_at = models.DateTimeField("напомнили", null=True, blank=True)
    accepted_at = models.DateTimeField("принята", null=True, blank=True)
    annulled_at = models.DateTimeField("аннулирована", null=True, blank=True)
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто аннулировал",
    )
    annul_reason = models.CharField("причина аннулирования", max_length=300, blank=True)
    reported_at = models.DateTimeField("создателю сообщено об итоге", null=True, blank=True)
    consent = models.ForeignKey(
        "consents.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # the unique one below leaves out the many links that nobody has answered
        related_name="+",
        verbose_name="решение о согласии",
    )
    mark = models.CharField(
        "отметка браузера",
        max_length=64,
        null=True,
        blank=True,
        editable=False,
        help_text="SHA-256 того, чем ответил нажавший: по ней его узнают снова",
    )
    marked_at = models.DateTimeField("отметка поставлена", null=True, blank=True, editable=False)

    objects = ScopedManager(organization="organization", _manager_class=_InvitationManager)  # type: ignore[misc]

    class Meta:
        verbose_name = "ссылка-приглашение"
        verbose_name_plural = "ссылки-приглашения"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "school_class", "role"],
                condition=Q(status="active", kind="personal"),
                name="invitation_one_open",
            ),
            models.UniqueConstraint(
                fields=["consent"], condition=Q(consent__isnull=False), name="invitation_consent_once"
            ),
            models.UniqueConstraint(
                fields=["mark"], condition=Q(mark__isnull=False), name="invitation_mark_once"
            ),
            models.CheckConstraint(condition=Q(uses__lte=F("max_uses")), name="invitation_uses_within_cap"),
            models.CheckConstraint(
                condition=Q(kind="personal", person__isnull=False, max_uses=1) | Q(kind="class", person=None),
                name="invitation_personal_has_person",
            ),
            models.CheckConstraint(
                condition=Q(handed_at=None, handed_how="")
                | Q(handed_at__isnull=False, handed_how__in=["messenger", "mail", "paper"]),
                name="invitation_handed_says_how",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_has_lifetime"
            ),
            models.CheckConstraint(
                condition=~Q(status="annulled") | (Q(annulled_at__isnull=False) & ~Q(annul_reason="")),
                name="invitation_annulled_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "status", "-id"], name="invitation_by_status"),
            models.Index(fields=["organization", "school_class", "status"], name="invitation_by_class"),
            models.Index(fields=["expires_at"], name="invitation_due", condition=Q(status="active")),
        ]

    def __str__(self) -> str:
        whom = self.person.full_name if self.person_id and self.person else "ссылка класса"
        return f"{whom} · {self.school_class} · {self.get_role_display()}"

    @staticmethod
    def label_in_sql() -> Any:
        """What `__str__` says, as an expression: for the journal of many rows at once."""
        of_class = Concat(Value("ссылка класса"), Value(" · "), Enrolment.place_in_sql())
        return Case(When(person=None, then=of_class), default=Enrolment.label_in_sql())

    def state_at(self, now: datetime) -> str:
        """The true state at `now`: an active link past its time is expired, written down or not."""
        if self.status == self.Status.ACTIVE and now >= self.expires_at:
            return self.Status.EXPIRED
        return self.status

    @property
    def is_full(self) -> bool:
        """Whether as many people as may have asked by a class's link."""
        return self.kind == self.Kind.CLASS and self.status == self.Status.ACCEPTED

    def is_within_lifetime(self, now: datetime) -> bool:
        """Whether its first end lies ahead, whatever has become of it."""
        return now < self.expires_at

    def is_expiring(self, now: datetime, within: timedelta) -> bool:
        """The same answer as `expiring(now, within)` gives, for a row at hand."""
        return self.state_at(now) == self.Status.ACTIVE and self.expires_at <= now + within
