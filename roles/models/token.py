"""Keys to the API (tokens, stored as digests)."""

from django.db import models
from knox.models import AbstractAuthToken, AuthTokenManager

from core.rows import SchoolRow


class ApiToken(SchoolRow, AbstractAuthToken):
    """A key to the API: one account in one school. Only a digest is stored; the key is shown once."""

    name = models.CharField("для чего", max_length=80)
    last_used_on = models.DateField("последний раз", null=True, blank=True)

    objects = AuthTokenManager()  # type: ignore[assignment,misc]  # knox looks a key up before any school is known

    class Meta(AbstractAuthToken.Meta):
        abstract = False
        verbose_name = "ключ API"
        verbose_name_plural = "ключи API"
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name
