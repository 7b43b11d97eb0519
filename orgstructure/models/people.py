"""People: who they are on a day, what they are called and were called."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils.functional import cached_property
from django_scopes import ScopedManager

from core import clock
from core.dated import eve_of
from core.names import in_usual_case
from core.rows import SchoolRow, timestamp
from core.sets import JoinedText
from orgstructure.models.places import Employment, Enrolment, Guardianship


class PersonQuerySet(models.QuerySet["Person"]):
    """Who a person is, is what the rows say of a day: employments, places in classes, guardianships."""

    def staff(self, day: date) -> Self:
        """Who works in the school on `day`."""
        return self.filter(_rows_of(Person.Kind.STAFF, day))

    def pupils(self, day: date) -> Self:
        """Who has a pupil's place in a class on `day`."""
        return self.filter(_rows_of(Person.Kind.PUPIL, day))

    def parents(self, day: date) -> Self:
        """Who represents a pupil on `day`, or has a parent's place in a class."""
        wards, own = _rows_of_parents(day)
        return self.filter(_found(wards) | _found(own))

    def of_kind(self, kind: str, day: date) -> Self:
        """The people of one of `Person.Kind` on `day`; the same person may be of several."""
        return self.parents(day) if kind == Person.Kind.PARENT else self.filter(_rows_of(kind, day))

    def called(self, words: Iterable[str]) -> Self:
        """Whose name has all of `words` (search forms) in it, or had them: one name all of them."""
        now, once = Q(), Q()
        for word in words:
            now &= Q(search_name__contains=word)
            once &= Q(search_name__contains=word)
        return self.filter(now | Q(pk__in=FormerName.objects.filter(once).values("person")))

    def with_name_found(self, words: Iterable[str]) -> Self:
        """Each with `was`: by which part of a former name, changed since, `words` find them; '' by the name of today."""
        now = Q()
        former = FormerName.objects.filter(person=models.OuterRef("pk"))
        for word in words:
            now &= Q(search_name__contains=word)
            former = former.filter(search_name__contains=word)
        changed = models.Case(
            models.When(~Q(last_name=models.OuterRef("last_name")), then="last_name"),
            models.When(~Q(first_name=models.OuterRef("first_name")), then="first_name"),
            default="patronymic",
        )
        name = Coalesce(models.Subquery(former.annotate(part=changed).values("part")[:1]), Value(""))
        return self.annotate(was=models.Case(models.When(now, then=Value("")), default=name))

    def of_no_kind(self, day: date) -> Self:
        """Who is nobody here on `day`: has left, or has not come yet."""
        return self.exclude(self._of_any_kind(day))

    def present(self, day: date) -> Self:
        """Who is anybody here on `day`."""
        return self.filter(self._of_any_kind(day))

    def with_kinds(self, day: date) -> Self:
        """Each with `kinds`, asked in the same query: lists need no query a row."""
        marks = {
            f"is_{kind}": models.ExpressionWrapper(_rows_of(kind, day), models.BooleanField())
            for kind in Person.Kind.values
        }
        return self.annotate(**marks)

    def by_kinds(self, day: date) -> Any:
        """How many are alike on `day`: rows of a mark for each of `Person.Kind` and a number; one query."""
        marks = [f"is_{kind}" for kind in Person.Kind.values]
        return self.order_by().with_kinds(day).values_list(*marks).annotate(number=models.Count("pk"))

    def with_posts(self, day: date) -> Self:
        """Each with `post`, asked in the same query."""
        return self.annotate(post=posts_of("pk", day))

    def with_past(self) -> Self:
        """Each with `employments_known` (how many) and `has_former_names`, asked in the same query."""
        mine = Employment.objects.filter(person=models.OuterRef("pk")).order_by().values("person")
        number = models.Subquery(mine.annotate(n=models.Count("pk")).values("n"))
        return self.annotate(
            employments_known=Coalesce(number, 0),
            has_former_names=models.Exists(FormerName.objects.filter(person=models.OuterRef("pk"))),
        )

    def with_last_days(self) -> Self:
        """Each with `last_known`, asked in the same query."""
        me = models.OuterRef("pk")
        places = Enrolment.objects.filter(person=me)
        last: dict[str, Any] = {
            "staff": Employment.objects.filter(person=me),
            "pupil": places.filter(role=Enrolment.Role.PUPIL),
            "parent": Guardianship.objects.filter(guardian=me),
            "in_class": places.filter(role=Enrolment.Role.PARENT),
        }
        return self.annotate(
            **{
                f"last_day_{name}": models.Subquery(
                    rows.exclude(valid_to=None).order_by("-valid_to").values("valid_to")[:1]
                )
                for name, rows in last.items()
            }
        )

    def _of_any_kind(self, day: date) -> Q:
        found = Q()
        for kind in Person.Kind.values:
            found |= _rows_of(kind, day)
        return found


