"""What waits about papers: orders, the registration, letters."""

from collections.abc import Mapping

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from core.russian import plural_form
from dashboard.selectors.attention.line import Line, first_of, names
from documents.models import Order
from documents.selectors import is_mended
from outbox.models import Message
from outbox.selectors import held_back, held_q, in_folder, needing_a_person
from registration.models import RegistrationCase
from registration.selectors import Overview


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
    """«О назначении администратора: Иванова М. П.», «Об отмене приказа: Приказ № 112»; without the platform's long name."""
    whom = order.item.person.short_name if order.item and order.item.person else order.revokes
    title = f"{order.kind_title[:1].upper()}{order.kind_title[1:]}"
    return f"{title}: {whom}" if whom else title


def returned_orders() -> Line | None:
    returned = Order.objects.filter(status=Order.Status.RETURNED)
    rows, total = first_of(returned.with_item().order_by("-decided_at", "-pk"))  # type: ignore[attr-defined]
    if not rows:
        return None
    if total == 1 and is_mended(rows[0]):
        title, url = (
            "Исправленный приказ не передан на подпись",
            reverse("documents:order", args=[rows[0].pk]),
        )
        return Line(1, title, rows[0].heading, url, "Передать", True)
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
            reverse("documents:order_edit", args=[rows[0].pk]),
        )
    return Line(total, title, detail, url, "Исправить", True)


def case_to_approve(overview: Overview) -> Line | None:
    """The application that can be approved: nothing stands in its way, and whom it names has agreed."""
    case = overview.case
    if case is None or case.status != RegistrationCase.Status.PENDING:
        return None
    if overview.in_the_way or overview.silent:
        return None
    url = reverse("admin:registration_registrationcase_change", args=[case.pk])
    detail = "Письмо на info@sferum.ru с приказом"
    return Line(1, "Заявка на регистрацию ждёт одобрения", detail, url, "Посмотреть", True)


def returned_case(overview: Overview | None) -> Line | None:
    case = overview.case if overview else None
    if overview is None or case is None or case.status != RegistrationCase.Status.RETURNED:
        return None
    if overview.case_is_mended:
        title, url = "Исправленная заявка на регистрацию не передана", reverse("registration:path")
        return Line(1, title, "С тех пор, как её вернули, она изменена", url, "Передать", True)
    url = reverse("registration:edit", args=[case.pk])
    return Line(1, "Заявку на регистрацию вернули", case.return_reason, url, "Исправить", True)


def letters() -> list[Line]:
    """What only a person can decide, what nobody has received because it lies in a folder or waits for a server; one query."""
    counts = (needing_a_person() | in_folder() | held_back()).aggregate(
        folder=Count("pk", filter=Q(status=Message.Status.FOLDER)),
        uncertain=Count("pk", filter=Q(status=Message.Status.UNCERTAIN)),
        failed=Count("pk", filter=Q(status=Message.Status.FAILED)),
        held=Count("pk", filter=held_q()),
    )
    found = [_in_doubt(counts), _in_folder(counts["folder"]), _held_back(counts["held"])]
    return [line for line in found if line]


def _in_folder(number: int) -> Line | None:
    if not number:
        return None
    title = plural_form(number, "Письмо сложено в папку", "Письма сложены в папку", "Писем сложено в папку")
    detail = "Почтовый сервер не настроен: никто их не получил"
    if settings.SMTP_HOST:
        detail = "Когда их писали, почта не была настроена: никто их не получил"
    return Line(number, title, detail, f"{reverse('outbox:list')}?status=folder", "Открыть", True)


def _held_back(number: int) -> Line | None:
    if not number:
        return None
    title = plural_form(
        number, "Письмо ждёт: почта стоит", "Письма ждут: почта стоит", "Писем ждут: почта стоит"
    )
    detail = "Портал повторяет сам; что мешает и что поправить, сказано на «Почте»"
    return Line(number, title, detail, f"{reverse('outbox:list')}?status=held", "Посмотреть", True)


def _in_doubt(counts: Mapping[str, int]) -> Line | None:
    total = counts["uncertain"] + counts["failed"]
    if not total:
        return None
    words = {"uncertain": "могли уйти", "failed": "с ошибкой"}
    detail = ", ".join(f"{counts[state]} — {word}" for state, word in words.items() if counts[state])
    title = plural_form(total, "Письмо ждёт решения", "Письма ждут решения", "Писем ждут решения")
    return Line(total, title, detail, f"{reverse('outbox:list')}?status=decide", "Разобрать", True)
