"""The base of every row that belongs to a school."""

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager


class Platform(models.TextChoices):
    """Where a school's Sferum lives. A field everywhere, a constant nowhere."""

    VK = "vk", "VK Мессенджер"
    MAX = "max", "MAX"


class SchoolRow(models.Model):
    """A row of one organization. Reading it outside an organization's scope raises ScopeError."""

    organization = models.ForeignKey(
        "orgstructure.Organization", models.PROTECT, related_name="+", verbose_name="организация"
    )

    objects = ScopedManager(organization="organization")

    class Meta:
        abstract = True


def timestamp(verbose_name: str = "создано") -> "models.DateTimeField":
    return models.DateTimeField(verbose_name, default=timezone.now, editable=False)
