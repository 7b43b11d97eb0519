"""Pages that write the school's profile, its years and its classes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import clock
from core.access import PortalRequest
from core.confirm import ask_first
from core.effects import Effect, What, preview, told
from core.errors import Conflict, Refusal
from core.numbers import row_number
from core.opened import opened
from core.russian import plural_form
from core.shown import CHANGED_SINCE, is_as_shown, mark_of
from core.web import (
    add_refusal,
    back,
    check,
    form_page,
    get_or_post,
    next_of,
    posted,
    refusals_as_messages,
    render_page,
    requires,
)
from orgstructure.forms import (
    ClassEditForm,
    ClassForm,
    GenerateForm,
    OrganizationForm,
)
from orgstructure.models import AcademicYear, SchoolClass
from orgstructure.rules import class_search_title, class_title
from orgstructure.selectors import (
    archived_classes_for,
    class_titles_of,
    classes_for,
    classes_where,
    current_year,
    next_year,
    platform_links_of,
    study_classes_of,
    with_platform_links,
    without_link,
    year_to_fill,
)
from orgstructure.services import school as services
from orgstructure.services.archiving import archive_class as archive
from undo.web import tell_done


@get_or_post
@requires("organization.edit")
def organization_edit(request: PortalRequest) -> HttpResponse:
    """The profile that every paper is made of (clauses 1.4, 2.1 d). What it was asked for stands in `next`: back to it then."""
    check(request, "organization.edit", request.organization)
    form = opened(OrganizationForm(posted(request), instance=request.organization))
    if request.method == "POST" and form.is_valid():
        fresh = type(request.organization).objects.get(pk=request.organization.pk)
        try:
            with told() as heard:
                services.edit_organization(organization=fresh, actor=request.user, **form.cleaned_data)
            messages.success(request, "Сведения о школе сохранены.")
            for effect in heard:
                if effect.what == What.ASKS:
                    messages.warning(request, effect.sentence)
            return back(request, "dashboard:home")
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "next": next_of(request)}
    return form_page(request, "orgstructure/organization_form.html", context)


@get_or_post
@requires("structure.edit")
def class_new(request: PortalRequest) -> HttpResponse:
    """One class, of this year or, where the address says so, of the one that is prepared."""
    form, year, is_next = ClassForm(posted(request)), None, False
    if request.method == "POST" or "year" in request.GET:
        year, is_next = _year(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_class(
                organization=request.organization,
                year=year,  # type: ignore[arg-type]  # made with the school
                actor=request.user,
                **form.cleaned_data,
            )
            messages.success(request, f"Класс {made} создан.")
            if is_next:  # not shown as today's before it begins
                return redirect("orgstructure:year_next")
            return redirect("dashboard:school_class", made.pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    title = f"Новый класс на {year} учебный год" if is_next else "Новый класс"
    return form_page(request, "orgstructure/class_form.html", {"form": form, "title": title})


def _year(request: PortalRequest) -> tuple[AcademicYear | None, bool]:
    return year_to_fill(row_number(request.GET.get("year")))


@get_or_post
@requires("structure.edit")
def year_next(request: PortalRequest) -> HttpResponse:
    """The school year after this one: what making it does, told by the service; once it is there, its classes."""
    refusal = ""
    terms: dict[str, Any] = {"organization": request.organization, "actor": request.user}
    year = next_year()
    effects, stops = ([], "") if year else _rehearsed(terms)
    mark = mark_of([effect.sentence for effect in effects])
    if request.method == "POST":
        try:
            if not stops and not is_as_shown(request, mark):
                raise Conflict(CHANGED_SINCE)
            made, run = services.prepare_year(**terms)
            tell_done(request, f"Учебный год {made} заведён.", run)
            return redirect("orgstructure:year_next")
        except Refusal as refused:
            refusal = refused.message
    classes = list(study_classes_of(year)) if year else []
    context = {
        "current": current_year(),
        "year": year,
        "classes": classes,
        "effects": effects,
        "mark": mark,
        "refusal": refusal or stops,
    }
    return render_page(request, "orgstructure/year_next.html", context, status=409 if refusal else 200)


def _rehearsed(terms: dict[str, Any]) -> tuple[list[Effect], str]:
    """What preparing the year would do, or why it cannot be."""
    try:
        return preview(services.prepare_year, **terms), ""
    except Refusal as refusal:
        return [], refusal.message


@require_POST
@requires("classes.edit")
def class_archive(request: PortalRequest, pk: int) -> HttpResponse:
    """A class leaves the lists; what it takes along is asked about first (lesson A5)."""
    if archived_classes_for(request.access).filter(pk=pk).exists():
        messages.info(request, "Этот класс уже в архиве.")
        return redirect("dashboard:archive")
    row = get_object_or_404(classes_for(request.access), pk=pk)
    check(request, "classes.edit", row)
    terms: dict[str, Any] = {"school_class": row, "actor": request.user, "now": clock.now()}
    with refusals_as_messages(request):
        asked = ask_first(
            request,
            archive,
            title=f"Отправить {row} в архив?",
            button="В архив",
            back_url=reverse("dashboard:school_class", args=[row.pk]),
            can_undo=True,
            **terms,
        )
        if asked:
            return asked
        tell_done(request, f"Класс {row} в архиве.", archive(**terms))
        return redirect("dashboard:structure")
    return redirect("dashboard:school_class", row.pk)


@get_or_post
@requires("structure.edit")
def class_generate(request: PortalRequest) -> HttpResponse:
    """«1–9 × А, Б»: first what would be made, then it is made (clause 2.1 f)."""
    form = GenerateForm(posted(request))
    year, is_next = _year(request)
    context: dict[str, Any] = {"form": form, "year": year}
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["wanted"]
        there = class_titles_of(year)
        titles = [class_title(grade, letter) for grade, letter in wanted]
        shown = [(title, class_search_title(title) in there) for title in titles]
        mark = mark_of(year and year.pk, shown)
        if request.POST.get("confirm") == mark:
            made, _ = services.generate_classes(
                organization=request.organization,
                year=year,  # type: ignore[arg-type]  # made with the school
                wanted=wanted,
                actor=request.user,
            )
            words = f"Создано: {len(made)} {plural_form(len(made), 'класс', 'класса', 'классов')}."
            tell_done(request, words, made.run)
            return redirect("orgstructure:year_next" if is_next else "dashboard:structure")
        context |= {
            "preview": shown,
            "fresh": sum(not exists for _, exists in shown),
            "mark": mark,
            "changed": CHANGED_SINCE if "confirm" in request.POST else "",
        }
    return form_page(request, "orgstructure/class_generate.html", context)


@get_or_post
@requires("classes.edit_link")
def class_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Name and platform by the administrator; the platform's own links, one for each role, also by the class teacher."""
    rows = list(with_platform_links(classes_where(request.access, "classes.edit_link")))
    row = next((one for one in rows if one.pk == pk), None)
    if row is None:
        row = get_object_or_404(with_platform_links(classes_for(request.access)), pk=pk)
        check(request, "classes.edit_link", row)
    initial = {name: getattr(row, name) for name in ("grade", "letter", "mark", "platform")}
    follower = _without_link_after(rows, row)
    links = {f"link_{role}": link for role, link in platform_links_of(row).items()}
    form = ClassEditForm(
        posted(request),
        initial=initial | links,
        edits_all=request.access.can("classes.edit", row),
        staff_room=row.is_staff_room,
    )
    opened(form, whole=False)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_first(
                request,
                services.edit_class,
                title="Сохранить?",
                button="Сохранить",
                back_url=request.get_full_path(),
                school_class=row,
                actor=request.user,
                **form.cleaned_data,
            )
            if asked:
                return asked
            services.edit_class(school_class=row, actor=request.user, **form.cleaned_data)
            messages.success(request, f"{row}: сохранено.")
            if follower and request.POST.get("then") == "next":
                return redirect("orgstructure:class_edit", follower.pk)
            return redirect("dashboard:school_class", row.pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "title": f"Класс {row}", "row": row, "follower": follower}
    return form_page(request, "orgstructure/class_form.html", context)


def _without_link_after(rows: list[SchoolClass], row: SchoolClass) -> SchoolClass | None:
    """The next of `rows` after `row`, in their order and round, that lacks a link."""
    order = [one.pk for one in rows]
    lacking = [one for one in without_link(rows) if one.pk != row.pk]
    return min(
        lacking,
        key=lambda one: (order.index(one.pk) < order.index(row.pk), order.index(one.pk)),
        default=None,
    )
