"""Links on paper: sheets of QR cards, the register of annulled links."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from core import clock
from core.access import PortalRequest
from core.numbers import row_number, row_numbers
from core.pagination import paginate
from core.web import PDF, file_response, get_or_post, render_page, requires
from invitations.filters import AnnulledFilter
from invitations.forms import SheetForm
from invitations.models import Invitation
from invitations.selectors import links as selectors
from invitations.selectors import papers
from invitations.selectors.everyone import links_of_run
from invitations.services import links as services
from invitations.services import printing
from undo.selectors import runs_for

MAX_REGISTER = 5_000


@get_or_post
@requires("invitations.manage", once=False)
def sheets(request: PortalRequest) -> HttpResponse:
    """Choose what to print: classes and a role, or links ticked in the list; a POST gives the PDF and notes it.

    Many links, or the whole school's, are a background job with its progress.
    """
    # «Печать» of the list comes here by POST too, with what is ticked: many numbers make too long an address.
    given = request.POST if request.method == "POST" else request.GET
    posted = None if "choose" in given or request.method != "POST" else given
    ids = row_numbers(given.getlist("link"))
    form = SheetForm(
        posted,
        initial={"role": request.GET.get("role", "")},
        classes=selectors.classes_with_links(request.access),
    )
    if posted is not None and form.is_valid() and _is_anything_chosen(request, form, ids):
        found = _links_to_print(request, form, ids)
        if len(found) > printing.AT_ONCE:
            job = printing.print_later(
                organization=request.organization,
                links=found,
                layout=form.cleaned_data["layout"],
                actor=request.user,
            )
            return redirect("files:job", job.pk)
        if found:
            pdf = papers.sheet_pdf(found, form.cleaned_data["layout"])
            # A sheet that leaves by the device's «Поделиться» is not on paper: how it was handed over is said after that.
            if "share" not in given:
                services.mark_printed(invitations=found, actor=request.user)
            return file_response(pdf, PDF, f"Ссылки {clock.today():%d.%m.%Y}.pdf")
        form.add_error(None, "Печатать нечего: действующих ссылок среди выбранного нет.")
    now = clock.now()
    chosen = selectors.links_for(request.access).filter(pk__in=ids) if ids else Invitation.objects.none()
    links = selectors.links_to_print(chosen, now)
    context = {
        "form": form,
        "links": links,
        "passed_over": chosen.count() - len(links) if ids else 0,
        "by_links": bool(ids),
        "classes": selectors.printable_classes(request.access, now),
        "ticked": set(row_numbers([*given.getlist("school_class"), given.get("class", "")])),
    }
    return render_page(request, "invitations/sheets.html", context, status=400 if posted is not None else 200)


def _is_anything_chosen(request: PortalRequest, form: SheetForm, ids: list[int]) -> bool:
    if form.cleaned_data["school_class"] or ids or "run" in request.POST or "everybody" in request.POST:
        return True
    form.add_error(None, "Не выбрано ни одного класса. Отметьте, чьи ссылки печатать.")
    return False


def _links_to_print(request: PortalRequest, form: SheetForm, ids: list[int]) -> list[Invitation]:
    run = row_number(request.POST.get("run"))
    if run is not None:
        rows = links_of_run(request.access, get_object_or_404(runs_for(request.access), pk=run))
    elif ids:
        rows = selectors.links_for(request.access).filter(pk__in=ids)
    else:
        rows = selectors.links_to_manage(request.access)
        if "everybody" not in request.POST:
            rows = rows.filter(school_class__in=form.cleaned_data["school_class"])
    if form.cleaned_data["role"]:
        rows = rows.filter(role=form.cleaned_data["role"])
    found = selectors.links_to_print(rows, clock.now())
    if not all(request.access.can("invitations.manage", row) for row in found):
        raise PermissionDenied
    return found


@require_GET
@requires("invitations.view")
def annulled(request: PortalRequest) -> HttpResponse:
    """The register of annulled links (clause 2.1 m), by period."""
    asked = AnnulledFilter.of_page(request, selectors.annulled(request.access))
    context = {
        "asked": asked,
        "page": paginate(asked.qs, ("-annulled_at", "-id"), request.GET.get("cursor")),
        "total": asked.qs.count(),
    }
    return render_page(request, "invitations/annulled.html", context, status=400 if asked.errors else 200)


@require_GET
@requires("invitations.view")
def annulled_pdf(request: PortalRequest) -> HttpResponse:
    asked = AnnulledFilter.of_page(request, selectors.annulled(request.access))
    asked.refuse("first", "last")
    rows = list(asked.qs.order_by("annulled_at", "pk")[: MAX_REGISTER + 1])
    if len(rows) > MAX_REGISTER:
        messages.error(request, f"В реестре больше {MAX_REGISTER} строк. Выберите период короче.")
        return redirect("invitations:annulled")
    pdf = papers.register_pdf(request.organization, rows, _period_words(asked))
    return file_response(pdf, PDF, "Реестр аннулированных ссылок.pdf")


def _period_words(asked: AnnulledFilter) -> str:
    first, last = asked.value("first"), asked.value("last") or clock.today()
    return f"с {first:%d.%m.%Y} по {last:%d.%m.%Y}" if first else f"по {last:%d.%m.%Y}"
