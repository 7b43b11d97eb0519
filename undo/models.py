"""What a bulk decision wrote, so that it can be taken back: a run, and a line for each row that it wrote."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.rows import SchoolRow, timestamp


class Run(SchoolRow):
    """One press that wrote many rows. Its kind is registered by the room that does it (`undo/registry.py`).

    `columns`: {model label: the columns that its lines' fingerprints were made of}.
    """

    class Status(models.TextChoices):
        DONE = "done", "сделано"
        UNDONE = "undone", "отменено"

    TRANSITIONS = {Status.DONE: {Status.UNDONE}}

    kind = models.CharField("вид", max_length=40)
    title = models.CharField("что сделано", max_length=200)
    status = models.CharField("состояние", max_length=6, choices=Status.choices, default=Status.DONE)
    columns: Any = models.JSONField("столбцы", default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="кто"
    )
    created_at = timestamp("когда")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто отменил",
    )
    undone_at = models.DateTimeField("отменено", null=True, blank=True)

    class Meta:
        verbose_name = "действие"
        verbose_name_plural = "последние действия"
        ordering = ["-id"]
        indexes = [models.Index(fields=["organization", "-id"], name="run_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="undone") | Q(undone_at__isnull=False), name="run_undone_says_when"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Written(SchoolRow):
    """A row that a run wrote: made, changed or deleted it.

    `before`: what it was, of the columns that were changed (of all, where it was deleted). `after`: a fingerprint of
    what the run left, by which it is seen whether anybody has changed the row since. `outcome`: what the undo did with
    it: nothing yet, `taken`, or why it stays (`undo/texts.py`).
    """

    class What(models.TextChoices):
        MADE = "made", "сделана"
        CHANGED = "changed", "изменена"
        DELETED = "deleted", "удалена"

    run = models.ForeignKey(Run, models.CASCADE, related_name="written", verbose_name="действие")
    what = models.CharField("что с ней", max_length=7, choices=What.choices)
    row_model = models.CharField("вид записи", max_length=64)
    row_id = models.BigIntegerField("номер записи")
    before: Any = models.JSONField("что было", default=dict)
    after = models.CharField("отпечаток", max_length=64, blank=True)
    outcome = models.CharField("что с ней при отмене", max_length=20, blank=True)

    class Meta:
        verbose_name = "запись действия"
        verbose_name_plural = "записи действий"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "row_model", "row_id"], name="written_once_by_a_run")
        ]

    def __str__(self) -> str:
        return f"{self.row_model} {self.row_id}"
