"""Rows with dates that say who somebody is and where: employments, places in classes, guardianships."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Concat, Trim
from django_scopes import ScopedManager

from core.constraints import NoOverlap
from core.dated import IN_ORDER, DatedManager, DatedQuerySet
from core.rows import SchoolRow, timestamp

PERSON = "orgstructure.Person"


class Employment(SchoolRow):
    """That a person works in the school, from a date to a date, as what; several posts may be held at once."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="employments", verbose_name="человек")
    post = models.CharField("должность", max_length=200, blank=True)
    valid_from = models.DateField("с")
    valid_to = models.DateField("по", null=True, blank=True)

    objects = ScopedManager(organization="organization", _manager_class=DatedManager)  # type: ignore[misc]

    class Meta:
        verbose_name = "работа в школе"
        verbose_name_plural = "работа в школе"
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "post"],
                condition=Q(valid_to=None),
                name="employment_one_open_of_a_post",
            ),
            models.CheckConstraint(
                condition=IN_ORDER,
                name="employment_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post or 'должность не вписана'}"


class EnrolmentQuerySet(DatedQuerySet):
    """Places, and who of those that hold them has come already."""

    def with_joined(self, day: date) -> Self:
        """Each with `has_joined` and `is_confirmed`, asked in the same query.

        A member of staff joins once, in «Учительская» or anywhere as a teacher: a place as a teacher is as far as the
        teacher's furthest place of `day`.
        """
        teacher = Q(role=Enrolment.Role.TEACHER)
        theirs = Enrolment.objects.in_force(day).filter(teacher, person=models.OuterRef("person"))
        return self.annotate(
            has_joined=Q(joined_at__isnull=False)
            | (teacher & models.Exists(theirs.filter(joined_at__isnull=False))),
            is_confirmed=Q(confirmed_at__isnull=False)
            | (teacher & models.Exists(theirs.filter(confirmed_at__isnull=False))),
        )


_EnrolmentManager = models.Manager.from_queryset(EnrolmentQuerySet)


class Enrolment(SchoolRow):
    """That a person should be in a class in a role, from a date to a date; and whether they are there already.

    `joined_at`: the person accepted a link. `confirmed_at`: somebody saw them in the class on the platform (a join
    request accepted, a teacher's status confirmed). A parent is enrolled in the class of the child.
    """

    class Role(models.TextChoices):
        TEACHER = "teacher", "учитель"
        PUPIL = "pupil", "ученик"
        PARENT = "parent", "родитель"

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="enrolments", verbose_name="человек")
    school_class = models.ForeignKey(
        "orgstructure.SchoolClass", models.PROTECT, related_name="enrolments", verbose_name="класс"
    )
    role = models.CharField("роль", max_length=8, choices=Role.choices)
    valid_from = models.DateField("с")
    valid_to = models.DateField("по", null=True, blank=True)
    joined_at = models.DateTimeField("вступил", null=True, blank=True)
    confirmed_at = models.DateTimeField("подтверждён", null=True, blank=True)

    objects = ScopedManager(organization="organization", _manager_class=_EnrolmentManager)  # type: ignore[misc]

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
                condition=IN_ORDER,
                name="enrolment_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(joined_at__isnull=False),
                name="enrolment_confirmed_after_joined",
            ),
            NoOverlap(
                fields=("organization", "person"),
                begins="valid_from",
                ends="valid_to",
                condition=Q(role="pupil"),
                name="enrolment_one_class_at_a_time",
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
    """Who represents a pupil, from a date to a date."""

    class Relation(models.TextChoices):
        MOTHER = "mother", "мать"
        FATHER = "father", "отец"
        GUARDIAN = "guardian", "законный представитель"

    guardian = models.ForeignKey(PERSON, models.PROTECT, related_name="wards", verbose_name="представитель")
    pupil = models.ForeignKey(PERSON, models.PROTECT, related_name="guardians", verbose_name="обучающийся")
    relation = models.CharField(
        "кем приходится", max_length=8, choices=Relation.choices, default=Relation.GUARDIAN
    )
    valid_from = models.DateField("с")
    valid_to = models.DateField("по", null=True, blank=True)
    created_at = timestamp()

    objects = ScopedManager(organization="organization", _manager_class=DatedManager)  # type: ignore[misc]

    class Meta:
        verbose_name = "законное представительство"
        verbose_name_plural = "законные представители"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "guardian", "pupil"],
                condition=Q(valid_to=None),
                name="guardian_one_open_of_a_pupil",
            ),
            models.CheckConstraint(
                condition=IN_ORDER,
                name="guardian_dates_in_order",
            ),
            models.CheckConstraint(condition=~Q(guardian=models.F("pupil")), name="guardian_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} — {self.get_relation_display()} ({self.pupil})"
