"""Rows for tests, one factory a table. Give `organization` (or a row that has one); the rest is filled in."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from chats.models import Chat
from consents.models import Answer, ConsentText, Decision
from consents.services import record_decision
from core import clock
from core.names import search_form
from core.sealing import fingerprint, seal
from documents.models import Order, OrderItem
from files.models import File, Job
from invitations.models import Invitation, JoinRequest
from orgstructure.models import (
    AcademicYear,
    Employment,
    Enrolment,
    Guardianship,
    Organization,
    Person,
    PlatformLink,
    SchoolClass,
    Subject,
)
from orgstructure.rules import class_search_title, class_title
from orgstructure.selectors import platform_links_of, with_platform_links
from orgstructure.services.platform_links import PURPOSE
from outbox.models import Message
from registration.models import RegistrationCase
from roles.models import Assignment, Membership, User, Verification
from roles.selectors import actor_for, signatory
from undo.models import Run

YEAR_START = date(2026, 9, 1)


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    full_name = (
        "Муниципальное казённое общеобразовательное учреждение «Основная общеобразовательная школа № 19»"
    )
    short_name = "МКОУ «ООШ № 19»"
    mark = "19"
    locality = "с. Заречное"
    address = "357000, Ставропольский край, с. Заречное, ул. Школьная, д. 1"
    email = factory.Sequence(lambda n: f"school{n}@school.example")
    phone = "+79000000019"
    time_zone = "Europe/Moscow"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@school.example")
    full_name = factory.Sequence(lambda n: f"Пользователь {n}")
    password = factory.django.Password("correct-horse-19")
    last_login = factory.LazyFunction(timezone.now)


class AcademicYearFactory(DjangoModelFactory):
    class Meta:
        model = AcademicYear

    starts_on = YEAR_START
    ends_on = date(2027, 8, 31)


class StaffRoomFactory(DjangoModelFactory):
    class Meta:
        model = SchoolClass

    kind = SchoolClass.Kind.STAFF_ROOM
    title, search_title = "Учительская", "учительская"


class SchoolClassFactory(DjangoModelFactory):
    class Meta:
        model = SchoolClass

    kind = SchoolClass.Kind.STUDY
    organization = factory.SelfAttribute("year.organization")
    grade = 5
    letter = factory.Sequence(lambda n: "АБВГДЕЖЗИК"[n % 10] + ("" if n < 10 else "АБВГДЕЖЗИК"[n // 10 % 10]))
    title = factory.LazyAttribute(lambda c: class_title(c.grade, c.letter, getattr(c, "mark", "")))
    search_title = factory.LazyAttribute(lambda c: class_search_title(c.title))


class PlatformLinkFactory(DjangoModelFactory):
    """Give `link` in plain words."""

    class Meta:
        model = PlatformLink

    class Params:
        link = "https://max.ru/join/class"

    organization = factory.SelfAttribute("school_class.organization")
    role = Enrolment.Role.PUPIL
    platform = factory.SelfAttribute("school_class.platform")
    version = 1
    sealed = factory.LazyAttribute(lambda o: seal(o.link.encode()))
    fingerprint = factory.LazyAttribute(lambda o: fingerprint(o.link, PURPOSE))


class SubjectFactory(DjangoModelFactory):
    class Meta:
        model = Subject

    name = factory.Sequence(lambda n: f"Предмет {n}")
    search_name = factory.LazyAttribute(lambda s: search_form(s.name))


class PersonFactory(DjangoModelFactory):
    """A person. Of `kind="staff"` one who has worked here for long as `post`, up to `left_on`.

    Who is a pupil or a parent, their places and wards say (EnrolmentFactory, GuardianshipFactory).
    """

    class Meta:
        model = Person

    kind = Person.Kind.PUPIL
    post = ""
    left_on = None
    last_name = factory.Sequence(lambda n: f"Иванов{n}")
    first_name = "Пётр"
    patronymic = "Сергеевич"
    search_name = factory.LazyAttribute(
        lambda p: f"{p.last_name} {p.first_name} {p.patronymic}".strip().lower().replace("ё", "е")
    )

    @classmethod
    def _create(cls, model_class, *args, kind, post, left_on, **kwargs):
        if kind == Person.Kind.STAFF:
            kwargs = {"created_at": datetime(2020, 9, 1, 9, tzinfo=UTC)} | kwargs
        person = super()._create(model_class, *args, **kwargs)
        if kind == Person.Kind.STAFF:
            EmploymentFactory(person=person, post=post, valid_to=left_on)
        return person


class EmploymentFactory(DjangoModelFactory):
    class Meta:
        model = Employment

    organization = factory.SelfAttribute("person.organization")
    valid_from = date(2020, 9, 1)


def leaves(person, last_day):
    """The person is in the school up to this day: work, classes and wards end with it."""
    for rows in (person.employments, person.enrolments, person.wards):
        rows.all().update(valid_to=last_day)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    organization = factory.SelfAttribute("school_class.organization")
    role = Enrolment.Role.PUPIL
    valid_from = YEAR_START
    person = factory.SubFactory(PersonFactory, organization=factory.SelfAttribute("..organization"))


class GuardianshipFactory(DjangoModelFactory):
    class Meta:
        model = Guardianship

    organization = factory.SelfAttribute("pupil.organization")
    relation = Guardianship.Relation.MOTHER
    valid_from = YEAR_START


class FileFactory(DjangoModelFactory):
    class Meta:
        model = File

    name = "Приказ.pdf"
    content_type = "application/pdf"
    content = b"%PDF-1.7 test"
    size = factory.LazyAttribute(lambda o: len(o.content))
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.content).hexdigest())


class RunFactory(DjangoModelFactory):
    class Meta:
        model = Run

    kind = "links.made"
    title = "Приглашения: 3 ссылки"


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    kind = "test.kind"
    title = "Листы 5А"


class OrderFactory(DjangoModelFactory):
    """An order about `person`: the order with its one row."""

    class Meta:
        model = Order

    kind = "administrator"
    heading = "О назначении администратора"
    organization = factory.SelfAttribute("person.organization")
    phone = "+79000001408"
    email = "ivanova@school.example"

    class Params:
        signed = factory.Trait(
            status=Order.Status.SIGNED,
            number=factory.Sequence(lambda n: str(112 + n)),
            dated_on=date(2026, 11, 16),
            year=factory.LazyAttribute(lambda o: o.dated_on.year),
            effective_on=factory.SelfAttribute("dated_on"),
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.SubFactory(UserFactory),
            pdf=factory.SubFactory(FileFactory, organization=factory.SelfAttribute("..organization")),
        )

    @classmethod
    def _create(cls, model_class, *args, person, phone, email, **fields):
        order = super()._create(model_class, *args, **fields)
        row = {"order": order, "position": 1, "person": person, "phone": phone, "email": email}
        order.item = OrderItem.objects.create(organization=order.organization, **row)
        return order


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    organization = factory.SelfAttribute("person.organization")
    valid_from = YEAR_START


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organization = factory.SelfAttribute("person.organization")
    user = factory.SubFactory(UserFactory)


class VerificationFactory(DjangoModelFactory):
    class Meta:
        model = Verification

    organization = factory.SelfAttribute("person.organization")


class RegistrationCaseFactory(DjangoModelFactory):
    class Meta:
        model = RegistrationCase

    organization = factory.SelfAttribute("order.organization")
    person = factory.SelfAttribute("order.item.person")
    phone = "+79000001408"
    email = "ivanova@school.example"
    letter = factory.Maybe(
        factory.LazyAttribute(
            lambda o: getattr(o, "status", "draft") not in ("draft", "pending", "returned")
        ),
        yes_declaration=factory.SubFactory(
            FileFactory,
            organization=factory.SelfAttribute("..organization"),
            name="Заявка на регистрацию.eml",
        ),
        no_declaration=None,
    )


class InvitationFactory(DjangoModelFactory):
    """A personal link for a new pupil of `school_class`; `kind="class"` for a class's link."""

    class Meta:
        model = Invitation

    kind = Invitation.Kind.PERSONAL
    organization = factory.SelfAttribute("school_class.organization")
    role = Enrolment.Role.PUPIL
    person = factory.Maybe(
        factory.LazyAttribute(lambda o: o.kind == "personal"),
        yes_declaration=factory.SubFactory(
            PersonFactory, organization=factory.SelfAttribute("..organization")
        ),
        no_declaration=None,
    )
    created_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda o: o.created_at + timedelta(days=14))


