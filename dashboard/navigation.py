"""The navigation menu: which sections a person has, and in which of them one is."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from core.access import PortalRequest
from dashboard.selectors.counts import room_counts
from roles.selectors import year_of


@dataclass(frozen=True)
class Item:
    url: str
    label: str
    icon: str
    current: bool = False
    count: int | None = None
    hot: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    items: list[Item]


# (group, [(url name, label, icon, action, address prefix)])
ROOMS: list[tuple[str, list[tuple[str, str, str, str, str | None]]]] = [
    (
        "",
        [
            ("dashboard:home", "Главная", "house", "portal.use", None),
            ("admin:index", "На решение", "stamp", "site.admin", "/admin/"),
            ("registration:path", "Регистрация", "clipboard-check", "registration.view", "/registration/"),
        ],
    ),
    (
        "Школа",
        [
            ("dashboard:structure", "Структура", "school", "structure.view", "/structure/"),
            ("orgstructure:people", "Люди", "users", "people.list", "/people/"),
        ],
    ),
    (
        "Платформа",
        [
            ("invitations:list", "Ссылки", "link", "invitations.view", "/links/"),
            ("invitations:requests", "Заявки", "user-check", "requests.view", "/requests/"),
            (
                "roles:verification",
                "Статус «учитель»",
                "badge-check",
                "verification.view",
                "/verification/",
            ),
            ("chats:map", "Чаты", "messages-square", "chats.view", "/chats/"),
        ],
    ),
    (
        "Бумаги",
        [
            ("documents:orders", "Приказы", "file-text", "orders.view", "/documents/"),
            ("outbox:list", "Почта", "mail", "mail.view", "/mail/"),
            ("audit:journal", "Журнал", "history", "journal.view", "/journal/"),
            ("undo:list", "Последние действия", "undo-2", "runs.view", "/actions/"),
        ],
    ),
]
# Figures beside a room: (figure of selectors.counts, whether it asks for a hand, by what the room's list then shows exactly
# the rows that it counts, where it does not of its own accord)
FIGURES = {
    "invitations:requests": ("requests", True, ""),
    "invitations:list": ("links", False, ""),
    "outbox:list": ("mail", True, "?status=decide"),
    "documents:orders": ("orders", False, "?status=pending"),
}
ACCOUNT_ROOMS = [
    ("roles:tokens", "Ключи API", "key-square", "tokens.manage"),
    ("orgstructure:organization_edit", "Сведения о школе", "building-2", "structure.edit"),
]
TABS = ["dashboard:home", "dashboard:structure", "invitations:list", "chats:map"]


def layout_for(request: PortalRequest) -> dict[str, Any]:
    """Navigation and names for the layout around the page of `request`."""
    path, access = request.path, request.access
    here = next(m for m in request.memberships if m.organization_id == request.organization.pk)
    counts = room_counts(request.organization) if access.sees_whole_school else {}
    groups: list[Group] = []
    by_name: dict[str, Item] = {}
    for title, rooms in ROOMS:
        items = []
        for name, label, icon, action, prefix in rooms:
            if not access.can(action):
                continue
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            current = path == url if prefix is None else path.startswith(prefix)
            figure, hot, narrowed = FIGURES.get(name, ("", False, ""))
            count = counts.get(figure) or None
            address = f"{url}{narrowed}" if count else url
            items.append(Item(address, label, icon, current, count, hot and bool(count)))
            by_name[name] = items[-1]
        if items:
            groups.append(Group(title, items))
    tabs = [by_name[name] for name in TABS if name in by_name]
    return {
        "nav": groups,
        "tabs": tabs,
        # The room is found under «Ещё».
        "is_elsewhere": not any(tab.current for tab in tabs)
        and any(room.current for room in by_name.values()),
        "organization": request.organization,
        "year": year_of(here),
        "organizations": [m.organization for m in request.memberships],
        "account_links": _account_links(request),
        "user_name": str(request.user),
        "initials": access.person.initials if access.person else str(request.user)[:2].upper(),
    }


def _account_links(request: PortalRequest) -> list[Item]:
    links = [
        Item(reverse("mfa_index"), "Второй фактор", "shield-check"),
        Item(reverse("account_change_password"), "Пароль", "key-round"),
    ]
    access = request.access
    for name, label, icon, action in ACCOUNT_ROOMS:
        if access.can(action):
            try:
                links.append(Item(reverse(name), label, icon))
            except NoReverseMatch:
                continue
    return links