def _rows_of(kind: str, day: date) -> Q:
    """The condition that the rows of `day` make a person one of `kind`.

    Pupils and parents are most of a school: a list by name meets them at every step and asks each, instead of gathering all.
    """
    places = Enrolment.objects.in_force(day)
    match kind:
        case Person.Kind.STAFF:
            return staff_q(day)
        case Person.Kind.PUPIL:
            return Q(models.Exists(places.filter(role=Enrolment.Role.PUPIL, person=models.OuterRef("pk"))))
    wards, own = _rows_of_parents(day)
    return Q(models.Exists(wards)) | Q(models.Exists(own))


def _rows_of_parents(day: date) -> tuple[Any, Any]:
    """What makes the person of an outer query a parent on `day`: whom they represent, and their own places."""
    places = Enrolment.objects.in_force(day).filter(role=Enrolment.Role.PARENT)
    wards = Guardianship.objects.in_force(day).filter(guardian=models.OuterRef("pk"))
    return wards, places.filter(person=models.OuterRef("pk"))


def _found(rows: Any) -> Q:
    """That there is one of `rows`, asked of each row of the outer query by itself.

    Of an OR of EXISTS PostgreSQL gathers every row first, also where a page of fifty is all that is wanted.
    """
    return Q(IsNull(models.Subquery(rows.order_by().values("pk")[:1]), False))


def staff_q(day: date) -> Q:
    """The condition of people of one school, who are gathered first: the staff are few."""
    return Q(pk__in=Employment.objects.in_force(day).values("person"))


def works_q(person: str, day: date) -> Q:
    """The condition that the person, whose number stands in the column `person`, works in the school on `day`.

    Asked of each row by itself: outside a school's scope nobody gathers the staff of all schools.
    """
    return Q(models.Exists(Employment.objects.in_force(day).filter(person=models.OuterRef(person))))


def works_on(person: str, day: date) -> models.ExpressionWrapper:
    """The same as an expression, for lists that bring the answer along."""
    return models.ExpressionWrapper(works_q(person, day), models.BooleanField())


def posts_of(person: str, day: date) -> Coalesce:
    """An expression: what the person, whose number stands in the column `person`, works as on `day`; '' if nothing."""
    rows = Employment.objects.in_force(day).filter(person=models.OuterRef(person)).exclude(post="")
    texts = rows.order_by().values("person").annotate(text=JoinedText("post")).values("text")
    return Coalesce(models.Subquery(texts, output_field=models.CharField()), Value(""))


