"""By which link a role joins a class on the platform (clause 2.1: «в соответствующей пользовательской роли»)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from core.rows import Platform, SchoolRow, timestamp
from orgstructure.models.people import Enrolment


class PlatformLinkQuerySet(models.QuerySet["PlatformLink"]):
    def current(self) -> Self:
        """Links that serve now: one at most for each class, role and platform."""
        return self.filter(retired_at=None)

    def retire(self, at: datetime) -> int:
        """Take those that serve out of service; how many there were."""
        return self.current().update(retired_at=at)


class PlatformLink(SchoolRow):
    """A version of the link by which a role joins a class on a platform. Sealed: a copy of the database opens nothing."""

    school_class = models.ForeignKey(
        "orgstructure.SchoolClass", models.PROTECT, related_name="platform_links", verbose_name="класс"
    )
    role = models.CharField("роль", max_length=8, choices=Enrolment.Role.choices)
    platform = models.CharField("платформа", max_length=8, choices=Platform.choices)
    version = models.PositiveIntegerField("версия")
    sealed = models.BinaryField("запечатанная ссылка")
    fingerprint = models.CharField("отпечаток", max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="кто вписал"
    )
    created_at = timestamp("вписана")
    retired_at = models.DateTimeField("заменена или убрана", null=True, blank=True, editable=False)

    objects = ScopedManager(  # type: ignore[misc]
        organization="organization", _manager_class=models.Manager.from_queryset(PlatformLinkQuerySet)
    )

    class Meta:
        verbose_name = "ссылка класса на платформе"
        verbose_name_plural = "ссылки классов на платформе"
        ordering = ["school_class", "role", "platform", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "school_class", "role", "platform"],
                condition=Q(retired_at=None),
                name="platform_link_one_current",
            ),
            models.UniqueConstraint(
                fields=["organization", "school_class", "role", "platform", "version"],
                name="platform_link_version_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_class} · {self.get_role_display()} · {self.get_platform_display()}"
