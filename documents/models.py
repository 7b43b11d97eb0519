"""Papers: stored files and orders (clauses 2.1 a, 2.1 h, 2.2 b)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.rows import SchoolRow, timestamp


class File(SchoolRow):
    """A file kept with the decision it belongs to: in the database, so that both are written or neither is."""

    name = models.CharField("имя", max_length=200)
    content_type = models.CharField("вид", max_length=100)
    size = models.PositiveIntegerField("байт")
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("содержимое")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = timestamp()

    class Meta:
        verbose_name = "файл"
        verbose_name_plural = "файлы"

    def __str__(self) -> str:
        return self.name


class Order(SchoolRow):
    """An order of the director. What it decides takes effect in the transaction that signs it."""

    class Kind(models.TextChoices):
        ADMINISTRATOR = "administrator", "о назначении администратора"
        ADDITIONAL_ADMINISTRATOR = "additional_administrator", "о назначении дополнительного администратора"

    class Status(models.TextChoices):
        DRAFT = "draft", "черновик"
        PENDING = "pending", "на подписи"
        RETURNED = "returned", "возвращён"
        SIGNED = "signed", "подписан"
        CANCELLED = "cancelled", "отменён"

    TRANSITIONS = {
        Status.DRAFT: {Status.PENDING, Status.CANCELLED},
        Status.RETURNED: {Status.PENDING, Status.CANCELLED},
        Status.PENDING: {Status.SIGNED, Status.RETURNED},
    }

    kind = models.CharField("вид", max_length=40, choices=Kind.choices)
    status = models.CharField("состояние", max_length=12, choices=Status.choices, default=Status.DRAFT)
    heading = models.CharField("заголовок", max_length=300)
    person = models.ForeignKey("orgstructure.Person", models.PROTECT, related_name="+", verbose_name="о ком")
    phone = models.CharField("личный мобильный телефон", max_length=16, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    number = models.CharField("номер", max_length=40, blank=True)
    dated_on = models.DateField("дата", null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="подготовил"
    )
    created_at = timestamp()
    submitted_at = models.DateTimeField("передан на подпись", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="решил",
    )
    decided_at = models.DateTimeField("решено", null=True, blank=True)
    return_reason = models.CharField("почему возвращён", max_length=500, blank=True)
    pdf = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="приказ (PDF)"
    )
    docx = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="приказ (DOCX)"
    )
    scan = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="скан с подписью"
    )

    class Meta:
        verbose_name = "приказ"
        verbose_name_plural = "приказы"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number", "dated_on"],
                condition=Q(status="signed"),
                name="order_number_once",
            ),
            models.CheckConstraint(
                condition=~Q(status="signed")
                | (
                    ~Q(number="")
                    & Q(dated_on__isnull=False)
                    & Q(pdf__isnull=False)
                    & Q(decided_by__isnull=False)
                ),
                name="order_signed_has_number_and_paper",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "person"],
                condition=Q(status__in=["draft", "pending", "returned"]),
                name="order_one_open",
            ),
        ]
        indexes = [models.Index(fields=["organization", "status", "-id"], name="order_by_status")]

    def __str__(self) -> str:
        return f"Приказ № {self.number}" if self.number else f"Приказ «{self.heading}»"
