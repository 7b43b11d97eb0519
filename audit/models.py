"""The journal: who did what to what. Rows are only ever added."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from core.rows import SchoolRow, timestamp


class JournalIsFinal(TypeError):
    """Somebody tried to change or delete what was written down: a mistake of the code, never of a person."""


class EventQuerySet(models.QuerySet["Event"]):
    """Rows are added and read, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise JournalIsFinal("Rows of the journal are never changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise JournalIsFinal("Rows of the journal are never changed.")

    def delete(self) -> NoReturn:
        raise JournalIsFinal("Rows of the journal are never deleted.")

    delete.alters_data = True  # type: ignore[attr-defined]
    update.alters_data = True  # type: ignore[attr-defined]


_EventManager = models.Manager.from_queryset(EventQuerySet)


class Event(SchoolRow):
    """One thing that was done, written in the transaction that did it.

    `object_type` is the model's label ("invitations.invitation"), `object_label` what the object was called then.
    """

    at = timestamp("когда")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="кто"
    )
    actor_label = models.CharField("кто (как назывался)", max_length=320)
    verb = models.CharField("что сделано", max_length=64)
    object_type = models.CharField("вид предмета", max_length=64)
    object_id = models.BigIntegerField("номер предмета", null=True)
    object_label = models.CharField("предмет", max_length=400)
    details = models.JSONField("подробности", default=dict)
    request_id = models.CharField("запрос", max_length=64, blank=True)

    objects = ScopedManager(organization="organization", _manager_class=_EventManager)  # type: ignore[misc]

    class Meta:
        verbose_name = "запись журнала"
        verbose_name_plural = "журнал"
        indexes = [
            models.Index(fields=["organization", "-id"], name="event_by_time"),
            models.Index(fields=["organization", "object_type", "object_id"], name="event_by_object"),
            models.Index(fields=["organization", "verb", "-id"], name="event_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise JournalIsFinal("Rows of the journal are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise JournalIsFinal("Rows of the journal are never deleted.")