class ConsentTextFactory(DjangoModelFactory):
    class Meta:
        model = ConsentText

    role = "parent"
    number = 1
    body = "Даю согласие."
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.body.encode()).hexdigest())


class DecisionFactory(DjangoModelFactory):
    """What was decided about `text` for `subject`, through the one door: the standing moves with it."""

    class Meta:
        model = Decision

    decision = Answer.GIVEN

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return record_decision(**fields)


class JoinRequestFactory(DjangoModelFactory):
    class Meta:
        model = JoinRequest

    organization = factory.SelfAttribute("invitation.organization")
    school_class = factory.SelfAttribute("invitation.school_class")
    role = factory.SelfAttribute("invitation.role")
    full_name = "Петрова Анна Ивановна"


class ChatFactory(DjangoModelFactory):
    class Meta:
        model = Chat

    kind = Chat.Kind.CLASS_PARENTS
    title = "Родители"
    platform = "max"


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    kind = "test"
    to = "parent@family.example"
    subject = "Проверка"
    body = "Текст письма"
    message_id = factory.Sequence(lambda n: f"<test-{n}@portal.example>")
    give_up_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))


def user_with_role(organization, role, **assignment):
    """An account that is a member of staff of `organization` in `role` (a policy role), with the order it needs."""
    person = PersonFactory(
        organization=organization, kind=Person.Kind.STAFF, post="учитель", phone="+79000001408"
    )
    user = UserFactory(full_name=person.full_name)
    MembershipFactory(person=person, user=user)
    if role in ("administrator", "additional_administrator"):
        assignment["order"] = OrderFactory(person=person, kind=role, signed=True)
    AssignmentFactory(person=person, role=role, **assignment)
    return user


def signer_of(organization):
    """Who signs the school's papers today, as a view gives it to the services."""
    return signatory(organization, clock.today())


def actor_of(user):
    """The actor behind an account of one school, as the middleware would make it."""
    membership = user.memberships.select_related("organization", "person").get()
    return actor_for(user, membership.organization, membership.person)


def platform_link_of(school_class, role):
    """The link by which a role joins a class on its platform, as the pages read it; '' where none is written."""
    return platform_links_of(with_platform_links(SchoolClass.objects.filter(pk=school_class.pk)).get())[role]
