"""What waits on the way to the platform: requests, links that end, people without one, chats that are missing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from chats import selectors as chats
from core.access import Access
from core.russian import plural_form
from dashboard.selectors.attention.line import NAMED, Line, names
from invitations.models import JoinRequest
from invitations.rules import EXPIRING_WITHIN, roles_of
from invitations.selectors.coverage import Coverage, Figures
from invitations.selectors.links import links_for
from orgstructure.models import SchoolClass


def requests() -> Line | None:
    rows = JoinRequest.objects.filter(status=JoinRequest.Status.NEW)
    total = rows.count()
    if not total:
        return None
    people = [f"{name}, {c}" for name, c in _request_names(rows)]
    title = plural_form(
        total,
        "Заявка на вступление ждёт решения",
        "Заявки на вступление ждут решения",
        "Заявок на вступление ждут решения",
    )
    return Line(total, title, names(people, total), reverse("invitations:requests"), "Решить", True)


def _request_names(rows: Any) -> list[tuple[str, str]]:
    return [
        (r.full_name, str(r.school_class)) for r in rows.select_related("school_class").order_by("id")[:NAMED]
    ]


def expiring(access: Access, classes: Sequence[SchoolClass], now: datetime) -> Line | None:
    """The links that the list shows under «Истекают»."""
    rows = links_for(access).expiring(now, EXPIRING_WITHIN).order_by()
    counted = dict(rows.values_list("school_class").annotate(n=Count("pk")))
    total = sum(counted.values())
    if not total:
        return None
    title = plural_form(total, "Ссылка скоро истечёт", "Ссылки скоро истекут", "Ссылок скоро истекут")
    where, url = _by_number(counted, classes), f"{reverse('invitations:list')}?state=expiring"
    return Line(total, title, names(where, len(where)), url, "Посмотреть")


def without_link(access: Access, classes: Sequence[SchoolClass], figures: Coverage) -> Line | None:
    """Those whom coverage counts as not invited, in the classes whose links the actor sees."""
    counted: Counter[int] = Counter()
    for school_class in classes:
        if access.can("invitations.of_class", school_class):
            roles = roles_of(is_staff_room=school_class.is_staff_room)
            counted[school_class.pk] = sum(
                figures.get((school_class.pk, role), Figures()).missing for role in roles
            )
    total = counted.total()
    if not total:
        return None
    title = plural_form(total, "Человек без ссылки", "Человека без ссылки", "Человек без ссылки")
    where = _by_number(counted, classes)
    return Line(total, title, names(where, len(where)), reverse("invitations:new"), "Пригласить")


def _by_number(counted: Mapping[int, int], classes: Sequence[SchoolClass]) -> list[str]:
    """The titles of the classes that have any, the most first."""
    busy = sorted((row for row in classes if counted.get(row.pk)), key=lambda row: -counted[row.pk])
    return [str(row) for row in busy]


def missing_chats(access: Access) -> Line | None:
    missing = chats.missing_chats(access.organization)
    if not missing:
        return None
    titles = [chat.title for chat in missing]
    title = plural_form(
        len(missing),
        "Обязательного чата нет",
        "Обязательных чатов нет",
        "Обязательных чатов нет",
    )
    return Line(len(missing), title, names(titles, len(titles)), reverse("chats:map"), "К карте")
