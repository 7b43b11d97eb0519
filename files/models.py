"""Stored files, and background jobs: long work with its progress and result."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_scopes import ScopedManager

from core.errors import Gone
from core.rows import SchoolRow, timestamp
from core.sealing import unseal
from files.texts import PURGED


class FileQuerySet(models.QuerySet["File"]):
    def past_term(self, days: Mapping[date, Collection[str]]) -> Self:
        """Files whose last day is over and whose bytes are still there; `days`: {today: the time zones in which it is}."""
        over = Q(pk=None)
        for day, zones in days.items():
            over |= Q(expires_on__lt=day, organization__time_zone__in=zones)
        return self.filter(over, expires_on__isnull=False, purged_at=None)


class File(SchoolRow):
    """A file kept with the decision it belongs to: in the database, so that both are written or neither is.

    Of one whose term is over the row stays, with its hash and size, for whatever points to it; the bytes are gone.
    `content` is what lies in the table, sealed where `sealed` says so; `size` and `sha256` are of the bytes themselves.
    """

    name = models.CharField("имя", max_length=200)
    content_type = models.CharField("вид", max_length=100)
    size = models.PositiveIntegerField("байт")
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("содержимое")
    sealed = models.BooleanField("запечатан", default=False)
    expires_on = models.DateField("срок хранения", null=True, blank=True)
    purged_at = models.DateTimeField("содержимое удалено", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = timestamp()

    objects = ScopedManager(  # type: ignore[misc]
        organization="organization", _manager_class=models.Manager.from_queryset(FileQuerySet)
    )

    class Meta:
        verbose_name = "файл"
        verbose_name_plural = "файлы"
        indexes = [
            models.Index(
                fields=["expires_on"],
                name="file_by_term",
                condition=Q(expires_on__isnull=False, purged_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        """The bytes as they were stored, unsealed. Gone where their term is over; Unreadable where no key opens them."""
        if self.purged_at:
            raise Gone(PURGED.format(name=self.name, day=self.expires_on))
        content = bytes(self.content)
        return unseal(content) if self.sealed else content


class Job(SchoolRow):
    """Long work (background task): asked for on a page, done by a worker, with its progress and its result.

    The function of a `kind` is registered by the app that does the work (`files/jobs.py`). `attempts` numbers the
    claims: a worker that was taken for dead and comes back finds another number and stops.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "в очереди"
        RUNNING = "running", "выполняется"
        DONE = "done", "готово"
        FAILED = "failed", "ошибка"
        CANCELLED = "cancelled", "отменено"

    TRANSITIONS = {
        Status.QUEUED: {Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {Status.DONE, Status.FAILED, Status.QUEUED, Status.CANCELLED},
    }
    STATE_WORDS = {
        Status.QUEUED: "Работа уже в очереди",
        Status.RUNNING: "Работа уже выполняется",
        Status.DONE: "Работа уже готова",
        Status.FAILED: "Работа уже закончилась ошибкой",
        Status.CANCELLED: "Работа уже отменена",
    }

    kind = models.CharField("вид", max_length=40)
    title = models.CharField("что делается", max_length=200)
    params: Any = models.JSONField("с чем", default=dict)
    status = models.CharField("состояние", max_length=9, choices=Status.choices, default=Status.QUEUED)
    done = models.PositiveIntegerField("сделано", default=0)
    total = models.PositiveIntegerField("всего", default=0)
    result = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="результат"
    )
    error = models.CharField("почему не вышло", max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField("который раз", default=0)
    heartbeat_at = models.DateTimeField("признак жизни", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="кто начал"
    )
    created_at = timestamp()
    ended_at = models.DateTimeField("закончено", null=True, blank=True)

    class Meta:
        verbose_name = "долгая работа"
        verbose_name_plural = "долгие работы"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"
            ),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(error=""), name="job_failed_says_why"),
        ]
        indexes = [
            models.Index(fields=["organization", "-id"], name="job_by_time"),
            models.Index(fields=["id"], name="job_waiting", condition=Q(status="queued")),
            models.Index(fields=["heartbeat_at"], name="job_at_work", condition=Q(status="running")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.status not in (self.Status.QUEUED, self.Status.RUNNING)
