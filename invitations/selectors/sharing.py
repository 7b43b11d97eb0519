"""What is said when a link is shared: ready words by role, with the link in them. For those who may hand it out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.formats import date_format

from core import clock
from core.access import Access
from core.rows import Platform
from core.russian import dt
from invitations.codes import link_url
from invitations.models import Invitation, InvitationQuerySet, is_not_handed
from invitations.selectors.links import Line, lines
from invitations.selectors.notes import family_notes, own_notes
from invitations.selectors.presence import INVITED, NOT_INVITED, with_presence
from invitations.selectors.words import parents_place, with_chat
from invitations.texts import ROLES_WORDS, SHARED, SHARED_OF_CLASS
from orgstructure.models import Enrolment, Organization, Person, SchoolClass


@dataclass(frozen=True)
class Shared:
    """One link with the words that go with it."""

    line: Line
    text: str

    @property
    def waits(self) -> bool:
        return self.line.link.handed_at is None


def until_words(link: Invitation, organization: Organization) -> str:
    """«6 декабря, 18:00 по времени школы (Камчатка, МСК+9)»"""
    until = clock.local(link.expires_at)
    return f"{date_format(until, 'j E')}, {until:%H:%M} {organization.whose_time}".rstrip()


def to_share(rows: InvitationQuerySet, access: Access, now: datetime) -> list[Shared]:
    """Working links in the order in which they are handed out, those not handed over yet first."""
    working = with_chat(rows).working(now).order_by("school_class", "role", "person__search_name", "pk")
    found = sorted(lines(working, access, now), key=lambda line: line.link.handed_at is not None)
    return [Shared(line, shared_text(line.link, access)) for line in found]


def shared_text(link: Invitation, access: Access) -> str:
    """The ready words of a link, in the role of its person: «ты» for a pupil; with the link, until when, who invites."""
    organization = access.organization
    words = {
        "platform": Platform(link.school_class.platform).label,
        "place": _place(link),
        "url": link_url(link),
        "until": until_words(link, organization),
        "inviter": _inviter(access),
    }
    if link.person is None:
        return SHARED_OF_CLASS[link.role].format(**words)
    return SHARED[link.role].format(hello=_hello(link.person, link.role), **words)


def _hello(person: Person, role: str) -> str:
    """«Анна Павловна, здравствуйте!», «Лев, привет!»; nobody is called by initials."""
    word = "привет" if role == Enrolment.Role.PUPIL else "здравствуйте"
    names = [person.first_name] if role == Enrolment.Role.PUPIL else [person.first_name, person.patronymic]
    called = " ".join(filter(None, names))
    return f"{word.capitalize()}!" if "." in called else f"{called}, {word}!"


def _place(link: Any) -> str:
    """«в чат родителей 5А класса» (`with_chat` has said whether there is one), «5А класс» that a pupil joins."""
    if link.role != Enrolment.Role.PARENT:
        return f"{link.school_class} класс"
    place = parents_place(link.school_class, has_chat=link.has_chat)
    return place.own if link.person else place.asked


def _inviter(access: Access) -> str:
    person: Person | None = access.person
    school = access.organization.short_name
    return f"{person.full_name}, {school}" if person else school


def links_of_class(
    rows: InvitationQuerySet, access: Access, school_class: SchoolClass, role: str = ""
) -> InvitationQuerySet:
    """Those of `rows` that are personal links of a class which the actor may hand out."""
    mine = access.rows("invitations.manage", Invitation).filter(school_class=school_class)
    rows = rows.filter(pk__in=mine.values("pk"), kind=Invitation.Kind.PERSONAL)
    return rows.filter(role=role) if role else rows


def without_link(
    access: Access, school_class: SchoolClass, now: datetime, role: str = ""
) -> list[tuple[str, str, int]]:
    """[(role, its word, how many)] of a class who are «без ссылки», as coverage counts them: neither joined nor with a link,
    nor refused; as far as the actor may invite them. Roles with nobody are left out.
    """
    places = access.rows("invitations.create", Enrolment).filter(school_class=school_class)
    rows = with_presence(places.filter(role=role) if role else places, now).filter(presence=NOT_INVITED)
    counted = dict(rows.order_by().values_list("role").annotate(Count("pk")))
    return [(role, word, counted[role]) for role, word in ROLES_WORDS.items() if role in counted]


def not_handed(rows: InvitationQuerySet, now: datetime) -> InvitationQuerySet:
    """Those of `rows` that work and that nobody has handed over yet."""
    return rows.working(now).filter(is_not_handed())


@dataclass(frozen=True)
class Waiting:
    """Somebody of a class who has not joined yet: their place, whose parent they are, the link they may be given.

    `namesake`: what tells them from another of the class who is called so; '' mostly.
    """

    place: Enrolment
    note: str
    link: Invitation | None
    namesake: str

    @property
    def handed(self) -> str:
        """«ссылка передана в мессенджере 28 ноября, 12:30»"""
        link = self.link
        return (
            f"ссылка передана {link.get_handed_how_display()} {dt(link.handed_at)}"
            if link and link.handed_at
            else ""
        )

    @property
    def printed(self) -> str:
        """«ссылка напечатана 28 ноября, 12:30», of a link on a sheet that nobody is known to have handed over."""
        link = self.link
        return (
            f"ссылка напечатана {dt(link.printed_at)}" if link and link.printed_at and not self.handed else ""
        )


def waiting_of(places: Iterable[Enrolment], access: Access, now: datetime) -> list[Waiting]:
    """Of `places` of one class, with presence, those who have not joined nor refused: whose link nobody has handed over first.

    Two queries, however many there are.
    """
    rows = [row for row in places if row.presence in (NOT_INVITED, INVITED)]  # type: ignore[attr-defined]
    if not rows:
        return []
    mine = access.rows("invitations.manage", Invitation).filter(school_class=rows[0].school_class_id)
    working: Any = mine.filter(kind=Invitation.Kind.PERSONAL)
    links = {(link.person_id, link.role): link for link in working.working(now)}
    families, own = family_notes(rows), own_notes(places)
    found = [
        Waiting(
            row,
            families.get((row.person_id, row.school_class_id), ""),
            links.get((row.person_id, row.role)),
            own.get((row.person_id, row.school_class_id), ""),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: bool(one.handed))
