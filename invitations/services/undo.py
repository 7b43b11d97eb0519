"""Undoing bulk decisions about links: new ones are annulled, annulled ones work again, stamps of unsent letters go."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from audit.services import record_set
from core import clock
from core.access import ActorLike
from core.sets import among
from core.states import transition_many
from invitations.models import Invitation
from invitations.texts import UNDONE
from orgstructure.models import Enrolment, Guardianship
from outbox.models import Message
from outbox.services import cancel_unclaimed
from roles.models import Assignment
from undo.models import Written
from undo.registry import Rows
from undo.services import write_values

Status = Invitation.Status
LETTER, LINK = Message._meta.label_lower, Invitation._meta.label_lower


def take_back_links(rows: Rows) -> dict[int, str]:
    """Links that the run made are annulled, with their letters that have not left; those accepted stay, those that work
    no more are as they were.

    They are never deleted: somebody may hold them, and the register shows every annulled one (clause 2.1 m).
    """
    now, who = clock.now(), None if isinstance(rows.actor, str) else rows.actor
    links = Invitation.objects.filter(pk__in=among(list(rows.lines)))
    about = Message.objects.filter(subject_type=LINK, subject_id__in=among(list(rows.lines)))
    cancel_unclaimed(messages=about, actor=rows.actor)
    done = transition_many(
        links.working(now).order_by("pk").select_for_update(),
        Status.ANNULLED,
        annulled_at=now,
        annulled_by=who,
        annul_reason=UNDONE,
        replaces=None,
    )
    _journal("invitation.annulled", done, rows.actor, now, reason=UNDONE)
    mailed = set(about.exclude(status=Message.Status.CANCELLED).values_list("subject_id", flat=True))
    annulled, outcome = set(done), dict[int, str]()
    for pk, status, uses, how, printed in links.values_list(
        "pk", "status", "uses", "handed_how", "printed_at"
    ):
        if status == Status.ACCEPTED:
            outcome[pk] = "accepted"
        elif pk not in annulled:
            outcome[pk] = "works_no_more"
        elif pk in mailed:
            outcome[pk] = "taken_mailed"
        elif how == Invitation.Way.MESSENGER:
            outcome[pk] = "taken_told"
        elif printed or how == Invitation.Way.PAPER:
            outcome[pk] = "taken_printed"
        elif uses:
            outcome[pk] = "taken_used"
    return outcome


def put_back_links(rows: Rows) -> dict[int, str]:
    """Links that the run annulled work again; dates and stamps that it wrote are as they were, unless a letter has left."""
    annulled = [pk for pk, line in rows.lines.items() if "status" in line.before]
    kept = restore_links(run=rows.run, ids=annulled, actor=rows.actor)
    others = {pk: line for pk, line in rows.lines.items() if "status" not in line.before}
    left = _whose_letters_left(rows.run)
    kept |= {pk: "mailed" for pk in others if pk in left}
    kept |= {pk: "changed" for pk in others if pk in rows.changed and pk not in left}
    groups: dict[tuple[Any, ...], list[int]] = {}
    for pk, line in others.items():
        if pk not in kept:
            groups.setdefault(tuple(sorted(line.before.items())), []).append(pk)
    for values, ids in groups.items():
        write_values(LINK, ids, dict(values))
        _journal("undo.restored", ids, rows.actor, clock.now(), run=str(rows.run.pk))
    return kept


def lean_on(label: str, ids: list[int]) -> Iterable[tuple[int, int]]:
    """(a working personal link, the place it invites to) of places, and of what gives a place: a child, a class taught."""
    links = Invitation.objects.working(clock.now()).filter(kind=Invitation.Kind.PERSONAL)
    if label == Enrolment._meta.label_lower:
        place = "person__enrolments"
        same = {f"{place}__school_class": F("school_class"), f"{place}__role": F("role")}
        return links.filter(**{f"{place}__in": among(ids)}, **same).values_list("pk", f"{place}__pk")
    if label == Guardianship._meta.label_lower:
        wards = Enrolment.objects.unended().filter(
            role=Enrolment.Role.PUPIL,
            school_class=OuterRef("school_class"),
            person=OuterRef("person__wards__pupil"),
        )
        found = links.filter(Exists(wards), person__wards__in=among(ids), role=Invitation.Role.PARENT)
        return found.values_list("pk", "person__wards__pk")
    if label == Assignment._meta.label_lower:
        post = "person__assignments"
        same = {f"{post}__school_class": F("school_class"), f"{post}__in": among(ids)}
        return links.filter(role=Invitation.Role.TEACHER, **same).values_list("pk", f"{post}__pk")
    return ()


def restore_links(*, run: Any, ids: Iterable[int], actor: ActorLike) -> dict[int, str]:
    """From annulled back to active: links (of `ids`) that `run` itself annulled, within their first lifetime, where no
    other open link was made meanwhile and the person's place is there. Returns why the others stay, {id: reason}.
    What its holder closed: restoring.py.
    """
    now = clock.now()
    mine = run.written.filter(
        row_model=LINK, row_id__in=among(list(ids)), what=Written.What.CHANGED, before__has_key="status"
    )
    links = Invitation.objects.filter(pk__in=mine.values("row_id"), status=Status.ANNULLED)
    list(links.order_by("pk").select_for_update().values_list("pk"))
    other = Invitation.objects.filter(
        kind=Invitation.Kind.PERSONAL,
        status=Status.ACTIVE,
        person=OuterRef("person"),
        school_class=OuterRef("school_class"),
        role=OuterRef("role"),
    )
    reissued = Invitation.objects.filter(replaces=OuterRef("pk"))
    judged = links.annotate(has_other=Exists(other), is_replaced=Exists(reissued))
    gone = _places_gone(links, run)
    free, kept = [], {}
    for pk, end, has_other, is_replaced in judged.values_list("pk", "expires_at", "has_other", "is_replaced"):
        if pk in gone:
            kept[pk] = "without"
        elif end <= now:
            kept[pk] = "expired"
        elif has_other or is_replaced:
            kept[pk] = "another_link"
        else:
            free.append(pk)
    done = transition_many(
        Invitation.objects.filter(pk__in=among(free), status=Status.ANNULLED),
        Status.ACTIVE,
        annulled_at=None,
        annulled_by=None,
        annul_reason="",
        reported_at=None,
    )
    _journal("invitation.restored", done, actor, now)
    return {pk: kept.get(pk, "changed") for pk in ids if pk not in set(done)}


def _places_gone(links: Any, run: Any) -> set[int]:
    """The personal ones of `links` whose person has no place in their class, and gets none back by the undo of `run`."""
    lines = run.written.filter(row_model=Enrolment._meta.label_lower)
    reopened = lines.filter(what=Written.What.CHANGED)
    place = Enrolment.objects.filter(
        person=OuterRef("person"), school_class=OuterRef("school_class"), role=OuterRef("role")
    )
    place = place.filter(Q(pk__in=Enrolment.objects.unended()) | Q(pk__in=reopened.values("row_id")))
    without = links.filter(~Exists(place), person__isnull=False)
    deleted = lines.filter(what=Written.What.DELETED).values_list("before", flat=True)
    again = {(values["person_id"], values["school_class_id"], values["role"]) for values in deleted}
    keys = without.values_list("pk", "person_id", "school_class_id", "role")
    return {pk for pk, *key in keys if tuple(key) not in again}


def _whose_letters_left(run: Any) -> set[int]:
    """The links whose letters the run wrote and could not cancel."""
    letters = run.written.filter(row_model=LETTER, what=Written.What.MADE)
    left = Message.objects.filter(pk__in=letters.values("row_id")).exclude(status=Message.Status.CANCELLED)
    return {pk for pk in left.values_list("subject_id", flat=True) if pk}


def _journal(verb: str, ids: Iterable[int], actor: ActorLike, at: datetime, **details: Any) -> None:
    ids = list(ids)
    if ids:
        links = Invitation.objects.filter(pk__in=among(ids))
        record_set(verb, links, actor=actor, label=Invitation.label_in_sql(), details=details, at=at)
