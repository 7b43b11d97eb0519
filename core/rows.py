"""The base of every row that belongs to a school."""

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager


class Platform(models.TextChoices):
    """Where a school's Sferum lives. A field everywhere, a constant nowhere."""

    VK = "vk", "VK Мессенджер"
    MAX = "max", "MAX"


class TimeZone(models.TextChoices):
    """The time zones of Russia, by their distance from Moscow's time (Federal law 107-ФЗ of 03.06.2011)."""

    KALININGRAD = "Europe/Kaliningrad", "Калининград, МСК−1"
    MOSCOW = "Europe/Moscow", "Москва"
    SAMARA = "Europe/Samara", "Самара, МСК+1"
    YEKATERINBURG = "Asia/Yekaterinburg", "Екатеринбург, МСК+2"
    OMSK = "Asia/Omsk", "Омск, МСК+3"
    KRASNOYARSK = "Asia/Krasnoyarsk", "Красноярск, МСК+4"
    IRKUTSK = "Asia/Irkutsk", "Иркутск, МСК+5"
    YAKUTSK = "Asia/Yakutsk", "Якутск, МСК+6"
    VLADIVOSTOK = "Asia/Vladivostok", "Владивосток, МСК+7"
    MAGADAN = "Asia/Magadan", "Магадан, МСК+8"
    KAMCHATKA = "Asia/Kamchatka", "Камчатка, МСК+9"


class SchoolRow(models.Model):
    """A row of one organization. Reading it outside an organization's scope raises ScopeError."""

    organization = models.ForeignKey(
        "orgstructure.Organization", models.PROTECT, related_name="+", verbose_name="организация"
    )

    objects = ScopedManager(organization="organization")

    class Meta:
        abstract = True


class MaybeSchoolRow(SchoolRow):
    """A row that may belong to no school, and is then in no school's scope: a letter about an account of none."""

    organization = models.ForeignKey(  # type: ignore[assignment]  # null where every other row has a school
        "orgstructure.Organization", models.PROTECT, null=True, related_name="+", verbose_name="организация"
    )

    class Meta:
        abstract = True


def timestamp(verbose_name: str = "создано") -> "models.DateTimeField":
    return models.DateTimeField(verbose_name, default=timezone.now, editable=False)
