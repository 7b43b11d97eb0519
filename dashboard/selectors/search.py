"""One box that finds a person, a class, a chat, an order, a phone's last digits or the code of a link."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from chats.models import Chat
from chats.selectors import chats_for
from core import clock
from core.access import Access
from core.folding import one_line
from core.names import search_form
from documents.models import Order
from invitations.codes import matches_short_code, read_code, read_short_code
from invitations.models import Invitation
from invitations.selectors.links import links_for
from orgstructure.models import Enrolment, Guardianship, Person, SchoolClass
from orgstructure.rules import class_search_title
from orgstructure.selectors import classes_for, people_for

LIMIT = 10
NAME = 2  # one letter names no class
WORD = 3  # from so many letters on, a class is found by a word in the middle of its title, too
_GRADE = re.compile(r"(1[0-2]|\d)(?:\s*класс)?", re.IGNORECASE)


@dataclass
class Found:
    """What a search brought, by kind; `total` is how many lines there are to show."""

    people: list[Person] = field(default_factory=list)
    classes: list[SchoolClass] = field(default_factory=list)
    chats: list[Chat] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    links: list[Invitation] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(len(rows) for rows in (self.people, self.classes, self.chats, self.orders, self.links))


def found(access: Access, text: str) -> Found:
    """What `access` may see of what `text` names; a fixed number of queries, at most LIMIT rows a kind."""
    text = one_line(text)[:200]
    result = Found()
    if not text:
        return result
    result.links = _links(access, text)
    if result.links:
        return result
    result.people = with_what_differs(access, list(_people(access, text)[:LIMIT]))
    result.classes = list(_classes(access, text)[:LIMIT])
    result.chats = list(_chats(access, text)[:LIMIT])
    result.orders = list(_orders(access, text)[:LIMIT])
    return result


def is_part_of_code(text: str) -> bool:
    """Whether it may begin a short code. No link is found by that: codes are derived from the whole and stored nowhere."""
    return re.fullmatch(r"(?:\d[\s\-]*){4,11}", one_line(text)) is not None


def _links(access: Access, text: str) -> list[Invitation]:
    rows = links_for(access)
    code = read_code(text.rstrip("/").rsplit("/", 1)[-1])
    if code:
        return list(rows.filter(pk=code[0], version=code[1]))
    digits = re.sub(r"[\s\-]", "", text)
    if re.fullmatch(r"\d{12}", digits):
        ids = [candidate[0] for candidate in read_short_code(digits)]
        return [link for link in rows.filter(pk__in=ids) if matches_short_code(link, digits)]
    return []


def _people(access: Access, text: str) -> QuerySet[Person]:
    today = clock.today()
    people: Any = people_for(access)
    people = people.present(today).with_kinds(today).with_posts(today)
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 4 and not re.search(r"[а-яёa-z]", text, re.IGNORECASE):
        number = Q(phone__endswith=digits[-10:])
        if digits[0] in "78":  # the beginning of a number as it is printed: «8 (900) 201»
            number |= Q(phone__startswith=f"+7{digits[1:]}")
        return people.filter(number) if access.can("people.see_phone") else people.none()
    words = search_form(text).split()
    return people.called(words).with_name_found(words)  # type: ignore[no-any-return]


def with_what_differs(access: Access, people: list[Person]) -> list[Person]:
    """The same people, those of one name each with `apart`: birth date, classes and parents; two queries where there are any."""
    names = Counter(person.search_name for person in people)
    alike = {person.pk: person for person in people if names[person.search_name] > 1}
    if not alike:
        return people
    known: dict[int, list[str]] = {
        pk: [f"{row.birth_date:%d.%m.%Y}"] if row.birth_date else [] for pk, row in alike.items()
    }
    today = clock.today()
    places = Enrolment.objects.in_force(today).filter(
        person__in=list(alike), school_class__in=classes_for(access)
    )
    for place in places.select_related("school_class").order_by("pk"):
        known[place.person_id].append(str(place.school_class))
    family = Guardianship.objects.in_force(today).filter(
        pupil__in=list(alike), guardian__in=people_for(access)
    )
    for link in family.select_related("guardian").order_by("pk"):
        known[link.pupil_id].append(f"{link.get_relation_display()} {link.guardian.short_name}")
    for pk, person in alike.items():
        person.apart = " · ".join(dict.fromkeys(known[pk]))  # type: ignore[attr-defined]
    return people


def _classes(access: Access, text: str) -> QuerySet[SchoolClass]:
    rows = classes_for(access)
    grade = _GRADE.fullmatch(text)
    if grade:
        return rows.filter(grade=int(grade.group(1)))
    title = class_search_title(re.sub(r"\s*класс$", "", text, flags=re.IGNORECASE))
    if len(title) < NAME:
        return rows.none()
    named = Q(search_title__startswith=title)
    return rows.filter(named | Q(search_title__contains=title) if len(title) >= WORD else named)


def _chats(access: Access, text: str) -> QuerySet[Chat]:
    return chats_for(access).filter(title__icontains=text).exclude(status=Chat.Status.ARCHIVED)


def _orders(access: Access, text: str) -> QuerySet[Order]:
    rows = access.rows("orders.view", Order)
    number = re.sub(r"^(приказ(?=[\s№]))?[\s№]*", "", text, flags=re.IGNORECASE)
    return rows.filter(Q(number=number) | Q(heading__icontains=text))
