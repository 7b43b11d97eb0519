"""Reading the structure and the people: /api/v1/organization, /years, /classes, /subjects, /people, /enrolments."""

from datetime import date
from typing import Any

from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import clock
from core.api import RowSerializer, SchoolViewSet
from orgstructure import selectors
from orgstructure.filters import ClassFilter, EnrolmentFilter, PersonFilter
from orgstructure.models import AcademicYear, Enrolment, Organization, Person, SchoolClass, Subject
from orgstructure.selectors import platform_links_of, with_platform_links


class OrganizationSerializer(RowSerializer):
    class Meta:
        model = Organization
        fields = [
            "id",
            "full_name",
            "short_name",
            "inn",
            "ogrn",
            "locality",
            "address",
            "phone",
            "email",
            "website",
            "platform",
            "time_zone",
        ]


class YearSerializer(RowSerializer):
    is_current = serializers.SerializerMethodField()

    class Meta:
        model = AcademicYear
        fields = ["id", "starts_on", "ends_on", "is_current"]

    def get_is_current(self, year: AcademicYear) -> bool:
        return year == self.context["view"].current_year


class SubjectSerializer(RowSerializer):
    class Meta:
        model = Subject
        fields = ["id", "name", "kind"]


class ClassSerializer(RowSerializer):
    """A class. `platform_links`: by role, null where none is written; null as a whole for those who may not see them."""

    platform_links = serializers.SerializerMethodField()

    class Meta:
        model = SchoolClass
        fields = [
            "id",
            "title",
            "kind",
            "year",
            "grade",
            "letter",
            "mark",
            "continues",
            "platform",
            "platform_links",
        ]

    @extend_schema_field(serializers.DictField(child=serializers.CharField(allow_null=True), allow_null=True))
    def get_platform_links(self, school_class: SchoolClass) -> dict[str, str | None] | None:
        if not self.context["request"].access.can("classes.see_link", school_class):
            return None
        return {role: link or None for role, link in platform_links_of(school_class).items()}


class PersonSerializer(RowSerializer):
    """A person. `phone` is null for those who may not see phones.

    `kinds` is what the rows of today make of the person, `kind` the first of them (of somebody who is nobody here today,
    what they were last), `left_on` the last day of such a one.
    """

    kind = serializers.SerializerMethodField()
    kinds = serializers.SerializerMethodField()
    post = serializers.CharField(read_only=True)
    phone = serializers.SerializerMethodField()
    left_on = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = [
            "id", "kind", "kinds", "last_name", "first_name", "patronymic", "post", "phone", "email", "left_on",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField([*Person.Kind.choices, ("", "")]))
    def get_kind(self, person: Person) -> str:
        return person.kinds[0] if person.kinds else person.last_known[0]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Person.Kind.choices)))
    def get_kinds(self, person: Person) -> list[str]:
        return list(person.kinds)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_left_on(self, person: Person) -> date | None:
        return None if person.kinds else person.last_known[1]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_phone(self, person: Person) -> str | None:
        return person.phone if self.context["request"].access.can("people.see_phone") else None


class EnrolmentSerializer(RowSerializer):
    class Meta:
        model = Enrolment
        fields = [
            "id",
            "person",
            "school_class",
            "role",
            "valid_from",
            "valid_to",
            "joined_at",
            "confirmed_at",
        ]


class OrganizationViewSet(SchoolViewSet):
    """The one school that the key belongs to."""

    serializer_class = OrganizationSerializer
    policy = {"list": "organization.view", "retrieve": "organization.view"}


class YearViewSet(SchoolViewSet):
    serializer_class = YearSerializer
    policy = {"list": "structure.view", "retrieve": "structure.view"}

    @cached_property
    def current_year(self) -> AcademicYear | None:
        return selectors.current_year()


class SubjectViewSet(SchoolViewSet):
    serializer_class = SubjectSerializer
    policy = {"list": "structure.view", "retrieve": "structure.view"}


class ClassViewSet(SchoolViewSet):
    """«Учительская» and the study classes that the actor may see."""

    serializer_class = ClassSerializer
    policy = {"list": "classes.view", "retrieve": "classes.view"}
    filterset_class = ClassFilter

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset.of_today(clock.today()))
        return with_platform_links(rows.select_related("year", "continues"))


class PersonViewSet(SchoolViewSet):
    """People of the school; a teacher sees those of the own classes."""

    serializer_class = PersonSerializer
    policy = {"list": "people.view", "retrieve": "people.view"}
    filterset_class = PersonFilter

    def get_queryset(self) -> Any:
        rows, day = super().get_queryset(), clock.today()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.with_kinds(day).with_posts(day).with_last_days()


class EnrolmentViewSet(SchoolViewSet):
    """Who should be in which class in which role, and whether they are there."""

    serializer_class = EnrolmentSerializer
    policy = {"list": "people.view", "retrieve": "people.view"}
    filterset_class = EnrolmentFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("person", "school_class")
