"""«Структура»: the classes by parallel with their coverage; one class; one person."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from audit.selectors import events_about
from chats.selectors import class_slots
from consents.models import Decision
from consents.selectors import decisions_about
from core import clock
from core.access import PortalRequest
from core.dated import is_in_force, is_over, is_unended
from core.pagination import paginate
from core.web import render_page, requires
from documents.selectors import address_in_orders
from invitations.models import Invitation, JoinRequest, ReturnLink
from invitations.selectors.coverage import Figures, coverage
from invitations.selectors.presence import INVITED, PRESENT, REFUSED, annotate_presence, people_of
from invitations.selectors.requests import guesses_about
from invitations.selectors.returning import asked_to_return
from invitations.selectors.sharing import waiting_of
from orgstructure.models import Enrolment, Guardianship, Person, SchoolClass
from orgstructure.rules import invited_roles
from orgstructure.selectors import (
    archived_classes_for,
    classes_for,
    current_year,
    enrolments_of,
    family_of,
    people_for,
    platform_links_of,
    with_platform_links,
)
from roles.models import Assignment, Membership
from roles.selectors import class_teachers_of, former_addresses
from roles.services.assignments import NOT_BY_HAND

FOR_WHOM = {"pupil": "Для учеников", "parent": "Для родителей", "teacher": "Для педагогов"}
GROUPS = [("pupil", "Ученики"), ("parent", "Родители"), ("teacher", "Педагоги")]


@require_safe
@requires("structure.view")
def structure(request: PortalRequest) -> HttpResponse:
    """«Учительская» first, then the classes by parallel (clause 2.1 f)."""
    classes = list(classes_for(request.access))
    figures = coverage(clock.now(), classes)
    leaders = class_teachers_of(classes, clock.today())
    cards = [_card(c, figures, leaders) for c in classes if not c.is_staff_room]
    staff_room = next((c for c in classes if c.is_staff_room), None)
    context = {
        "staff_room": staff_room and _card(staff_room, figures, leaders),
        "grades": [(grade, list(rows)) for grade, rows in groupby(cards, key=lambda card: card["row"].grade)],
        "year": current_year(),
        "total": len(cards),
        "may_edit": (may_edit := request.access.can("structure.edit")),
        "archived": archived_classes_for(request.access).count() if may_edit else 0,
    }
    return render_page(request, "dashboard/structure.html", context)


@require_safe
@requires("structure.edit")
def archive(request: PortalRequest) -> HttpResponse:
    """The classes in the archive, with the way to what was done to each."""
    page = paginate(archived_classes_for(request.access), ("-archived_at", "-pk"), request.GET.get("cursor"))
    return render_page(request, "dashboard/archive.html", {"page": page})


def _archived(request: PortalRequest, pk: int) -> HttpResponse:
    """Where a class that has left the lists is found; 404 for one that is not the reader's."""
    get_object_or_404(archived_classes_for(request.access), pk=pk)
    messages.info(request, "Этот класс в архиве.")
    return redirect("dashboard:archive" if request.access.can("structure.edit") else "dashboard:structure")


def _card(
    row: SchoolClass, figures: dict[tuple[int, str], Figures], leaders: Mapping[int, Person]
) -> dict[str, Any]:
    groups = [(word, figures[row.pk, role]) for role, word in GROUPS if (row.pk, role) in figures]
    if not row.is_staff_room:
        groups = [(word, one) for word, one in groups if word != "Педагоги"]
    return {"row": row, "groups": groups, "leader": leaders.get(row.pk)}


