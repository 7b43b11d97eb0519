"""Pages that write the people: one by one, or a whole pasted list."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import clock
from core.access import PortalRequest
from core.effects import told
from core.errors import Refusal
from core.folding import one_line
from core.numbers import row_number
from core.opened import opened
from core.russian import plural_form
from core.web import (
    add_refusal,
    back,
    check,
    form_page,
    get_or_post,
    next_of,
    posted,
    query_with,
    requires,
)
from orgstructure import texts
from orgstructure.child_form import ChildForm
from orgstructure.forms import GuardianForm, NewPersonForm, PersonForm
from orgstructure.models import Enrolment, Person, SchoolClass
from orgstructure.paste_form import PasteForm
from orgstructure.rules import Namesake
from orgstructure.selectors import classes_for, classes_where, people_for, posts_on
from orgstructure.services import people as people_services
from orgstructure.services.guardians import add_guardian, link_guardian
from orgstructure.services.lists import write_list
from undo.web import tell_done

MAX_ASKED = 300  # signs of what a request says of a child


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
    form = opened(PersonForm(posted(request), initial=initial, kinds=row.kinds))
    if request.method == "POST" and form.is_valid():
        try:
            with told() as heard:
                people_services.edit_card(person=row, actor=request.user, **form.cleaned_data)
            messages.success(request, "Сохранено.")
            for effect in heard:
                if effect.model == "orgstructure.guardianship":
                    messages.info(request, f"{effect.sentence}.")
            return back(request, "dashboard:person", row.pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {
        "form": form,
        "title": row.full_name,
        "row": row,
        "odd_case": not form.is_bound and row.name_in_usual_case,
        "next": next_of(request),
    }
    return form_page(request, "orgstructure/person_form.html", context)


@require_POST
@requires("people.edit")
def person_case(request: PortalRequest, pk: int) -> HttpResponse:
    """«ПОПОВА СВЕТЛАНА» becomes «Попова Светлана»."""
    row = _card_of(request, pk)
    check(request, "people.edit", row)
    people_services.edit_person(person=row, actor=request.user, **row.name_in_usual_case)
    messages.success(request, f"Записано: {row.full_name}.")
    return redirect("dashboard:person", row.pk)


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
            names = {"pupil": pupil.full_name, "guardian": guardian.full_name}
            messages.success(request, texts.GUARDIAN_WRITTEN.format(**names))
            return redirect("dashboard:person", pupil.pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "title": f"Родитель: {pupil.full_name}", "row": pupil}
    return form_page(request, "orgstructure/person_form.html", context)


@get_or_post
@requires("people.edit")
def child_new(request: PortalRequest, pk: int) -> HttpResponse:
    """A child of a parent who is in a class already: by a request that did not say whose parent it was (clause 2.7)."""
    parent = _card_of(request, pk)
    if Person.Kind.PARENT not in parent.kinds:
        raise Http404
    check(request, "people.edit", parent)
    asked, written = one_line(request.GET.get("child", ""))[:MAX_ASKED], request.GET.get("person")
    form = ChildForm(posted(request), parent=parent, initial={"child": written})
    if request.method == "POST" and form.is_valid():
        try:
            made = link_guardian(
                guardian=parent,
                pupil=form.cleaned_data["child"],
                relation=form.cleaned_data["relation"],
                actor=request.user,
            )
            names = {"pupil": made.pupil.full_name, "guardian": parent.full_name}
            messages.success(request, texts.GUARDIAN_WRITTEN.format(**names))
            return back(request, "dashboard:person", parent.pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {
        "form": form,
        "title": f"Ребёнок: {parent.full_name}",
        "lead": f"В заявке написано: «{asked}»" if asked else "",
        "row": parent,
        "next": next_of(request),
        "pupil_of": form.school_class,
    }
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
    editable = request.access.rows("people.edit", Person)
    initial = {"school_class": request.GET.get("class"), "role": request.GET.get("role")}
    asked = row_number(request.GET.get("person"))
    if asked is not None and (one := editable.filter(pk=asked).first()):
        initial["text"] = one.full_name + (f"; {one.birth_date:%d.%m.%Y}" if one.birth_date else "")
    phone = request.organization.phone
    form = PasteForm(
        posted(request), initial=initial, classes=classes, roles=roles, editable=editable, school_phone=phone
    )
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["school_class"]:
            check(request, "people.add_to_class", form.cleaned_data["school_class"])
        if request.POST.get("confirm") == form.mark and not form.read.unanswered:
            try:
                return _write_list(request, form)
            except Refusal as refusal:
                add_refusal(form, refusal)
    verb, _, number = request.POST.get("do", "").partition(":")
    context = {
        "form": form,
        "open": number if verb == "edit" else "",
        "shown": form.is_settled,
        "differs": form.is_settled and request.POST.get("confirm", form.mark) != form.mark,
        "draft": _draft_of(request) if form.is_bound else "",
    }
    return form_page(request, "orgstructure/people_paste.html", context)


def _draft_of(request: PortalRequest) -> str:
    """The address of the empty form for the class and the role that were sent."""
    sent = {"class": request.POST.get("school_class"), "role": request.POST.get("role")}
    return request.path + query_with(QueryDict(), **sent)


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
    people, links = len(written.people) + len(written.joined), len(written.links)
    told = f"Записано: {people} {plural_form(people, 'человек', 'человека', 'человек')}"
    if links:
        told += f", связей с детьми: {links}"
    if written.filled:
        told += f", карточек дополнено: {len(written.filled)}"
    tell_done(request, f"{told}.", written.run)
    if place and form.whole:
        address = reverse("orgstructure:people_paste")
        again = query_with(QueryDict(), **{"class": place.pk, "role": Enrolment.Role.PARENT.value})
        messages.info(request, texts.PARENTS_NEXT, extra_tags=f"{address}{again}#parents")
    if written.there:
        messages.warning(request, f"Уже были в списке: {', '.join(written.there[:10])}.")
    return redirect("dashboard:school_class", place.pk) if place else redirect("orgstructure:people")
