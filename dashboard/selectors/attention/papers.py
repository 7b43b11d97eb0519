"""What waits about papers: orders, the registration, letters."""

from django.db.models import Count, Q
from django.urls import reverse

from core.russian import plural_form
from dashboard.selectors.attention.line import Line, first_of, names
from documents.models import Order
from outbox.models import Message
from outbox.selectors import needing_a_person
from registration.models import RegistrationCase


def orders_to_sign() -> Line | None:
    waiting = Order.objects.filter(status=Order.Status.PENDING).with_item().select_related("revokes")
    rows, total = first_of(waiting.order_by("submitted_at", "pk"))
    if not rows:
        return None
    url = reverse("admin:documents_order_change", args=[rows[0].pk])
    title = plural_form(
        total, "Приказ ждёт вашей подписи", "Приказа ждут вашей подписи", "Приказов ждут вашей подписи"
    )
    return Line(
        total,
        title,
        names([_about(row) for row in rows], total),
        url,
        "Подписать",
        True,
    )


def _about(order: Order) -> str:
    """«О назначении администратора: Иванова М. П.», «Об отмене приказа: Приказ № 112»"""
    whom = order.item.person.short_name if order.item and order.item.person else order.revokes
    return f"{order.heading}: {whom}" if whom else order.heading


def returned_orders() -> Line | None:
    returned = Order.objects.filter(status=Order.Status.RETURNED)
    rows, total = first_of(returned.order_by("-decided_at", "-pk"))
    if not rows:
        return None
    title = plural_form(
        total, "Приказ вернули на доработку", "Приказа вернули на доработку", "Приказов вернули на доработку"
    )
    detail, url = (
        names([row.heading for row in rows], total),
        f"{reverse('documents:orders')}?status=returned",
    )
    if total == 1:
        detail, url = (
            f"{rows[0].heading}: {rows[0].return_reason}",
            reverse("documents:order", args=[rows[0].pk]),
        )
    return Line(total, title, detail, url, "Исправить", True)


def cases_to_approve() -> Line | None:
    rows = list(RegistrationCase.objects.filter(status=RegistrationCase.Status.PENDING)[:2])
    if not rows:
        return None
    url = reverse("admin:registration_registrationcase_change", args=[rows[0].pk])
    return Line(
        len(rows),
        "Заявка на регистрацию ждёт одобрения",
        "Письмо на info@sferum.ru с приказом",
        url,
        "Посмотреть",
        True,
    )


def returned_cases() -> Line | None:
    row = RegistrationCase.objects.filter(status=RegistrationCase.Status.RETURNED).first()
    if row is None:
        return None
    return Line(
        1, "Заявку на регистрацию вернули", row.return_reason, reverse("registration:path"), "Исправить", True
    )


def mail_in_doubt() -> Line | None:
    counts = needing_a_person().aggregate(
        total=Count("pk"),
        uncertain=Count("pk", filter=Q(status=Message.Status.UNCERTAIN)),
        failed=Count("pk", filter=Q(status=Message.Status.FAILED)),
    )
    total = counts["total"]
    if not total:
        return None
    detail = f"{counts['uncertain']} — возможно, ушли, {counts['failed']} — с ошибкой"
    title = plural_form(total, "Письмо ждёт решения", "Письма ждут решения", "Писем ждут решения")
    return Line(total, title, detail, reverse("outbox:list"), "Разобрать", True)