@require_safe
@requires("classes.view")
def school_class(request: PortalRequest, pk: int) -> HttpResponse:
    """A class in the order that matters: who has not joined, the chats; folded: everybody, who leads it, what happened."""
    row = with_platform_links(classes_for(request.access)).filter(pk=pk).first()
    if row is None:
        return _archived(request, pk)
    now = clock.now()
    people = list(people_of(row, now))
    figures = coverage(now, [row])
    groups = [
        {
            "role": role,
            "word": word,
            "figures": figures.get((row.pk, role), Figures()),
            "people": [(e, e.presence) for e in people if e.role == role],
            # The teachers of a class are invited into «Учительская».
            "may_invite": role in invited_roles(row.is_staff_room)
            and request.access.can("invitations.create", Invitation(school_class=row, role=role)),
        }
        for role, word in (GROUPS if not row.is_staff_room else [("teacher", "Сотрудники")])
    ]
    # The teachers of a class join in «Учительская»: nobody waits for them here.
    awaited = [e for e in people if row.is_staff_room or e.role != Enrolment.Role.TEACHER]
    waiting = waiting_of(awaited, request.access, now)
    context = {
        "row": row,
        "groups": groups,
        "waiting": waiting,
        "to_share": any(one.link for one in waiting),
        "refused": [e for e in awaited if e.presence == REFUSED],
        "awaited": awaited,
        "present": sum(e.presence in PRESENT for e in awaited),
        "assignments": _assignments(request)
        .in_force(clock.today())
        .filter(school_class=row)
        .select_related("person", "subject"),
        "slots": class_slots(row, request.access, figures),
        "events": events_about(row) if request.access.can("journal.view") else [],
        "about": f"{row._meta.label_lower}:{row.pk}",
        "may_edit": request.access.can("classes.edit", row),
        "links": _links(row),
        "sees_link": request.access.can("classes.see_link", row),
        "edits_link": request.access.can("classes.edit_link", row),
        "adds": request.access.can("people.add_to_class", row),
        "leads": request.access.can("classes.lead", row),
        "sees_contact": request.access.can("invitations.of_class", row),
        "returns": asked_to_return(request.access, school_class=row) if _grants(request, row) else [],
    }
    return render_page(request, "dashboard/school_class.html", context)


def _grants(request: PortalRequest, row: SchoolClass) -> bool:
    """Whether the actor may let the people of a class come back."""
    return request.access.can("returns.grant", ReturnLink(school_class=row, role="parent"))


def _assignments(request: PortalRequest) -> Any:
    """Who holds which role, as far as the actor may see it."""
    return request.access.rows("assignments.view", Assignment)


def _held_by(request: PortalRequest, person: Person) -> Any:
    """What a person has been appointed to, latest first, as far as the actor may see it."""
    rows = _assignments(request).begun_once().latest_first().filter(person=person)
    return rows.select_related("school_class", "subject", "order")


def _links(row: SchoolClass) -> list[tuple[str, str]]:
    """(for whom, the link on the platform or ''); one line for nobody in particular where all roles have the same."""
    links = platform_links_of(row)
    if len(set(links.values())) == 1:
        return [("", link) for link in set(links.values()) if link]
    return [(FOR_WHOM[role], link) for role, link in links.items()]


@require_safe
@requires("people.view")
def person(request: PortalRequest, pk: int) -> HttpResponse:
    """A person: where they should be and are, roles, links, consents, family; the phone only for those who may."""
    today = clock.today()
    waits = guesses_about(OuterRef("pk"))
    seen = (
        people_for(request.access)
        .with_kinds(today)
        .with_posts(today)
        .with_past()
        .annotate(has_guess=Exists(waits))
    )
    row: Any = get_object_or_404(seen, pk=pk)
    now = clock.now()
    enrolments = list(annotate_presence(enrolments_of(row, request.access), now))
    # Also those into places that are over, or were never to be.
    links = list(
        request.access.rows("invitations.view", Invitation)
        .filter(person=row)
        .select_related("school_class")
        .order_by("-pk")[:10]
    )
    family = _family(request, row)
    held = list(_held_by(request, row)) if row.employments_known else []
    accounts = request.access.rows("accounts.view", Membership)
    membership = accounts.filter(person=row).select_related("user").first()
    context = {
        "row": row,
        "enrolments": enrolments,
        "ended": {e.pk for e in enrolments if is_over(e, today)},
        "may_end": _may_end(request, family),
        "may_take_out": _may_take_out(request, enrolments),
        "guardians": [link for link in family if link.pupil_id == row.pk],
        "wards": [link for link in family if link.guardian_id == row.pk],
        "assignments": held,
        "employments": row.employments.all() if _has_changed_posts(row) else [],
        "guesses": _guesses(request, row),
        "former_names": row.former_names.all() if row.has_former_names else [],
        "links": [(link, link.state_at(now)) for link in links],
        "sees_links": bool(links) or _sees_links(request, enrolments),
        "consents": decisions_about(row, request.access)[:10]
        if request.access.can("consents.view", Decision(subject=row))
        else [],
        "membership": membership,
        "events": events_about(row, *held) if request.access.can("journal.view") else [],
        "about": f"{row._meta.label_lower}:{row.pk}",
        "may_invite": _may_invite(request, enrolments),
        "to_share": urlencode(
            [("link", link.pk) for link in links if _may_share(request, link, enrolments, now)]
        ),
        "sees_phone": request.access.can("people.see_phone"),
        "may_edit": request.access.can("people.edit", row),
        "may_assign": (assigns := request.access.can("roles.assign")),
        "ended_by_hand": [a for a in held if assigns and is_unended(a) and a.role not in NOT_BY_HAND],
        "may_give_access": (gives := request.access.can("roles.give_access")),
        "address": _address_of(row) if gives and not membership and Person.Kind.STAFF in row.kinds else "",
        "roles": Enrolment.Role,
    }
    return render_page(request, "dashboard/person.html", context)


