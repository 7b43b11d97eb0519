"""What every school meets sooner or later: twins, a teacher who is a parent, a refusal, a chat with one administrator."""

from typing import Any

from chats.models import Chat
from chats.services import archive_chat, edit_chat
from consents.models import ConsentText
from core import clock
from dashboard.demo.people import Cast
from documents.services import Line, draft_order, submit_order
from invitations.models import Invitation
from invitations.services import acceptance, returning
from orgstructure.models import Guardianship, Person, SchoolClass
from orgstructure.services.guardians import link_guardians
from orgstructure.services.people import add_person
from roles.selectors import may_be_additional_administrator, signatory

Relation = Guardianship.Relation
# How those who do not join stay in touch: what a class teacher then does by telephone.
CONTACTS = ("звоните вечером", "передавайте с сестрой, 3Б", "пишите на почту")


def add_cases(cast: Cast, administrator: Any) -> None:
    """The cases of one school, each made by the portal's own services."""
    _twins(cast)
    _teachers_child(cast)
    _refusals(cast)
    _returning(cast, administrator)
    _keepers(cast, administrator)
    _order_that_waits(cast, administrator)


def _twins(cast: Cast) -> None:
    """Two of one surname, patronymic and class, and their brother in another: one mother, three links of hers."""
    place, another = cast.classes[2], cast.classes[7]
    children = [
        _pupil(cast, school_class, first)
        for school_class, first in ((place, "Варвара"), (place, "Василиса"), (another, "Всеволод"))
    ]
    mother = add_person(
        organization=cast.organization, kind=Person.Kind.PARENT, last_name="Двойникова", first_name="Ирина",
        patronymic="Павловна", phone=cast.namer.phone(), actor=cast.director,
    )  # fmt: skip
    link_guardians(links=[(mother, child, Relation.MOTHER) for child in children], actor=cast.director)


def _pupil(cast: Cast, school_class: SchoolClass, first: str) -> Person:
    boy = first == "Всеволод"
    return add_person(
        organization=cast.organization, kind=Person.Kind.PUPIL, school_class=school_class,
        last_name="Двойников" if boy else "Двойникова", first_name=first,
        patronymic="Олегович" if boy else "Олеговна", actor=cast.director,
    )  # fmt: skip


def _teachers_child(cast: Cast) -> None:
    """A teacher of the school has a child in it: one person, in «Учительская» and among the parents of a class."""
    teacher, child = cast.staff[3], cast.pupils[cast.classes[8].pk][1]
    relation = Relation.FATHER if teacher.gender == "m" else Relation.MOTHER
    link_guardians(links=[(teacher, child, relation)], actor=cast.director)


def _refusals(cast: Cast) -> None:
    """Who does not want to join says so, and how to be reached."""
    waiting = Invitation.objects.working(clock.now()).filter(kind="personal", role="parent")
    text = ConsentText.objects.filter(role="parent").latest("number")
    links = waiting.select_related("person", "school_class").order_by("-pk")[: len(CONTACTS)]
    for link, contact in zip(links, CONTACTS, strict=True):
        acceptance.refuse_invitation(invitation=link, consent_text=text, contact_note=contact)


def _returning(cast: Cast, administrator: Any) -> None:
    """A parent who accepted in a messenger's browser asks to be let on in another; another has been given the link."""
    accepted = Invitation.objects.filter(
        role="parent", kind=Invitation.Kind.PERSONAL, status=Invitation.Status.ACCEPTED
    )
    asking, given = accepted.filter(school_class__in=cast.classes).order_by("pk")[:2]
    returning.ask_to_return(invitation=asking)
    returning.grant_return(invitation=given, actor=administrator)


def _keepers(cast: Cast, administrator: Any) -> None:
    """Chats of classes have an owner and most a second administrator; one is laid aside."""
    leaders = {
        school_class.pk: person for school_class, person in zip(cast.classes, cast.staff, strict=False)
    }
    second = cast.staff[22]  # the school's administrator
    chats = Chat.objects.filter(school_class__in=leaders, status=Chat.Status.CREATED).order_by("pk")
    for n, chat in enumerate(chats.select_related("school_class")):
        owner = leaders[chat.school_class_id or 0]
        edit_chat(
            chat=chat, title=chat.title, platform=chat.platform, owner=owner,
            second_admin=None if n % 9 == 4 or owner == second else second, actor=administrator,
        )  # fmt: skip
    laid_aside = Chat.objects.filter(kind=Chat.Kind.SUBJECT, status=Chat.Status.CREATED).latest("pk")
    archive_chat(
        chat=laid_aside, reason="предмет ведёт другой учитель, чат заведён заново", actor=administrator
    )


def _order_that_waits(cast: Cast, administrator: Any) -> None:
    """An order on the director's table."""
    today = clock.today()
    person = may_be_additional_administrator(today).order_by("pk")[0]
    order = draft_order(
        organization=cast.organization, kind="additional_administrator",
        lines=[Line(person=person, email=person.email or "second@school.example")], actor=administrator,
    )  # fmt: skip
    submit_order(order=order, signer=signatory(cast.organization, today), actor=administrator)
