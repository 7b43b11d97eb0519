"""What waits on the way to the platform: requests, links that end, people without one, chats that are missing."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count
from django.urls import reverse

from chats import selectors as chats
from core import clock
from core.access import Access
from core.russian import plural_form
from dashboard.selectors.attention.line import NAMED, Line, first_of_each, names
from dashboard.selectors.school_steps import missing_of, most_first
from invitations.models import JoinRequest, is_not_handed, is_working
from invitations.selectors import makers
from invitations.selectors import requests as requests_of
from invitations.selectors.coverage import Coverage
from invitations.selectors.everyone import ToInvite, to_invite
from invitations.selectors.links import DISOWNED, EXPIRING, box, links_for
from invitations.selectors.returning import MAX_COUNTED, asked_to_return
from orgstructure.models import SchoolClass


def requests(access: Access) -> list[Line | None]:
    """The requests that wait, and the accepted parents of whom nobody has written whose they are; one query."""
    rows = access.rows("requests.view", JoinRequest)
    waiting = rows.filter(status=JoinRequest.Status.NEW)
    if access.can("requests.confirm_child"):
        waiting |= requests_of.childless(rows)
    found = first_of_each(waiting.select_related("school_class"), "status")
    new, accepted = (
        found.get(state, ([], 0)) for state in (JoinRequest.Status.NEW, JoinRequest.Status.ACCEPTED)
    )
    return [_new(access, *new), _childless(*accepted)]


def _new(access: Access, rows: Sequence[JoinRequest], total: int) -> Line | None:
    """Who leads a class is told that the administrator decides."""
    if not total:
        return None
    title = plural_form(
        total,
        "Заявка на вступление ждёт решения",
        "Заявки на вступление ждут решения",
        "Заявок на вступление ждут решения",
    )
    url = reverse("invitations:requests")
    if not access.can("requests.decide"):
        return Line(total, f"{title} администратора", _whose(rows, total), url, "Посмотреть")
    return Line(total, title, _whose(rows, total), url, "Решить", True)


def _childless(rows: Sequence[JoinRequest], total: int) -> Line | None:
    if not total:
        return None
    title = plural_form(
        total,
        "Родитель без ребёнка в портале",
        "Родителя без ребёнка в портале",
        "Родителей без ребёнка в портале",
    )
    url = f"{reverse('invitations:requests')}?state={requests_of.CHILDLESS}"
    return Line(total, title, _whose(rows, total), url, "Записать")


def _whose(rows: Sequence[JoinRequest], total: int) -> str:
    return names([f"{row.full_name}, {row.school_class}" for row in rows], total)


def returns(access: Access) -> Line | None:
    """Who has accepted and asks to be let on in another browser."""
    rows = list(asked_to_return(access)[:MAX_COUNTED])
    if not rows:
        return None
    title = plural_form(len(rows), "Просит вернуться", "Просят вернуться", "Просят вернуться")
    people = [f"{row.whose}, {row.school_class}" for row in rows[:NAMED]]
    return Line(len(rows), title, names(people, len(rows)), reverse("invitations:returns"), "Ответить", True)


def links(access: Access, classes: Sequence[SchoolClass], now: datetime) -> list[Line | None]:
    """The links that the list shows under «Попали не тому» and «Истекают», and to whoever hands them over those that nobody
    has handed over; one query."""
    asked = {"disowned": box(DISOWNED, now), "expiring": box(EXPIRING, now)}
    if access.can("invitations.manage"):
        asked["waiting"] = is_working(now) & is_not_handed()
    rows = links_for(access).filter(reduce(or_, asked.values())).order_by().values("school_class")
    found: list[Any] = list(
        rows.annotate(**{name: Count("pk", filter=which) for name, which in asked.items()})
    )
    return [
        _of_links({row["school_class"]: row[name] for row in found if row[name]}, name, classes)
        for name in asked
    ]


_OF_LINKS = {
    "disowned": ("Ссылка попала не тому,Ссылки попали не тому,Ссылок попали не тому", DISOWNED, "Посмотреть"),
    "expiring": ("Ссылка скоро истечёт,Ссылки скоро истекут,Ссылок скоро истекут", EXPIRING, "Посмотреть"),
    "waiting": ("Ссылка не передана,Ссылки не переданы,Ссылок не передано", "active&handed=no", "Передать"),
}


def _of_links(counted: dict[int, int], name: str, classes: Sequence[SchoolClass]) -> Line | None:
    total = sum(counted.values())
    if not total:
        return None
    forms, state, action = _OF_LINKS[name]
    where, url = most_first(counted, classes), f"{reverse('invitations:list')}?state={state}"
    title = plural_form(total, *forms.split(","))
    return Line(total, title, names(where, len(where)), url, action, hot=name == "disowned")


def of_makers_gone(access: Access, classes: Sequence[SchoolClass], now: datetime) -> Line | None:
    """Working links of which nobody who is there answers for: to annul, or to hand over (lesson E32)."""
    working = links_for(access).working(now).order_by()
    rows = makers.of_makers_gone(working, clock.day_of(now))
    counted = dict(rows.values_list("school_class").annotate(n=Count("pk")))
    total = sum(counted.values())
    if not total:
        return None
    title = plural_form(
        total,
        "Ссылка сотрудника, которого больше нет",
        "Ссылки сотрудников, которых больше нет",
        "Ссылок сотрудников, которых больше нет",
    )
    where = most_first(counted, classes)
    url = f"{reverse('invitations:list')}?state=active&maker=gone"
    return Line(total, title, names(where, len(where)), url, "Передать")


def without_link(
    access: Access,
    classes: Sequence[SchoolClass],
    figures: Coverage,
    now: datetime,
    inviting: ToInvite | None,
) -> list[Line]:
    """Those without a link, in the classes whose links the actor sees.

    For who invites: whom a press would invite, and the classes whose people wait for a link of the platform. For who
    only looks: all whom coverage counts as not invited. `inviting`: what is known of `classes` already.
    """
    seen = [row for row in classes if access.can("invitations.of_class", row)]
    if not access.can("invitations.create"):
        url = f"{reverse('dashboard:coverage')}?state=not_invited"
        counted = {row.pk: missing_of(row, figures) for row in seen}
        return _people_line(
            "Человек без ссылки,Человека без ссылки,Человек без ссылки", seen, counted, url, "Посмотреть"
        )
    inviting = inviting or to_invite(seen, figures, now)
    forms = "Человека можно пригласить,Человека можно пригласить,Человек можно пригласить"
    lines = _people_line(forms, seen, inviting.ready, reverse("invitations:everyone"), "Пригласить")
    lacking = [row for row in seen if inviting.lacks_link(row) and access.can("classes.edit_link", row)]
    if any(inviting.unserved.get(row.pk) for row in lacking):
        n = len(lacking)
        title = plural_form(
            n,
            "Класс без ссылки на платформе",
            "Класса без ссылки на платформе",
            "Классов без ссылки на платформе",
        )
        where = names([str(row) for row in lacking], n)
        lines.append(Line(n, title, where, reverse("orgstructure:platform_links"), "Вписать"))
    return lines


def _people_line(
    forms: str, seen: Sequence[SchoolClass], counted: dict[int, int], url: str, action: str
) -> list[Line]:
    total = sum(counted.values())
    if not total:
        return []
    title = plural_form(total, *forms.split(","))
    where = most_first(counted, seen)
    return [Line(total, title, names(where, len(where)), url, action)]


def chat_gaps(classes: Sequence[SchoolClass], *, led_only: bool = False) -> Line | None:
    """The gaps of the map: a planned chat is one until it has a link. `led_only`: of the classes that one leads."""
    gaps = chats.gaps(classes, first=NAMED, whole_school=not led_only)
    if not gaps.total:
        return None
    title = plural_form(
        gaps.total,
        "Обязательный чат без ссылки",
        "Обязательных чата без ссылки",
        "Обязательных чатов без ссылки",
    )
    url = reverse("chats:map") + ("?class=led" if led_only else "")
    return Line(gaps.total, title, names(gaps.first, gaps.total), url, "К карте")
