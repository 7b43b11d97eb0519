"""The register of chats (clauses 2.2 f, 2.3 c, 2.4 c)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.links import shown_link
from core.rows import Platform, SchoolRow, timestamp


class Chat(SchoolRow):
    """One chat of the school. Its link is a secret: shown only to those whom chats/rules.py lets in."""

    class Kind(models.TextChoices):
        HEAD_DEPUTIES = "head_deputies", "руководитель — заместители"
        HEAD_TEACHERS = "head_teachers", "руководитель — педагоги"
        MANAGEMENT = "management", "иной управленческий"
        CLASS_PUPILS = "class_pupils", "ученики класса"
        CLASS_PARENTS = "class_parents", "родители класса"
        CLASS_TEACHERS = "class_teachers", "педагоги класса"
        SUBJECT = "subject", "предмет в классе"
        OTHER = "other", "иной учебный"

    class Status(models.TextChoices):
        PLANNED = "planned", "запланирован"
        CREATED = "created", "создан"
        ARCHIVED = "archived", "в архиве"

    TRANSITIONS = {
        Status.PLANNED: {Status.CREATED, Status.ARCHIVED},
        Status.CREATED: {Status.ARCHIVED, Status.PLANNED},
        Status.ARCHIVED: {Status.PLANNED, Status.CREATED},
    }

    kind = models.CharField("вид", max_length=16, choices=Kind.choices)
    status = models.CharField("состояние", max_length=8, choices=Status.choices, default=Status.PLANNED)
    title = models.CharField("название", max_length=200)
    school_class = models.ForeignKey(
        "orgstructure.SchoolClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="chats",
        verbose_name="класс",
    )
    subject = models.ForeignKey(
        "orgstructure.Subject",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="chats",
        verbose_name="предмет",
    )
    platform = models.CharField("платформа", max_length=8, choices=Platform.choices)
    link = models.URLField("ссылка на чат", max_length=500, blank=True)
    owner = models.ForeignKey(
        "orgstructure.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="владелец",
    )
    second_admin = models.ForeignKey(
        "orgstructure.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="второй администратор",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="кто завёл"
    )
    created_at = timestamp()

    class Meta:
        verbose_name = "чат"
        verbose_name_plural = "чаты"
        ordering = ["school_class", "kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "school_class", "kind"],
                condition=Q(kind__in=["class_pupils", "class_parents", "class_teachers"])
                & ~Q(status="archived"),
                name="chat_one_main_of_class",
            ),
            models.UniqueConstraint(
                fields=["organization", "school_class", "subject"],
                condition=Q(kind="subject") & ~Q(status="archived"),
                name="chat_one_of_subject",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=Q(kind__in=["head_deputies", "head_teachers"]) & ~Q(status="archived"),
                name="chat_one_of_leadership",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["head_deputies", "head_teachers", "management"], school_class=None, subject=None
                )
                | Q(
                    kind__in=["class_pupils", "class_parents", "class_teachers"],
                    school_class__isnull=False,
                    subject=None,
                )
                | Q(kind="subject", school_class__isnull=False, subject__isnull=False)
                | Q(kind="other"),
                name="chat_class_and_subject_fit",
            ),
            models.CheckConstraint(
                condition=~Q(status="created") | ~Q(link=""), name="chat_created_has_link"
            ),
            models.CheckConstraint(
                condition=Q(second_admin=None) | Q(owner=None) | ~Q(second_admin=models.F("owner")),
                name="chat_second_admin_is_another",
            ),
        ]
        indexes = [models.Index(fields=["organization", "status", "kind"], name="chat_by_status")]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """The link as it may stand under a button; '' for one that today's rules do not take."""
        return shown_link(self.link)
