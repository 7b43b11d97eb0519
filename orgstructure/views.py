"""Pages that write the structure and the people: class by class, person by person, or a whole pasted list."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import clock
from core.access import PortalRequest
from core.confirm import ask_first
from core.effects import Effect, preview
from core.errors import Refusal
from core.numbers import row_number
from core.russian import plural_form
from core.web import (
    add_refusal,
    check,
    form_page,
    get_or_post,
    next_of,
    posted,
    query_with,
    refusals_as_messages,
    render_page,
    requires,
)
from orgstructure.forms import (
    ClassEditForm,
    ClassForm,
    GenerateForm,
    GuardianForm,
    NewPersonForm,
    OrganizationForm,
    PersonForm,
)
from orgstructure.models import AcademicYear, Enrolment, Person, SchoolClass
from orgstructure.paste_form import PasteForm
from orgstructure.rules import Namesake, class_search_title, class_title
from orgstructure.selectors import (
    class_titles_of,
    classes_for,
    classes_where,
    current_year,
    next_year,
    people_for,
    platform_links_of,
    posts_on,
    study_classes_of,
    with_platform_links,
    year_to_fill,
)
from orgstructure.services import people as people_services
from orgstructure.services import school as services
from orgstructure.services.archiving import archive_class as archive
from orgstructure.services.guardians import add_guardian
from orgstructure.services.lists import write_list
from undo.web import tell_done


@get_or_post
@requires("organization.edit")
def organization_edit(request: PortalRequest) -> HttpResponse:
    """The profile that every paper is made of (clauses 1.4, 2.1 d)."""
    check(request, "organization.edit", request.organization)
    form = OrganizationForm(posted(request), instance=request.organization)
    if request.method == "POST" and form.is_valid():
        fresh = type(request.organization).objects.get(pk=request.organization.pk)
        try:
            services.edit_organization(organization=fresh, actor=request.user, **form.cleaned_data)
            messages.success(request, "Сведения о школе сохранены.")
            return redirect("orgstructure:organization_edit")
        except Refusal as refusal:
            add_refusal(form, refusal)
    return form_page(request, "orgstructure/organization_form.html", {"form": form})


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
    if request.method == "POST":
        try:
            made, run = services.prepare_year(**terms)
            tell_done(request, f"Учебный год {made} заведён.", run)
            return redirect("orgstructure:year_next")
        except Refusal as refused:
            refusal = refused.message
    year = next_year()
    classes = list(study_classes_of(year)) if year else []
    effects, stops = ([], "") if year else _rehearsed(terms)
    context = {
        "current": current_year(),
        "year": year,
        "classes": classes,
        "effects": effects,
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
        there = class_titles_of(context["year"])
        if "confirm" in request.POST:
            made, _ = services.generate_classes(
                organization=request.organization, year=context["year"], wanted=wanted, actor=request.user
            )
            words = f"Создано: {len(made)} {plural_form(len(made), 'класс', 'класса', 'классов')}."
            tell_done(request, words, made.run)
            return redirect("orgstructure:year_next" if is_next else "dashboard:structure")
        titles = [class_title(grade, letter) for grade, letter in wanted]
        context["preview"] = [(title, class_search_title(title) in there) for title in titles]
        context["fresh"] = sum(not exists for _, exists in context["preview"])
    return form_page(request, "orgstructure/class_generate.html", context)


@get_or_post
@requires("classes.edit_link")
def class_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Name and platform by the administrator; the platform's own links, one for each role, also by the class teacher."""
    row = get_object_or_404(with_platform_links(classes_for(request.access)), pk=pk)
    check(request, "classes.edit_link", row)
    initial = {name: getattr(row, name) for name in ("grade", "letter", "mark", "platform")}
    links = {f"link_{role}": link for role, link in platform_links_of(row).items()}
    form = ClassEditForm(
        posted(request),
        initial=initial | links,
        edits_all=request.access.can("classes.edit", row),
        staff_room=row.is_staff_room,
    )
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
            messages.success(request, "Сохранено.")
            return redirect("dashboard:school_class", row.pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return form_page(
        request, "orgstructure/class_form.html", {"form": form, "title": f"Класс {row}", "row": row}
    )


@get_or_post
@requires("staff.add")
def person_new(request: PortalRequest) -> HttpResponse:
    """One person, typed in: a member of staff, or a pupil of a class."""
    kind = request.POST.get("kind") or request.GET.get("kind", Person.Kind.STAFF)
    if kind not in (Person.Kind.STAFF, Person.Kind.PUPIL):
        raise Http404
    check(request, "staff.add" if kind == Person.Kind.STAFF else "people.add", None)
    place = _place(request)
    asks = _study_classes(request, "classes.view") if kind == Person.Kind.PUPIL and place is None else None
    form = NewPersonForm(posted(request), kinds=[kind], classes=asks)
    if request.method == "POST" and form.is_valid():
        data = {"school_class": place, **form.cleaned_data}
        try:
            person = people_services.add_person(
                organization=request.organization, kind=kind, actor=request.user, **data
            )
            messages.success(request, f"{person.full_name}: записано.")
            return _back_with(request, person)
        except Refusal as refusal:
            add_refusal(form, refusal)
            if isinstance(refusal, Namesake):
                form.ask_whether_another()
    title = "Новый сотрудник" if kind == Person.Kind.STAFF else f"Новый ученик{f', {place}' if place else ''}"
    context = {"form": form, "title": title, "kind": kind, "place": place, "next": next_of(request)}
    return form_page(request, "orgstructure/person_form.html", context)


def _back_with(request: PortalRequest, person: Person) -> HttpResponse:
    """Back to the page of ours that asked for the person, which is told whom; without one, to the card."""
    path, _, query = next_of(request).partition("?")
    if not path:
        return redirect("dashboard:person", person.pk)
    return HttpResponseRedirect(path + query_with(QueryDict(query), person=person.pk))


def _place(request: PortalRequest) -> SchoolClass | None:
    wanted = row_number(request.POST.get("class") or request.GET.get("class"))
    return get_object_or_404(classes_for(request.access), pk=wanted) if wanted is not None else None


def _study_classes(request: PortalRequest, action: str) -> Any:
    return classes_where(request.access, action).filter(kind=SchoolClass.Kind.STUDY)


def _card_of(request: PortalRequest, pk: int) -> Person:
    """A person with what they are and were; 404 for whom the actor may not see."""
    rows, today = people_for(request.access), clock.today()
    known: Any = rows.with_kinds(today).with_posts(today).with_past()  # type: ignore[attr-defined]
    return get_object_or_404(known, pk=pk)


@get_or_post
@requires("people.edit")
def person_edit(request: PortalRequest, pk: int) -> HttpResponse:
    row = _card_of(request, pk)
    check(request, "people.edit", row)
    initial = {name: getattr(row, name) for name in people_services.EDITABLE}
    if Person.Kind.STAFF in row.kinds:
        several = row.employments_known > 1  # type: ignore[attr-defined]
        initial["post"] = "; ".join(posts_on(row, clock.today())) if several else row.post
    form = PersonForm(posted(request), initial=initial, kinds=row.kinds)
    if request.method == "POST" and form.is_valid():
        try:
            people_services.edit_card(person=row, actor=request.user, **form.cleaned_data)
            messages.success(request, "Сохранено.")
            return redirect("dashboard:person", row.pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return form_page(
        request, "orgstructure/person_form.html", {"form": form, "title": row.full_name, "row": row}
    )


@get_or_post
@requires("people.edit")
def guardian_new(request: PortalRequest, pk: int) -> HttpResponse:
    """A parent of a pupil (clause 2.7)."""
    pupil = _card_of(request, pk)
    if Person.Kind.PUPIL not in pupil.kinds:
        raise Http404
    check(request, "people.edit", pupil)
    form = GuardianForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            guardian = add_guardian(pupil=pupil, actor=request.user, **form.cleaned_data)
            messages.success(request, f"{guardian.full_name} — представитель ученика {pupil.full_name}.")
            return redirect("dashboard:person", pupil.pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "title": f"Родитель: {pupil.full_name}", "row": pupil}
    return form_page(request, "orgstructure/person_form.html", context)


@get_or_post
@requires("people.add_to_class")
def people_paste(request: PortalRequest) -> HttpResponse:
    """A pasted list: first what was read, what would be written and what is asked, mended in place; then all in one go."""
    roles: list[tuple[str, str]] = [
        (Enrolment.Role.TEACHER, "сотрудники"),
        (Enrolment.Role.PUPIL, "ученики"),
        (Enrolment.Role.PARENT, "родители"),
    ]
    classes = _study_classes(request, "people.add_to_class")
    if not request.access.can("people.edit"):
        roles = roles[1:]
    initial = {"school_class": request.GET.get("class"), "role": request.GET.get("role")}
    form = PasteForm(posted(request), initial=initial, classes=classes, roles=roles)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["school_class"]:
            check(request, "people.add_to_class", form.cleaned_data["school_class"])
        if "confirm" in request.POST and not form.read.unanswered:
            try:
                return _write_list(request, form)
            except Refusal as refusal:
                add_refusal(form, refusal)
    verb, _, number = request.POST.get("do", "").partition(":")
    context = {
        "form": form,
        "open": number if verb == "edit" else "",
        "shown": form.is_settled,
    }
    return form_page(request, "orgstructure/people_paste.html", context)


def _write_list(request: PortalRequest, form: PasteForm) -> HttpResponse:
    data = form.cleaned_data
    place = data["school_class"] if data["role"] != Enrolment.Role.TEACHER else None
    written = write_list(
        organization=request.organization,
        role=data["role"],
        rows=form.rows,
        school_class=place,
        actor=request.user,
    )
    people, links = len(written.people), len(written.links)
    told = f"Записано: {people} {plural_form(people, 'человек', 'человека', 'человек')}"
    if links:
        told += f", связей с детьми: {links}"
    tell_done(request, f"{told}.", written.run)
    if written.there:
        messages.warning(request, f"Уже были в списке: {', '.join(written.there[:10])}.")
    return redirect("dashboard:school_class", place.pk) if place else redirect("orgstructure:people")
