"""Consent to the processing of personal data: a document of its own, given, refused or withdrawn."""

from django.db import models

from core.rows import SchoolRow, timestamp


class ConsentText(SchoolRow):
    """A version of the school's consent document for a role. Never changed: a new wording is a new version."""

    role = models.CharField("для роли", max_length=8)
    number = models.PositiveSmallIntegerField("редакция")
    body = models.TextField("текст")
    sha256 = models.CharField("SHA-256 текста", max_length=64)
    created_at = timestamp()

    class Meta:
        verbose_name = "текст согласия"
        verbose_name_plural = "тексты согласий"
        constraints = [
            models.UniqueConstraint(fields=["organization", "role", "number"], name="consent_text_once")
        ]

    def __str__(self) -> str:
        return f"Согласие, редакция {self.number}"


class Consent(SchoolRow):
    """What a person decided about a consent text, through which link, and when."""

    class Decision(models.TextChoices):
        GIVEN = "given", "дано"
        REFUSED = "refused", "отказ"
        WITHDRAWN = "withdrawn", "отозвано"

    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", verbose_name="текст")
    person = models.ForeignKey(
        "orgstructure.Person", models.PROTECT, null=True, related_name="consents", verbose_name="кто"
    )
    invitation = models.ForeignKey(
        "invitations.Invitation", models.PROTECT, related_name="consents", verbose_name="по ссылке"
    )
    request = models.OneToOneField(
        "invitations.JoinRequest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consent",
        verbose_name="по заявке",
    )
    decision = models.CharField("решение", max_length=10, choices=Decision.choices)
    contact_note = models.CharField("как держать связь", max_length=200, blank=True)
    decided_at = timestamp("когда")

    class Meta:
        verbose_name = "согласие"
        verbose_name_plural = "согласия"
        indexes = [models.Index(fields=["organization", "person", "-id"], name="consent_by_person")]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} {self.decided_at:%d.%m.%Y}"
