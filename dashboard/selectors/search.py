"""One box that finds a person, a class, a chat, an order, a phone's last digits or the code of a link."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from chats.models import Chat
from core import clock
from core.names import search_form
from documents.models import Order
from invitations.codes import matches_short_code, read_code, read_short_code
from invitations.models import Invitation
from orgstructure.models import Enrolment, Person, SchoolClass
from orgstructure.rules import class_search_title

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


def found(access: Any, text: str) -> Found:
    """What `access` may see of what `text` names; a fixed number of queries, at most LIMIT rows a kind."""
    text = " ".join(text.split())[:200]
    result = Found()
    if not text:
        return result
    if access.can("invitations.view"):
        result.links = [link for link in _links(text) if access.can("invitations.view", link)]
    if result.links:
        return result
    result.people = list(_people(access, text)[:LIMIT])
    if access.can("structure.view"):
        result.classes = [c for c in _classes(text)[:LIMIT] if access.can("classes.view", c)]
    if access.can("chats.view"):
        chats = Chat.objects.filter(title__icontains=text).exclude(status=Chat.Status.ARCHIVED)
        result.chats = [chat for chat in chats[: LIMIT * 3] if access.can("chats.view", chat)][:LIMIT]
    if access.can("orders.view"):
        result.orders = list(
            Order.objects.filter(Q(number=text.lstrip("№ ")) | Q(heading__icontains=text))[:LIMIT]
        )
    return result


def _links(text: str) -> list[Invitation]:
    rows = Invitation.objects.select_related("person", "school_class")
    code = read_code(text.rstrip("/").rsplit("/", 1)[-1])
    if code:
        return list(rows.filter(pk=code[0], version=code[1]))
    digits = re.sub(r"[\s\-]", "", text)
    if re.fullmatch(r"\d{12}", digits):
        ids = [candidate[0] for candidate in read_short_code(digits)]
        return [link for link in rows.filter(pk__in=ids) if matches_short_code(link, digits)]
    return []


def _people(access: Any, text: str) -> QuerySet[Person]:
    people = Person.objects.filter(left_on=None)
    if not access.sees_whole_school:
        mine = access.class_ids | access.subject_class_ids
        places = Enrolment.objects.in_force(clock.today()).filter(school_class__in=mine)
        people = people.filter(pk__in=places.values("person"))
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 4 and not re.search(r"[а-яёa-z]", text, re.IGNORECASE):
        return (
            people.filter(phone__endswith=digits[-10:]) if access.can("people.see_phone") else people.none()
        )
    for word in search_form(text).split():
        people = people.filter(search_name__contains=word)
    return people


def _classes(text: str) -> QuerySet[SchoolClass]:
    rows = SchoolClass.objects.of_today(clock.today()).select_related("year")
    grade = _GRADE.fullmatch(text)
    if grade:
        return rows.filter(grade=int(grade.group(1)))
    title = class_search_title(re.sub(r"\s*класс$", "", text, flags=re.IGNORECASE))
    if len(title) < NAME:
        return rows.none()
    named = Q(search_title__startswith=title)
    return rows.filter(named | Q(search_title__contains=title) if len(title) >= WORD else named)
