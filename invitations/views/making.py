"""New links (clause 2.1 g): for people of a class, for people chosen elsewhere, one for a class; and what was made."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from core import clock
from core.access import PortalRequest
from core.errors import Refusal
from core.numbers import row_numbers
from core.russian import ru_plural
from core.web import add_refusal, check, get_or_post, posted, render_page, requires
from invitations.codes import link_url
from invitations.forms import ROLE_CHOICES, ClassLinkForm, PersonalForm
from invitations.models import Invitation
from invitations.selectors import links as selectors
from invitations.selectors.sharing import without_link
from invitations.services import links as services
from invitations.views.common import MAX_CHOSEN, class_of, link_of, role_of
from orgstructure.models import SchoolClass
from undo.web import tell_done


@get_or_post
@requires("invitations.create")
def new(request: PortalRequest) -> HttpResponse:
    """New links: a class and a role, then people ticked or one link for the class; or people chosen elsewhere."""
    if "people" in request.GET:
        return _new_for_people(request)
    classes = selectors.classes_to_invite(request.access)
    school_class = class_of(request, SchoolClass.objects.filter(pk__in=[row.pk for row in classes]))
    if school_class is None and len(classes) == 1:
        school_class = classes[0]
    role = role_of(request)
    if school_class and role not in selectors.roles(school_class):
        free = without_link(request.access, school_class, clock.now())
        role = free[0][0] if free else selectors.roles(school_class)[0]
    context: dict[str, Any] = {
        "classes": classes,
        "school_class": school_class,
        "role": role,
        "kind": "personal",
    }
    if school_class is None:
        return render_page(request, "invitations/links_new.html", context)
    check(request, "invitations.create", Invitation(school_class=school_class, role=role))
    enrolments = selectors.open_enrolments(request.access).filter(school_class=school_class, role=role)
    sent = posted(request)
    kind = "class" if sent is not None and sent.get("kind") == "class" else "personal"
    form = PersonalForm(sent if kind == "personal" else None, enrolments=enrolments, role=role)
    # Both forms ask for days: ids of its own keep a label at the field it stands over.
    class_form = ClassLinkForm(
        sent if kind == "class" else None,
        role=role,
        decides=request.access.can("requests.decide"),
        auto_id="class_%s",
    )
    if sent is not None:
        done = (
            _make(request, form)
            if kind == "personal"
            else _make_class_link(request, class_form, school_class, role)
        )
        if done:
            return done
    people = selectors.candidates(enrolments, clock.now())
    context |= {
        "roles": [pair for pair in ROLE_CHOICES if pair[0] in selectors.roles(school_class)],
        "form": form,
        "class_form": class_form,
        "kind": kind,
        "people": people,
        "done": sum(not person.is_free for person in people),
        "ticked": _ticked(sent if kind == "personal" else None, people),
        "unlinked": selectors.without_platform_link([(school_class, role)]),
    }
    return render_page(
        request, "invitations/links_new.html", context, status=400 if sent is not None else 200
    )


def _new_for_people(request: PortalRequest) -> HttpResponse:
    """Links for people ticked in a list of people: every class and role where they are awaited."""
    ids = row_numbers(request.GET["people"].split(",") + request.GET.getlist("people"))[:MAX_CHOSEN]
    enrolments = selectors.open_enrolments(request.access).filter(person__in=ids)
    sent = posted(request)
    form = PersonalForm(sent, enrolments=enrolments)
    if sent is not None:
        done = _make(request, form)
        if done:
            return done
    people = selectors.candidates(enrolments, clock.now())
    context = {
        "form": form,
        "people": people,
        "done": sum(not person.is_free for person in people),
        "ticked": _ticked(sent, people),
        "by_people": True,
        "unlinked": selectors.without_platform_link(
            (person.enrolment.school_class, person.enrolment.role) for person in people
        ),
    }
    return render_page(
        request, "invitations/links_new.html", context, status=400 if sent is not None else 200
    )


def _ticked(sent: Any, people: list[selectors.Candidate]) -> set[int]:
    """Which people are ticked: as they were sent, else all who are yet to be invited; never who said no (lesson B11)."""
    if sent is not None:
        return set(row_numbers(sent.getlist("enrolment")))
    return {person.enrolment.pk for person in people if person.is_free and not person.has_refused}


def _make(request: PortalRequest, form: PersonalForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    chosen = list(form.cleaned_data["enrolment"])
    for school_class, role in {(row.school_class, row.role) for row in chosen}:
        check(request, "invitations.create", Invitation(school_class=school_class, role=role))
    try:
        made = services.create_for_enrolments(
            organization=request.organization,
            enrolments=chosen,
            days=form.cleaned_data["days"],
            at_own_wish=request.POST.get("at_own_wish") == "yes",
            actor=request.user,
        )
    except Refusal as refusal:
        form.asks_own_wish = refusal.field == "at_own_wish"
        add_refusal(form, refusal)
        return None
    for names, words in ((made.have_one, "уже есть действующая ссылка"), (made.joined, "уже вступили")):
        if names:
            more = f" и ещё {len(names) - 5}" if len(names) > 5 else ""
            messages.warning(request, f"Пропущены, {words}: {', '.join(names[:5])}{more}.")
    if not made.links:
        form.add_error(None, "Ни одной новой ссылки: у всех отмеченных ссылка уже есть, или они вступили.")
        return None
    words = f"Сделано: {ru_plural(len(made.links), 'ссылка,ссылки,ссылок')}."
    tell_done(request, words, made.run)
    return redirect("invitations:made", made.links[0].pk)


def _make_class_link(
    request: PortalRequest, form: ClassLinkForm, school_class: SchoolClass, role: str
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        link = services.create_class_link(
            organization=request.organization,
            school_class=school_class,
            role=role,
            actor=request.user,
            **form.cleaned_data,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None
    return redirect("invitations:made", link.pk)


@require_GET
@requires("invitations.view")
@cache_control(no_store=True)
def made(request: PortalRequest, pk: int) -> HttpResponse:
    """What one press made: print, send or copy it from here."""
    first = link_of(request, pk)
    check(request, "invitations.manage", first)
    rows = selectors.made_together(first, request.access)
    total = rows.count()
    shown = list(rows[:50])
    context = {
        "link": first,
        "total": total,
        "lines": selectors.lines(shown, request.access, clock.now()),
        "with_mail": rows.exclude(person__email="").exclude(person=None).count(),
        "urls": [link_url(row) for row in shown] if total == 1 else [],
        "ids": list(rows.values_list("pk", flat=True)[:MAX_CHOSEN]),
        "unlinked": selectors.without_platform_link((row.school_class, row.role) for row in shown),
    }
    return render_page(request, "invitations/links_made.html", context)
