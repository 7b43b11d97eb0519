"""People and where they belong: persons, enrolments with dates, guardians."""

from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Concat, Trim
from django_scopes import ScopedManager

from core.dated import DatedManager
from core.rows import SchoolRow, timestamp


class Person(SchoolRow):
    """A member of staff, a pupil or a parent, as the school knows them. Not an account."""

    class Kind(models.TextChoices):
        STAFF = "staff", "сотрудник"
        PUPIL = "pupil", "обучающийся"
        PARENT = "parent", "родитель"

    class Gender(models.TextChoices):
        FEMALE = "f", "женский"
        MALE = "m", "мужской"

    kind = models.CharField("кто", max_length=8, choices=Kind.choices)
    last_name = models.CharField("фамилия", max_length=100)
    first_name = models.CharField("имя", max_length=100)
    patronymic = models.CharField("отчество", max_length=100, blank=True)
    gender = models.CharField("пол", max_length=1, choices=Gender.choices, blank=True)
    post = models.CharField("должность", max_length=200, blank=True)
    phone = models.CharField("телефон", max_length=16, blank=True, help_text="E.164: +79000000000")
    email = models.EmailField("электронная почта", blank=True)
    accusative_name = models.CharField(
        "ФИО в винительном падеже",
        max_length=300,
        blank=True,
        help_text="Если портал склонил неверно: «назначить кого»",
    )
    search_name = models.CharField("для поиска", max_length=310, editable=False)
    left_on = models.DateField("выбыл", null=True, blank=True)
    created_at = timestamp()

    class Meta:
        verbose_name = "человек"
        verbose_name_plural = "люди"
        ordering = ["search_name", "id"]
        indexes = [
            models.Index(fields=["organization", "kind", "search_name", "id"], name="person_by_name"),
            models.Index(fields=["organization", "phone"], name="person_by_phone"),
            models.Index(fields=["organization", "email"], name="person_by_email"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @property
    def short_name(self) -> str:
        """«Калинина О. Н.»"""
        initials = " ".join(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)
        return f"{self.last_name} {initials}".strip()

    @property
    def veiled_name(self) -> str:
        """«Анна Б.»: what a page shows to somebody who only holds a link."""
        return f"{self.first_name} {self.last_name[:1]}."

    @property
    def initials(self) -> str:
        return f"{self.last_name[:1]}{self.first_name[:1]}".upper()


class Enrolment(SchoolRow):
    """That a person should be in a class in a role, from a date to a date; and whether they are there already.

    `joined_at`: the person accepted a link. `confirmed_at`: somebody saw them in the class on the platform (a join
    request accepted, a teacher's status confirmed). A parent is enrolled in the class of the child.
    """

    class Role(models.TextChoices):
        TEACHER = "teacher", "учитель"
        PUPIL = "pupil", "ученик"
        PARENT = "parent", "родитель"

    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", verbose_name="человек")
    school_class = models.ForeignKey(
        "orgstructure.SchoolClass", models.PROTECT, related_name="enrolments", verbose_name="класс"
    )
    role = models.CharField("роль", max_length=8, choices=Role.choices)
    valid_from = models.DateField("с")
    valid_to = models.DateField("по", null=True, blank=True)
    joined_at = models.DateTimeField("вступил", null=True, blank=True)
    confirmed_at = models.DateTimeField("подтверждён", null=True, blank=True)

    objects = ScopedManager(organization="organization", _manager_class=DatedManager)  # type: ignore[misc]

    class Meta:
        verbose_name = "зачисление"
        verbose_name_plural = "зачисления"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "school_class", "role"],
                condition=Q(valid_to=None),
                name="enrolment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="enrolment_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(joined_at__isnull=False),
                name="enrolment_confirmed_after_joined",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "school_class", "role"],
                name="enrolment_open_by_class",
                condition=Q(valid_to=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.school_class} · {self.get_role_display()}"

    @staticmethod
    def label_in_sql() -> Any:
        """What `__str__` says, as an expression: for the journal of many rows at once."""
        name = Concat("person__last_name", Value(" "), "person__first_name", Value(" "), "person__patronymic")
        return Concat(Trim(name), Value(" · "), Enrolment.place_in_sql(), output_field=models.CharField())

    @staticmethod
    def place_in_sql() -> Any:
        """«5А · ученик», as an expression over a row that has a class and a role."""
        role = Case(*(When(role=role, then=Value(word)) for role, word in Enrolment.Role.choices))
        return Concat("school_class__title", Value(" · "), role, output_field=models.CharField())


class Guardianship(SchoolRow):
    """Who represents a pupil."""

    class Relation(models.TextChoices):
        MOTHER = "mother", "мать"
        FATHER = "father", "отец"
        GUARDIAN = "guardian", "законный представитель"

    guardian = models.ForeignKey(Person, models.PROTECT, related_name="wards", verbose_name="представитель")
    pupil = models.ForeignKey(Person, models.PROTECT, related_name="guardians", verbose_name="обучающийся")
    relation = models.CharField(
        "кем приходится", max_length=8, choices=Relation.choices, default=Relation.GUARDIAN
    )
    created_at = timestamp()

    class Meta:
        verbose_name = "законное представительство"
        verbose_name_plural = "законные представители"
        constraints = [
            models.UniqueConstraint(fields=["organization", "guardian", "pupil"], name="guardian_once"),
            models.CheckConstraint(condition=~Q(guardian=models.F("pupil")), name="guardian_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} — {self.get_relation_display()} ({self.pupil})"
