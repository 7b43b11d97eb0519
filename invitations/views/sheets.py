"""Links on paper: sheets with QR codes, and the register of annulled links."""

from typing import Any

import zxingcpp
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from core.web import check, refusals_as_messages, render_page, requires
from documents.rendering import Letterhead, render_register_pdf
from invitations.codes import link_url
from invitations.forms.links import PeriodForm
from invitations.models import Invitation
from invitations.selectors import links as selectors
from invitations.services.links import mark_printed
from invitations.sheets import render_cards_pdf, render_parent_pages_pdf

MAX_CARDS = 1_200
COLUMNS = ["Для кого", "Класс", "Роль", "Создана", "Аннулирована", "Кто", "Причина"]


@require_http_methods(["GET", "HEAD", "POST"])
@requires("invitations.manage")
def sheet(request: Any) -> HttpResponse:
    """Choose what to print; a POST gives the PDF and notes that these links left on paper."""
    rows = _chosen(request)
    if request.method == "POST":
        links = list(rows[: MAX_CARDS + 1])
        if not links:
            messages.error(request, "Печатать нечего: в этом выборе нет действующих ссылок.")
            return redirect("invitations:sheet")
        if len(links) > MAX_CARDS:
            messages.error(request, f"Больше {MAX_CARDS} карточек за раз: печатайте по классам.")
            return redirect("invitations:sheet")
        for link in links:
            check(request, "invitations.manage", link)
        with refusals_as_messages(request):
            mark_printed(invitations=links, actor=request.user)
        render = render_parent_pages_pdf if request.POST.get("form") == "pages" else render_cards_pdf
        title = f"Приглашения — {request.organization.short_name}"
        return _pdf(render(selectors.cards(links), title), "Листы со ссылками.pdf")
    context = {
        "total": rows.count(),
        "classes": selectors.inviting_classes(request.access),
        "roles": Invitation.Role.choices,
        "chosen_class": request.GET.get("class", ""),
        "chosen_role": request.GET.get("role", ""),
        "picked": [pk for pk in request.GET.getlist("link") if pk.isdigit()],
    }
    return render_page(request, "invitations/sheet.html", context)


def _chosen(request: Any) -> Any:
    data = request.POST if request.method == "POST" else request.GET
    rows = selectors.with_people(selectors.still_open(selectors.invitations_for(request.access)))
    picked = [int(pk) for pk in data.getlist("link") if pk.isdigit() and len(pk) < 16]
    if picked:
        rows = rows.filter(pk__in=picked)
    if data.get("class", "").isdigit():
        rows = rows.filter(school_class=int(data["class"][:15]))
    if data.get("role", "") in Invitation.Role.values:
        rows = rows.filter(role=data["role"])
    return rows.order_by(
        "school_class__kind",
        "school_class__grade",
        "school_class__letter",
        "role",
        "person__search_name",
        "pk",
    )


@require_safe
@requires("invitations.manage")
def qr(request: Any, pk: int) -> HttpResponse:
    """The QR code of one working link as a picture."""
    link = get_object_or_404(selectors.still_open(selectors.invitations_for(request.access)), pk=pk)
    check(request, "invitations.manage", link)
    code = zxingcpp.create_barcode(link_url(link), zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    response = HttpResponse(zxingcpp.write_barcode_to_svg(code, scale=6), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@requires("invitations.view")
def annulled(request: Any) -> HttpResponse:
    """The register of annulled links of a period, as a page or as a PDF to sign and file (clause 2.1 m)."""
    form = PeriodForm(request.GET or None)
    period = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = selectors.annulled_between(
        selectors.invitations_for(request.access), period.get("since"), period.get("until")
    )
    if request.GET.get("format") == "pdf" and (not form.is_bound or form.is_valid()):
        return _register_pdf(request, rows, period)
    context = {"form": form, "rows": rows[:500], "total": rows.count()}
    return render_page(request, "invitations/annulled.html", context, status=400 if form.errors else 200)


def _register_pdf(request: Any, rows: Any, period: dict[str, Any]) -> HttpResponse:
    school = request.organization
    table = [
        [
            row.person.full_name if row.person else "ссылка класса",
            str(row.school_class),
            row.get_role_display(),
            _day(row.created_at),
            _day(row.annulled_at),
            str(row.annulled_by or "Портал"),
            row.annul_reason,
        ]
        for row in rows[:5_000]
    ]
    edges = [
        f"{word} {period[name]:%d.%m.%Y}"
        for name, word in (("since", "с"), ("until", "по"))
        if period.get(name)
    ]
    letterhead = Letterhead(
        full_name=school.full_name, short_name=school.short_name, inn=school.inn, ogrn=school.ogrn,
        address=school.address, phone=school.phone, email=school.email,
    )  # fmt: skip
    title = " ".join(["Реестр аннулированных ссылок-приглашений", *edges])
    post = "Администратор"
    pdf = render_register_pdf(
        title,
        letterhead,
        COLUMNS,
        table,
        footer=f"Всего записей: {len(table)}.",
        signers=[(post, str(request.user))],
    )
    return _pdf(pdf, "Реестр аннулированных ссылок.pdf")


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "d.m.Y H:i")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response
