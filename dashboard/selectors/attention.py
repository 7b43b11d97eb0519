"""What needs a hand today: each line a number, what it is about, and the one thing to press."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from chats.selectors.coverage import missing_chats
from core import clock
from core.templatetags.portal import plural_form
from documents.models import Order
from invitations.models import Invitation, JoinRequest
from orgstructure.models import Enrolment, SchoolClass
from outbox.models import Message
from registration.models import RegistrationRequest
from roles.models import Assignment, Verification

SOON = timedelta(days=3)
NAMED = 3


@dataclass(frozen=True)
class Line:
    """One thing that waits. `hot` is for what harms while it waits."""

    number: int
    title: str
    detail: str
    url: str
    action: str
    hot: bool = False


def attention(access: Any, now: datetime) -> list[Line]:
    """The lines for this actor, hot ones first; those with nothing to do are left out. A fixed number of queries."""
    lines: list[Line | None] = []
    if access.can("orders.sign"):
        lines += [_orders_to_sign(), _applications_to_approve(), _administrator_without_access()]
    if access.can("mail.resend"):
        lines.append(_mail_in_doubt())
    if access.can("requests.decide"):
        lines.append(_requests())
    if access.can("orders.draft") and not access.can("orders.sign"):
        lines += [_returned_orders(), _returned_applications()]
    if access.can("verification.decide"):
        lines.append(_unverified())
    if access.sees_whole_school or access.class_ids:
        lines += [_expiring(access, now), _without_link(access, now)]
    if access.sees_whole_school:
        lines.append(_missing_chats(access))
    if access.can("roles.assign"):
        lines.append(_classes_without_teacher())
    return sorted((line for line in lines if line and line.number), key=lambda line: not line.hot)


def _names(rows: Any, total: int) -> str:
    shown = ", ".join(rows[:NAMED])
    rest = total - min(total, NAMED)
    return f"{shown} и ещё {rest}" if rest > 0 else shown


def _orders_to_sign() -> Line | None:
    rows = list(
        Order.objects.filter(status=Order.Status.PENDING)
        .select_related("person")
        .order_by("submitted_at")[:50]
    )
    if not rows:
        return None
    url = reverse("admin:documents_order_change", args=[rows[0].pk])
    title = plural_form(
        len(rows), "Приказ ждёт вашей подписи", "Приказа ждут вашей подписи", "Приказов ждут вашей подписи"
    )
    return Line(
        len(rows),
        title,
        _names([f"{r.heading}: {r.person.short_name}" for r in rows], len(rows)),
        url,
        "Подписать",
        True,
    )


def _applications_to_approve() -> Line | None:
    rows = list(RegistrationRequest.objects.filter(status=RegistrationRequest.Status.PENDING)[:2])
    if not rows:
        return None
    url = reverse("admin:registration_registrationrequest_change", args=[rows[0].pk])
    return Line(
        len(rows),
        "Заявка на регистрацию ждёт одобрения",
        "Письмо на info@sferum.ru с приказом",
        url,
        "Посмотреть",
        True,
    )


def _administrator_without_access() -> Line | None:
    """Appointed by an order, yet nobody has opened the door to the portal."""
    held = Assignment.objects.in_force(clock.today()).filter(
        role__in=(Assignment.Role.ADMINISTRATOR, Assignment.Role.ADDITIONAL_ADMINISTRATOR)
    )
    people = [a.person for a in held.filter(person__membership=None).select_related("person")[:NAMED]]
    if not people:
        return None
    url = reverse("dashboard:person", args=[people[0].pk])
    names = _names([person.short_name for person in people], len(people))
    return Line(len(people), "Администратор назначен, но войти не может", names, url, "Открыть вход", True)


def _mail_in_doubt() -> Line | None:
    counts = Message.objects.aggregate(
        uncertain=Count("pk", filter=Q(status=Message.Status.UNCERTAIN)),
        failed=Count("pk", filter=Q(status=Message.Status.FAILED)),
    )
    total = counts["uncertain"] + counts["failed"]
    if not total:
        return None
    detail = f"{counts['uncertain']} — возможно, ушли, {counts['failed']} — с ошибкой"
    title = plural_form(total, "Письмо ждёт решения", "Письма ждут решения", "Писем ждут решения")
    return Line(total, title, detail, reverse("outbox:list"), "Разобрать", True)


def _requests() -> Line | None:
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
    return Line(total, title, _names(people, total), reverse("invitations:requests"), "Решить", True)


def _request_names(rows: Any) -> list[tuple[str, str]]:
    return [
        (r.full_name, str(r.school_class)) for r in rows.select_related("school_class").order_by("id")[:NAMED]
    ]


def _returned_orders() -> Line | None:
    row = Order.objects.filter(status=Order.Status.RETURNED).order_by("-decided_at").first()
    if row is None:
        return None
    detail = f"{row.heading}: {row.return_reason}"
    return Line(
        1, "Приказ вернули на доработку", detail, reverse("documents:order", args=[row.pk]), "Исправить", True
    )


def _returned_applications() -> Line | None:
    row = RegistrationRequest.objects.filter(status=RegistrationRequest.Status.RETURNED).first()
    if row is None:
        return None
    return Line(
        1, "Заявку на регистрацию вернули", row.return_reason, reverse("registration:path"), "Исправить", True
    )


def _unverified() -> Line | None:
    rows = Verification.objects.filter(status=Verification.Status.PENDING).select_related("person")
    total = rows.count()
    if not total:
        return None
    names = [row.person.short_name for row in rows.order_by("changed_at", "id")[:NAMED]]
    title = plural_form(
        total,
        "Учитель ждёт подтверждения статуса",
        "Учителя ждут подтверждения статуса",
        "Учителей ждут подтверждения статуса",
    )
    return Line(total, title, _names(names, total), reverse("invitations:verification"), "Открыть")


def _expiring(access: Any, now: datetime) -> Line | None:
    rows = Invitation.objects.expiring(now, SOON).filter(uses__lt=F("max_uses"))
    if not access.sees_whole_school:
        rows = rows.filter(school_class__in=access.class_ids)
    groups = list(
        rows.order_by()
        .values("school_class__grade", "school_class__letter")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    total = sum(group["n"] for group in groups)
    if not total:
        return None
    where = [_class_title(group) for group in groups]
    title = plural_form(total, "Ссылка скоро истечёт", "Ссылки скоро истекут", "Ссылок скоро истекут")
    return Line(
        total, title, _names(where, len(where)), f"{reverse('invitations:list')}?state=expiring", "Посмотреть"
    )


def _without_link(access: Any, now: datetime) -> Line | None:
    """People who should be in a class, are not, and hold no link that still works."""
    working = Invitation.objects.working(now).filter(
        person=OuterRef("person"), school_class=OuterRef("school_class"), role=OuterRef("role")
    )
    rows = Enrolment.objects.in_force(clock.day_of(now)).filter(~Exists(working), joined_at=None)
    if not access.sees_whole_school:
        rows = rows.filter(school_class__in=access.class_ids)
    groups = list(
        rows.order_by()
        .values("school_class__grade", "school_class__letter")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    total = sum(group["n"] for group in groups)
    if not total:
        return None
    where = [_class_title(group) for group in groups]
    title = plural_form(total, "Человек без ссылки", "Человека без ссылки", "Человек без ссылки")
    return Line(total, title, _names(where, len(where)), reverse("invitations:new"), "Пригласить")


def _class_title(group: Mapping[str, Any]) -> str:
    return (
        f"{group['school_class__grade']}{group['school_class__letter']}"
        if group["school_class__grade"]
        else "Учительская"
    )


def _classes_without_teacher() -> Line | None:
    led = (
        Assignment.objects.in_force(clock.today())
        .filter(role=Assignment.Role.CLASS_TEACHER)
        .values("school_class")
    )
    rows = list(
        SchoolClass.objects.of_today(clock.today())
        .filter(kind=SchoolClass.Kind.STUDY)
        .exclude(pk__in=led)
        .order_by("grade", "letter")
    )
    if not rows:
        return None
    title = plural_form(
        len(rows),
        "Класс без классного руководителя",
        "Класса без классного руководителя",
        "Классов без классного руководителя",
    )
    return Line(
        len(rows),
        title,
        _names([str(c) for c in rows], len(rows)),
        reverse("dashboard:structure"),
        "Назначить",
    )


def _missing_chats(access: Any) -> Line | None:
    missing = missing_chats(access.organization)
    if not missing:
        return None
    titles = [chat.title for chat in missing]
    title = plural_form(
        len(missing),
        "Обязательного чата нет",
        "Обязательных чатов нет",
        "Обязательных чатов нет",
    )
    return Line(len(missing), title, _names(titles, len(titles)), reverse("chats:map"), "К карте")