def _may_share(request: PortalRequest, link: Invitation, enrolments: list[Any], now: datetime) -> bool:
    """Whether the link is what the person waits for, and the actor's to hand over."""
    waits = {(e.school_class_id, e.role) for e in enrolments if e.presence == INVITED}
    return (
        (link.school_class_id, link.role) in waits
        and link.state_at(now) == Invitation.Status.ACTIVE
        and request.access.can("invitations.manage", link)
    )


def _sees_links(request: PortalRequest, enrolments: list[Enrolment]) -> bool:
    """Whether the links to any of these places are the actor's to see: of others nothing is said, not that there are none."""
    places = [Invitation(school_class=e.school_class, role=e.role) for e in enrolments]
    return any(request.access.can("invitations.view", place) for place in [*places, Invitation()])


def _has_changed_posts(row: Any) -> bool:
    """Whether there is more to tell of somebody's work than the one post that stands beside the name."""
    return row.employments_known > (1 if Person.Kind.STAFF in row.kinds else 0)


def _guesses(request: PortalRequest, row: Any) -> list[JoinRequest]:
    """Children who probably are this person's, as far as the actor may say so."""
    rows = guesses_about(row) if row.has_guess else []
    return [guess for guess in rows if request.access.can("requests.confirm_child", guess)]


def _family(request: PortalRequest, row: Person) -> list[Guardianship]:
    """Parents or children, as far as the actor may see them."""
    if not {Person.Kind.PUPIL, Person.Kind.PARENT} & set(row.kinds):
        return []
    seen = people_for(request.access)
    return list(family_of(row).filter(guardian__in=seen, pupil__in=seen))


def _address_of(row: Person) -> str:
    """The address that a way in is offered by: the one that they had, the card's, or that of an order about them."""
    return former_addresses([row]).get(row.pk) or row.email or address_in_orders(row)


def _may_end(request: PortalRequest, family: list[Guardianship]) -> set[int]:
    """Which of these ties the actor may end."""
    rows = request.access.rows("guardians.end", Guardianship) if family else Guardianship.objects.none()
    return set(rows.filter(pk__in=[link.pk for link in family]).values_list("pk", flat=True))


def _may_take_out(request: PortalRequest, enrolments: list[Any]) -> list[Any]:
    """Out of which of these places the actor may take a pupil."""
    pupils = [e for e in enrolments if e.role == Enrolment.Role.PUPIL and is_unended(e)]
    return [e for e in pupils if request.access.can("places.end", e)]


def _may_invite(request: PortalRequest, enrolments: list[Any]) -> bool:
    """Whether there is a class for which the person holds no link yet, nor has joined, and the actor may invite into."""
    return any(
        request.access.can("invitations.create", Invitation(school_class=e.school_class, role=e.role))
        for e in enrolments
        if is_in_force(e, clock.today()) and e.presence not in (*PRESENT, INVITED)
    )
