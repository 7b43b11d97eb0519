"""A case of registering a school by a letter to info@sferum.ru (clauses 2.1 b, 2.1 c)."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.rows import SchoolRow, timestamp


class RegistrationCase(SchoolRow):
    """One case of registering a school on the platform: from a draft to the school being there."""

    class Status(models.TextChoices):
        DRAFT = "draft", "черновик"
        PENDING = "pending", "на подписи у директора"
        RETURNED = "returned", "возвращена на доработку"
        APPROVED = "approved", "одобрена"
        SENT = "sent", "отправлена"
        ANSWERED = "answered", "ответ получен"
        REGISTERED = "registered", "организация зарегистрирована"
        REJECTED = "rejected", "отклонена платформой"

    TRANSITIONS = {
        Status.DRAFT: {Status.PENDING},
        Status.RETURNED: {Status.PENDING},
        Status.PENDING: {Status.APPROVED, Status.RETURNED},
        Status.APPROVED: {Status.SENT, Status.RETURNED},
        # Back to the administrator, when another one has been appointed meanwhile.
        Status.SENT: {Status.ANSWERED, Status.REJECTED, Status.RETURNED},
        # What was written down of the answer is taken back: it was a mistake.
        Status.ANSWERED: {Status.REGISTERED, Status.RETURNED, Status.SENT},
        Status.REJECTED: {Status.SENT},
    }
    STATE_WORDS = {
        Status.DRAFT: "Заявка на регистрацию ещё черновик",
        Status.ANSWERED: "Ответ платформы на заявку уже записан",
        Status.REGISTERED: "Организация уже зарегистрирована",
    }
    CLOSED = (Status.REGISTERED, Status.REJECTED)

    status = models.CharField("состояние", max_length=12, choices=Status.choices, default=Status.DRAFT)
    order = models.ForeignKey(
        "documents.Order", models.PROTECT, related_name="+", verbose_name="приказ о назначении"
    )
    person = models.ForeignKey(
        "orgstructure.Person", models.PROTECT, related_name="+", verbose_name="администратор"
    )
    email = models.EmailField("электронная почта администратора")
    phone = models.CharField("личный мобильный телефон", max_length=16)
    comment = models.TextField("примечание к письму", max_length=1000, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="подготовил"
    )
    created_at = timestamp()
    submitted_at = models.DateTimeField("передана директору", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="решил",
    )
    decided_at = models.DateTimeField("решено", null=True, blank=True)
    return_reason = models.CharField("почему возвращена", max_length=500, blank=True)
    letter = models.ForeignKey(
        "files.File",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="одобренное письмо",
    )
    answered_on = models.DateField("ответ получен", null=True, blank=True)
    answer = models.TextField("ответ платформы", max_length=4000, blank=True)
    registered_phone = models.CharField("вошли по номеру", max_length=16, blank=True)
    registered_on = models.DateField("зарегистрирована", null=True, blank=True)

    class Meta:
        verbose_name = "заявка на регистрацию"
        verbose_name_plural = "заявки на регистрацию"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=~Q(status="rejected"),
                name="registration_one_open",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "pending", "returned"]) | Q(letter__isnull=False),
                name="registration_approved_has_letter",
            ),
        ]

    @cached_property
    def person_post(self) -> str:
        """What the administrator works as today. `selectors.overview.cases` brings it in the case's own query."""
        return self.person.post

    def __str__(self) -> str:
        return f"Заявка на регистрацию от {self.created_at:%d.%m.%Y}"


class Sending(SchoolRow):
    """A numbered sending of a case: its letter, frozen in the outbox with its hash."""

    case = models.ForeignKey(RegistrationCase, models.PROTECT, related_name="sendings", verbose_name="заявка")
    number = models.PositiveSmallIntegerField("номер отправки")
    message = models.OneToOneField("outbox.Message", models.PROTECT, related_name="+", verbose_name="письмо")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="кто"
    )
    created_at = timestamp()

    class Meta:
        verbose_name = "отправка заявки"
        verbose_name_plural = "отправки заявки"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="sending_numbered_once")]

    def __str__(self) -> str:
        return f"Отправка № {self.number}"
