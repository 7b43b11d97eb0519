"""Papers: orders (clauses 2.1 a, 2.1 h, 2.2 b)."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django_scopes import ScopedManager

from core import clock
from core.rows import SchoolRow, timestamp
from documents import texts
from documents.kinds import OrderKind, find_kind, title_of
from orgstructure.models import Person


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders together with what their page shows."""

    def with_item(self) -> "OrderQuerySet":
        """Each order with its first row and the person of that row, in the same query (`order.item`)."""
        first = FilteredRelation("items", condition=Q(items__position=1))
        return self.annotate(item=first).select_related("item__person")  # type: ignore[misc]  # it is no field


OrderManager = models.Manager.from_queryset(OrderQuerySet)


class Order(SchoolRow):
    """An order of the director. What it decides takes effect in the transaction that signs it.

    `dated_on` stands on the paper; `effective_on` is the day from which it counts. `number` is one of its `series`
    (usually empty) in the `year` of its date. All four are written by the signing.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "черновик"
        PENDING = "pending", "на подписи"
        RETURNED = "returned", "возвращён"
        SIGNED = "signed", "подписан"
        REVOKED = "revoked", "отменён другим приказом"
        DROPPED = "dropped", "снят"

    TRANSITIONS = {
        Status.DRAFT: {Status.PENDING, Status.DROPPED},
        Status.RETURNED: {Status.PENDING, Status.DROPPED},
        Status.PENDING: {Status.SIGNED, Status.RETURNED},
        Status.SIGNED: {Status.REVOKED},
    }
    STATE_WORDS = {Status.DRAFT: "Приказ ещё черновик"}
    OPEN = (Status.DRAFT, Status.PENDING, Status.RETURNED)

    kind = models.CharField("вид", max_length=40)
    status = models.CharField("состояние", max_length=12, choices=Status.choices, default=Status.DRAFT)
    heading = models.CharField("заголовок", max_length=300)
    basis = models.TextField(
        "основание", max_length=1500, blank=True, help_text="Документы, на которые ссылается приказ"
    )
    series = models.CharField("серия", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField("год", null=True, blank=True)
    number = models.CharField("номер", max_length=40, blank=True)
    dated_on = models.DateField("дата", null=True, blank=True)
    effective_on = models.DateField("действует с", null=True, blank=True)
    revokes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="отменяет приказ"
    )
    revoked_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="отменён приказом"
    )
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
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="приказ (PDF)"
    )
    docx = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="приказ (DOCX)"
    )
    scan = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="скан с подписью"
    )

    objects = ScopedManager(organization="organization", _manager_class=OrderManager)  # type: ignore[misc]

    class Meta:
        verbose_name = "приказ"
        verbose_name_plural = "приказы"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "series", "year", "number"],
                condition=Q(status__in=["signed", "revoked"]),
                name="order_number_once_a_year",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "revoked"])
                | (
                    ~Q(number="")
                    & Q(dated_on__isnull=False)
                    & Q(year__isnull=False)
                    & Q(effective_on__isnull=False, effective_on__gte=F("dated_on"))
                    & Q(pdf__isnull=False)
                    & Q(decided_by__isnull=False)
                ),
                name="order_signed_has_number_and_paper",
            ),
            models.CheckConstraint(
                condition=Q(status="revoked", revoked_by__isnull=False)
                | (~Q(status="revoked") & Q(revoked_by=None)),
                name="order_revoked_names_the_other",
            ),
        ]
        indexes = [models.Index(fields=["organization", "status", "-id"], name="order_by_status")]

    def __str__(self) -> str:
        return f"Приказ № {self.full_number}" if self.number else f"Приказ «{self.heading}»"

    @property
    def full_number(self) -> str:
        """The number with its series, as it stands on the paper."""
        return texts.full_number(self.number, self.series)

    @property
    def kind_title(self) -> str:
        """«о поощрении», as the registry of kinds says it."""
        return title_of(self.kind)

    @property
    def known_kind(self) -> OrderKind | None:
        """What the registry says of its kind; None for one that no room registers any more."""
        return find_kind(self.kind)

    @property
    def about_id(self) -> int | None:
        """Whom the journal says an order is about: the person of its first row."""
        return self.item.person_id if self.item else None

    @cached_property
    def item(self) -> "OrderItem | None":
        """The first row, where an order about one person says all. `with_item()` brings it in the order's own query."""
        return self.items.select_related("person").order_by("position").first()

    @cached_property
    def person_post(self) -> str:
        """What the person of that row works as today. `selectors.full_orders` brings it in the order's own query."""
        return self.item.person.post if self.item and self.item.person else ""

    @property
    def person_works(self) -> bool:
        """Whether that person works in the school today; asked anew, unless the order's own query brought it."""
        if "works_now" in self.__dict__:
            return bool(self.__dict__["works_now"])
        return (
            self.item is not None
            and Person.objects.staff(clock.today()).filter(pk=self.item.person_id).exists()
        )


class OrderItem(SchoolRow):
    """A row of an order: whom or what it is about, and what its kind needs to know of them."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="items", verbose_name="приказ")
    position = models.PositiveSmallIntegerField("место", default=1)
    person = models.ForeignKey(
        "orgstructure.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="о ком"
    )
    school_class = models.ForeignKey(
        "orgstructure.SchoolClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="о каком классе",
    )
    phone = models.CharField("личный мобильный телефон", max_length=16, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    data = models.JSONField("прочее", default=dict, blank=True)

    class Meta:
        verbose_name = "строка приказа"
        verbose_name_plural = "строки приказа"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "order", "position"], name="order_item_in_its_place"
            )
        ]
        indexes = [models.Index(fields=["organization", "person"], name="order_item_by_person")]

    def __str__(self) -> str:
        return str(self.person or self.school_class or self.order)
