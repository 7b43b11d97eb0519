"""The audit log («журнал»): who did what to what. Rows are only added; the words that name a person can be emptied."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django_scopes import ScopedManager

from core.rows import SchoolRow, timestamp


class JournalIsFinal(TypeError):
    """Somebody tried to change or delete what was written down: a mistake of the code, never of a person."""


ERASED = "имя стёрто"


class EventQuerySet(models.QuerySet["Event"]):
    """Rows are added and read; `audit.services.redact` alone empties what names a person."""

    def empty_personal(self, by_themselves: Q) -> int:
        """Empty the personal columns; the actor's name only where `by_themselves`. Returns how many rows."""
        actor = Case(When(by_themselves, then=Value("")), default=F("actor_label"))
        return super().update(actor_label=actor, object_label="", personal={})

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
    The personal columns are `actor_label`, `object_label` and `personal`; `details` names nobody (`audit/words.py`
    declares which is which). `subject_id` and `second_subject_id` are the people an event is about, as plain numbers:
    people live in a layer above.
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
    personal = models.JSONField("личные подробности", default=dict)
    subject_id = models.BigIntegerField("о ком", null=True)
    second_subject_id = models.BigIntegerField("о ком ещё", null=True)
    request_id = models.CharField("запрос", max_length=64, blank=True)

    objects = ScopedManager(organization="organization", _manager_class=_EventManager)  # type: ignore[misc]

    class Meta:
        verbose_name = "запись журнала"
        verbose_name_plural = "журнал"
        indexes = [
            models.Index(fields=["organization", "-id"], name="event_by_time"),
            models.Index(fields=["organization", "object_type", "object_id"], name="event_by_object"),
            models.Index(fields=["organization", "verb", "-id"], name="event_by_verb"),
            models.Index(
                fields=["organization", "subject_id"],
                name="event_by_subject",
                condition=Q(subject_id__isnull=False),
            ),
            models.Index(
                fields=["organization", "second_subject_id"],
                name="event_by_second_subject",
                condition=Q(second_subject_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.object_label}"

    @property
    def all_details(self) -> dict[str, Any]:
        """The details for a page: those that name nobody, then those that may."""
        return {**self.details, **self.personal}

    @property
    def object_name(self) -> str:
        return self.object_label or ERASED

    @property
    def actor_name(self) -> str:
        return self.actor_label or ERASED

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise JournalIsFinal("Rows of the journal are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise JournalIsFinal("Rows of the journal are never deleted.")
