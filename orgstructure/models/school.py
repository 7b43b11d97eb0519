"""The school and its structure: organization, years, classes, subjects (clauses 1.4, 1.6, 2.1 e, 2.1 f)."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from core.rows import Platform, SchoolRow, TimeZone, timestamp

# In points: what ГОСТ Р 7.0.97-2025 recommends for the text of a paper.
PAPER_SIZES = [(size, f"{size} пт") for size in (12, 13, 14)]


class Organization(models.Model):
    """An educational organization: the tenant. Everything else belongs to one."""

    full_name = models.CharField("полное наименование", max_length=400)
    short_name = models.CharField("краткое наименование", max_length=120)
    mark = models.CharField("знак", max_length=3, help_text="Одна–три буквы или цифры вместо эмблемы")
    inn = models.CharField("ИНН", max_length=12, blank=True)
    ogrn = models.CharField("ОГРН", max_length=15, blank=True)
    locality = models.CharField("населённый пункт", max_length=120, help_text="Место издания приказов")
    address = models.CharField("адрес", max_length=300)
    phone = models.CharField("телефон", max_length=16, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    website = models.URLField("сайт", blank=True)
    platform = models.CharField("платформа", max_length=8, choices=Platform.choices, default=Platform.MAX)
    time_zone = models.CharField(
        "часовой пояс",
        max_length=32,
        choices=TimeZone.choices,
        help_text="По нему считаются «сегодня», сроки ссылок и даты в бумагах",
    )
    paper_size = models.PositiveSmallIntegerField(
        "кегль приказов",
        choices=PAPER_SIZES,
        default=13,
        help_text="Размер букв в приказах, в пунктах: так, как принято в школе",
    )
    created_at = timestamp()

    objects = models.Manager()

    class Meta:
        verbose_name = "образовательная организация"
        verbose_name_plural = "образовательные организации"
        constraints = [
            models.UniqueConstraint(fields=["inn"], condition=~Q(inn=""), name="organization_inn_once"),
            models.CheckConstraint(
                condition=Q(paper_size__in=[size for size, _ in PAPER_SIZES]), name="organization_paper_size"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def whose_time(self) -> str:
        """What stands behind a time that strangers read: «по времени школы (Камчатка, МСК+9)»; nothing in Moscow's."""
        return (
            ""
            if self.time_zone == TimeZone.MOSCOW
            else f"по времени школы ({TimeZone(self.time_zone).label})"
        )


class AcademicYearQuerySet(models.QuerySet["AcademicYear"]):
    def begun(self, day: date) -> Self:
        """Years that had begun by `day`, the latest first: the first of them is the current one."""
        return self.filter(starts_on__lte=day).order_by("-starts_on")


class AcademicYear(SchoolRow):
    """A school year. The current one is the latest that has begun: the next may be prepared without being shown."""

    starts_on = models.DateField("начинается")
    ends_on = models.DateField("кончается")

    objects = ScopedManager(  # type: ignore[misc]
        organization="organization", _manager_class=models.Manager.from_queryset(AcademicYearQuerySet)
    )

    class Meta:
        verbose_name = "учебный год"
        verbose_name_plural = "учебные годы"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "starts_on"], name="year_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=models.F("starts_on")), name="year_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on.year}/{self.ends_on.year % 100:02d}"


class SchoolClassQuerySet(models.QuerySet["SchoolClass"]):
    def of_today(self, day: date) -> Self:
        """«Учительская» and the study classes of the year that is current on `day`, archived ones left out."""
        current = AcademicYear.objects.begun(day).filter(organization=models.OuterRef("organization"))
        return self.filter(
            Q(kind=SchoolClass.Kind.STAFF_ROOM) | Q(year=models.Subquery(current.values("pk")[:1])),
            archived_at=None,
        )


class SchoolClass(SchoolRow):
    """«Учительская» (one, without a year) or a study class of a year.

    `title` is what the class is called everywhere, `search_title` how titles are compared; `rules.class_title` makes
    the one, `rules.class_search_title` the other. `mark` tells classes of one letter apart; `continues` is the class
    that it was last year.
    """

    class Kind(models.TextChoices):
        STAFF_ROOM = "staff_room", "Учительская"
        STUDY = "study", "учебный класс"

    kind = models.CharField("вид", max_length=12, choices=Kind.choices, default=Kind.STUDY)
    year = models.ForeignKey(
        AcademicYear,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="classes",
        verbose_name="учебный год",
    )
    grade = models.PositiveSmallIntegerField(
        "параллель", null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(12)]
    )
    letter = models.CharField("литера", max_length=15, blank=True)
    mark = models.CharField("пометка", max_length=60, blank=True, help_text="Филиал, ОВЗ, класс-комплект")
    title = models.CharField("название", max_length=90, editable=False)
    search_title = models.CharField("для поиска", max_length=90, editable=False)
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name="чем был в прошлом году",
    )
    platform = models.CharField("платформа", max_length=8, choices=Platform.choices, default=Platform.MAX)
    archived_at = models.DateTimeField("в архиве с", null=True, blank=True, editable=False)
    created_at = timestamp()

    objects = ScopedManager(  # type: ignore[misc]
        organization="organization", _manager_class=models.Manager.from_queryset(SchoolClassQuerySet)
    )

    class Meta:
        verbose_name = "класс"
        verbose_name_plural = "классы"
        # «Учительская», the classes by parallel, then those without one.
        ordering = ["kind", models.F("grade").asc(nulls_last=True), "letter", "mark", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(kind="staff_room"), name="class_one_staff_room"
            ),
            models.UniqueConstraint(
                fields=["organization", "year", "search_title"],
                condition=Q(kind="study", archived_at=None),
                name="class_title_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(kind="staff_room", grade=None, year=None, continues=None)
                | Q(Q(grade=None) | Q(grade__lte=12), kind="study", year__isnull=False),
                name="class_study_has_year",
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(search_title=""), name="class_has_title"),
            models.CheckConstraint(
                condition=Q(continues=None) | ~Q(continues=models.F("id")), name="class_continues_another"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def heading(self) -> str:
        """What its page is headed: «5А класс», «Учительская», «Комплект 1-3 (класс-комплект)»."""
        says_so = self.is_staff_room or any(word in self.title.lower() for word in ("класс", "комплект"))
        return self.title if says_so else f"{self.title} класс"

    @property
    def is_staff_room(self) -> bool:
        return self.kind == self.Kind.STAFF_ROOM


class Subject(SchoolRow):
    """A subject of the study plan or an extracurricular course; «физика» and «Физика» are one."""

    class Kind(models.TextChoices):
        SUBJECT = "subject", "предмет"
        COURSE = "course", "курс внеурочной деятельности"

    name = models.CharField("название", max_length=120)
    search_name = models.CharField("для поиска", max_length=120, editable=False)
    kind = models.CharField("вид", max_length=8, choices=Kind.choices, default=Kind.SUBJECT)

    class Meta:
        verbose_name = "предмет"
        verbose_name_plural = "предметы"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "search_name"], name="subject_once"),
            models.CheckConstraint(condition=~Q(search_name=""), name="subject_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