class Person(SchoolRow):
    """Somebody whom the school knows: who they are to it, their rows say. Not an account."""

    class Kind(models.TextChoices):
        """What rows of a day make of a person; one may be several at once."""

        STAFF = "staff", "сотрудник"
        PUPIL = "pupil", "обучающийся"
        PARENT = "parent", "родитель"

    class Gender(models.TextChoices):
        FEMALE = "f", "женский"
        MALE = "m", "мужской"

    last_name = models.CharField("фамилия", max_length=100)
    first_name = models.CharField("имя", max_length=100)
    patronymic = models.CharField("отчество", max_length=100, blank=True)
    gender = models.CharField("пол", max_length=1, choices=Gender.choices, blank=True)
    birth_date = models.DateField("дата рождения", null=True, blank=True)
    phone = models.CharField("телефон", max_length=16, blank=True, help_text="E.164: +79000000000")
    email = models.EmailField("электронная почта", blank=True)
    accusative_name = models.CharField(
        "ФИО в винительном падеже",
        max_length=300,
        blank=True,
        help_text="Если портал склонил неверно: «назначить кого»",
    )
    search_name = models.CharField("для поиска", max_length=310, editable=False)
    created_at = timestamp()
    was = ""  # the part of a former name by which a search found them: `with_name_found`

    objects = ScopedManager(  # type: ignore[misc]
        organization="organization", _manager_class=models.Manager.from_queryset(PersonQuerySet)
    )

    class Meta:
        verbose_name = "человек"
        verbose_name_plural = "люди"
        ordering = ["search_name", "id"]
        indexes = [
            models.Index(fields=["organization", "search_name", "id"], name="person_by_name"),
            models.Index(fields=["organization", "phone"], name="person_by_phone"),
            models.Index(fields=["organization", "email"], name="person_by_email"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What the rows of today make of the person; a list asks `with_kinds`, else it is a query."""
        marks = [f"is_{kind}" for kind in Person.Kind.values]
        if not all(mark in self.__dict__ for mark in marks):
            row = Person.objects.with_kinds(clock.today()).filter(pk=self.pk).values(*marks).first() or {}
        else:
            row = self.__dict__
        return tuple(kind for kind, mark in zip(Person.Kind.values, marks, strict=True) if row.get(mark))

    @property
    def last_known(self) -> tuple[str, date | None]:
        """What somebody who is nobody here today was last, and up to which day; asked of `with_last_days`."""
        parent = Person.Kind.PARENT
        kinds = {"staff": Person.Kind.STAFF, "pupil": Person.Kind.PUPIL, "parent": parent, "in_class": parent}
        days = [(getattr(self, f"last_day_{name}"), str(kind)) for name, kind in kinds.items()]
        day, kind = max((pair for pair in days if pair[0]), default=(None, ""))
        return kind, day

    @property
    def kind_words(self) -> str:
        """«сотрудник, родитель», «обучающаяся»; of nobody, that they are not in the school."""
        labels = dict(Person.Kind.choices)
        if self.gender == Person.Gender.FEMALE:
            labels[Person.Kind.PUPIL] = "обучающаяся"
        return ", ".join(labels[kind] for kind in self.kinds) or "в школе не числится"

    @cached_property
    def post(self) -> str:
        """What the person works as today; a list asks `with_posts`, else it is a query."""
        rows = Employment.objects.in_force(clock.today()).filter(person=self).exclude(post="")
        return ", ".join(rows.values_list("post", flat=True))

    @property
    def short_name(self) -> str:
        """«Калинина О. Н.»"""
        initials = " ".join(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)
        return f"{self.last_name} {initials}".strip()

    @property
    def name_in_usual_case(self) -> dict[str, str]:
        """{field: how it is usually written} of «ПОПОВА светлана»; {} of a name that is written so already."""
        parts = {name: getattr(self, name) for name in ("last_name", "first_name", "patronymic")}
        return {name: calm for name, part in parts.items() if (calm := in_usual_case(part)) != part}

    @property
    def masked_name(self) -> str:
        """«Анна Б.»: what a page shows to somebody who only holds a link."""
        return f"{self.first_name} {self.last_name[:1]}."

    @property
    def initials(self) -> str:
        return f"{self.last_name[:1]}{self.first_name[:1]}".upper()


class FormerNameQuerySet(models.QuerySet["FormerName"]):
    def laid_down(self, day: date) -> Self:
        """Names that somebody no longer bore on `day`, and bore up to the day before."""
        return self.filter(valid_to=eve_of(day))


class FormerName(SchoolRow):
    """What a person was called up to a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="former_names", verbose_name="человек")
    last_name = models.CharField("фамилия", max_length=100)
    first_name = models.CharField("имя", max_length=100)
    patronymic = models.CharField("отчество", max_length=100, blank=True)
    valid_to = models.DateField("по")
    search_name = models.CharField("для поиска", max_length=310, editable=False)

    objects = ScopedManager(  # type: ignore[misc]
        organization="organization", _manager_class=models.Manager.from_queryset(FormerNameQuerySet)
    )

    class Meta:
        verbose_name = "прежнее имя"
        verbose_name_plural = "прежние имена"
        ordering = ["-valid_to", "-id"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))


class ExternalKey(SchoolRow):
    """How another system names a person: its `source` and the `value` there."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="external_keys", verbose_name="человек")
    source = models.CharField("система", max_length=40)
    value = models.CharField("ключ", max_length=200)

    class Meta:
        verbose_name = "ключ другой системы"
        verbose_name_plural = "ключи других систем"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "source", "value"], name="external_key_names_one_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.value}"
