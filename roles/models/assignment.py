"""Who a person is in a school: membership of an account, assignments with dates, a teacher's verification."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from core.dated import DatedQuerySet
from core.rows import SchoolRow, timestamp


class Membership(SchoolRow):
    """That an account is this person of this school. One account may be a person of several schools."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name="учётная запись"
    )
    person = models.OneToOneField(
        "orgstructure.Person", models.PROTECT, related_name="membership", verbose_name="человек"
    )
    created_at = timestamp()

    class Meta:
        verbose_name = "доступ к школе"
        verbose_name_plural = "доступы к школе"
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} — {self.organization}"

    @property
    def last_login(self) -> datetime | None:
        """When the account came last, since it opens this school: earlier it came to others."""
        at = self.user.last_login
        return at if at and at >= self.created_at else None


class AssignmentQuerySet(DatedQuerySet):
    """Assignments by what they make of a person."""

    def class_teachers(self, day: date) -> Self:
        """Who leads a class on `day`."""
        return self.in_force(day).filter(role=Assignment.Role.CLASS_TEACHER)


class Assignment(SchoolRow):
    """A role of a person, from a date to a date, by an order where one is needed."""

    class Role(models.TextChoices):
        DIRECTOR = "director", "директор"
        ACTING_DIRECTOR = "acting_director", "исполняющий обязанности директора"
        DEPUTY = "deputy", "заместитель директора"
        ADMINISTRATOR = "administrator", "администратор"
        ADDITIONAL_ADMINISTRATOR = "additional_administrator", "дополнительный администратор"
        CLASS_TEACHER = "class_teacher", "классный руководитель"
        SUBJECT_TEACHER = "subject_teacher", "учитель-предметник"

    person = models.ForeignKey(
        "orgstructure.Person", models.PROTECT, related_name="assignments", verbose_name="человек"
    )
    role = models.CharField("роль", max_length=32, choices=Role.choices)
    school_class = models.ForeignKey(
        "orgstructure.SchoolClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name="класс",
    )
    subject = models.ForeignKey(
        "orgstructure.Subject",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name="предмет",
    )
    order = models.ForeignKey(
        "documents.Order",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name="приказ",
    )
    valid_from = models.DateField("с")
    valid_to = models.DateField("по", null=True, blank=True)
    ended_by = models.ForeignKey(
        "documents.Order",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="каким приказом закончено",
    )
    created_at = timestamp()

    objects = ScopedManager(  # type: ignore[misc]
        organization="organization", _manager_class=models.Manager.from_queryset(AssignmentQuerySet)
    )

    class Meta:
        verbose_name = "назначение"
        verbose_name_plural = "назначения"
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(role="director", valid_to=None),
                name="assignment_one_director",
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(role="administrator", valid_to=None),
                name="assignment_one_administrator",
            ),
            models.UniqueConstraint(
                fields=["organization", "school_class"],
                condition=Q(role="class_teacher", valid_to=None),
                name="assignment_one_class_teacher",
            ),
            models.UniqueConstraint(
                fields=["organization", "person", "school_class", "subject"],
                condition=Q(role="subject_teacher", valid_to=None),
                name="assignment_subject_teacher_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "person", "role"],
                condition=Q(role__in=["deputy", "additional_administrator"], valid_to=None),
                name="assignment_leader_once",
            ),
            models.CheckConstraint(
                condition=Q(role="class_teacher", school_class__isnull=False, subject=None)
                | Q(role="subject_teacher", school_class__isnull=False, subject__isnull=False)
                | (~Q(role__in=["class_teacher", "subject_teacher"]) & Q(school_class=None, subject=None)),
                name="assignment_class_and_subject_fit",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["administrator", "additional_administrator"]) | Q(order__isnull=False),
                name="assignment_administrator_by_order",
            ),
            models.CheckConstraint(
                condition=~Q(role="acting_director")
                | Q(valid_to__isnull=False, valid_to__gte=models.F("valid_from")),
                name="assignment_acting_for_a_period",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "person"], name="assignment_open", condition=Q(valid_to=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class Verification(SchoolRow):
    """The confirmation of the status «учитель» on the platform (clause 2.1 k)."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "не начато"
        PENDING = "pending", "на подтверждении"
        CONFIRMED = "confirmed", "подтверждён"
        REFUSED = "refused", "отказ"

    TRANSITIONS = {
        Status.NOT_STARTED: {Status.PENDING, Status.CONFIRMED},
        Status.PENDING: {Status.CONFIRMED, Status.REFUSED, Status.NOT_STARTED},
        Status.REFUSED: {Status.PENDING},
        Status.CONFIRMED: {Status.NOT_STARTED, Status.PENDING},
    }
    STATE_WORDS = {
        Status.NOT_STARTED: "Подтверждение статуса ещё не начато",
        Status.PENDING: "Статус учителя уже на подтверждении",
        Status.CONFIRMED: "Статус учителя уже подтверждён",
        Status.REFUSED: "В подтверждении статуса уже отказано",
    }

    person = models.OneToOneField(
        "orgstructure.Person", models.PROTECT, related_name="verification", verbose_name="учитель"
    )
    status = models.CharField("состояние", max_length=12, choices=Status.choices, default=Status.NOT_STARTED)
    reason = models.CharField("причина отказа", max_length=300, blank=True)
    changed_at = timestamp("изменено")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="кем"
    )

    class Meta:
        verbose_name = "подтверждение статуса"
        verbose_name_plural = "подтверждения статуса"
        indexes = [models.Index(fields=["organization", "status"], name="verification_by_status")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_status_display()}"
