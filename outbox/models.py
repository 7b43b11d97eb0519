"""Outgoing mail (transactional outbox): written with the decision, delivered after commit."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.rows import MaybeSchoolRow, timestamp


class Message(MaybeSchoolRow):
    """A letter in the outbox. Its Message-ID is fixed at birth, so that a repeat can be seen as one.

    A letter that must leave byte for byte as it was approved has `frozen` (a whole RFC 5322 message, with its
    `sha256`); any other is put together at delivery from `subject` and `body`. `body` may hold placeholders
    {{link:ID}} that an upper app fills at the moment of delivery: a link code is never stored.

    The portal tries until `give_up_at`, however often; `hold` says that the letter waits for the server or for
    somebody who mends the settings. A letter about an account of no school has no `organization`.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "в очереди"
        SENDING = "sending", "отправляется"
        SENT = "sent", "отправлено"
        FOLDER = "folder", "сложено в папку"
        FAILED = "failed", "ошибка"
        UNCERTAIN = "uncertain", "возможно, ушло"
        CANCELLED = "cancelled", "отменено"

    class Hold(models.TextChoices):
        """Why a letter waits through no fault of its own."""

        NONE = "", "ничего не мешает"
        SERVER = "server", "почтовый сервер не отвечает"
        SETTINGS = "settings", "почта настроена неверно"
        FOLDER = "folder", "в папку писем нельзя записать"

    TRANSITIONS = {
        Status.QUEUED: {Status.SENDING, Status.CANCELLED, Status.FAILED},
        Status.SENDING: {Status.SENT, Status.FOLDER, Status.QUEUED, Status.FAILED, Status.UNCERTAIN},
        Status.UNCERTAIN: {Status.QUEUED, Status.SENT, Status.FOLDER, Status.FAILED},
        Status.FAILED: {Status.QUEUED, Status.CANCELLED},
        Status.FOLDER: {Status.QUEUED, Status.CANCELLED},
    }
    STATE_WORDS = {
        Status.FAILED: "Письмо не ушло из-за ошибки",
        Status.UNCERTAIN: "Письмо, возможно, уже ушло",
    }

    kind = models.CharField("вид письма", max_length=40)
    status = models.CharField("состояние", max_length=12, choices=Status.choices, default=Status.QUEUED)
    to = models.EmailField("кому", max_length=254)
    to_name = models.CharField("имя получателя", max_length=300, blank=True)
    reply_to = models.EmailField("ответ на адрес", blank=True)
    subject = models.CharField("тема", max_length=300)
    body = models.TextField("текст", blank=True)
    frozen = models.BinaryField("письмо байт в байт", null=True, editable=True)
    sha256 = models.CharField("SHA-256 письма", max_length=64, blank=True)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    subject_type = models.CharField("о чём (вид)", max_length=64, blank=True)
    subject_id = models.BigIntegerField("о чём (номер)", null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = timestamp()
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    next_attempt_at = models.DateTimeField("следующая попытка", default=timezone.now)
    give_up_at = models.DateTimeField("пытаться до", default=timezone.now)
    hold = models.CharField("чего ждёт", max_length=8, choices=Hold.choices, blank=True, default=Hold.NONE)
    claimed_at = models.DateTimeField("взято в отправку", null=True)
    sent_at = models.DateTimeField("отправлено", null=True)
    last_error = models.CharField("последняя ошибка", max_length=500, blank=True)

    class Meta:
        verbose_name = "письмо"
        verbose_name_plural = "письма"
        indexes = [
            models.Index(fields=["organization", "-id"], name="message_by_time"),
            models.Index(fields=["next_attempt_at"], name="message_due", condition=models.Q(status="queued")),
            models.Index(fields=["claimed_at"], name="message_claimed", condition=models.Q(status="sending")),
            models.Index(fields=["organization", "subject_type", "subject_id"], name="message_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class Attempt(MaybeSchoolRow):
    """One try to hand a letter to the mail server, and what came of it."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="tries", verbose_name="письмо")
    number = models.PositiveSmallIntegerField("номер")
    at = timestamp("когда")
    outcome = models.CharField("итог", max_length=12, choices=Message.Status.choices)
    answer = models.CharField("ответ сервера", max_length=500, blank=True)

    class Meta:
        verbose_name = "попытка"
        verbose_name_plural = "попытки"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="attempt_numbered_once")]
