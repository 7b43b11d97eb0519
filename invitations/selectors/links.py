"""Reads for those who make links: lists, counts, who may still be invited, the register of annulled ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from audit.selectors import history_of
from audit.words import short_of
from core import clock
from core.access import Access
from core.hosts import shown_address
from core.names import search_form
from core.russian import dt, ru_plural
from documents.russian import Case, inflect_name
from documents.selectors import sex_of
from invitations.codes import find_code, matches_short_code, read_code, read_short_code
from invitations.models import Invitation, InvitationQuerySet, is_expiring, is_past_due, is_working
from invitations.rules import EXPIRING_WITHIN
from invitations.selectors import presence
from invitations.selectors.notes import family_notes, own_notes
from invitations.selectors.words import role_word
from invitations.texts import NOT_ME, REFUSED, ROLES_WORDS
from orgstructure.models import Enrolment, PlatformLink, SchoolClass, posts_of
from orgstructure.rules import invited_roles
from orgstructure.selectors import classes_for, classes_where
from outbox.rules import OF_A_LINK

Status = Invitation.Status
Role = Enrolment.Role
EXPIRING, FULL, DISOWNED = "expiring", "full", "disowned"
MAX_QUERY = 300
BOXES = (
    (Status.ACTIVE.value, "Активные"),
    (EXPIRING, "Истекают"),
    (Status.ACCEPTED.value, "Приняты"),
    (Status.EXPIRED.value, "Истекли"),
    (Status.ANNULLED.value, "Аннулированы"),
    (DISOWNED, "Попали не тому"),
    ("all", "Все"),
)


def links_for(access: Access) -> InvitationQuerySet:
    """The links that an actor may see, each with its class, its person and what they work as."""
    rows: Any = access.rows("invitations.view", Invitation).select_related(
        "person", "school_class", "handed_by"
    )
    return rows.annotate(person_post=posts_of("person", clock.today()))


def links_to_manage(access: Access) -> InvitationQuerySet:
    """The links to which an actor may do something, each with its person and class."""
    return access.rows("invitations.manage", Invitation).select_related("person", "school_class")  # type: ignore[return-value]


def classes_with_links(access: Access) -> QuerySet[SchoolClass]:
    """The classes by which the list may be narrowed: those whose links the actor sees."""
    return classes_where(access, "invitations.of_class")


def box(name: str, now: datetime) -> Q:
    """The links of one state, true by the clock at `now`."""
    match name:
        case Status.ACTIVE:
            return is_working(now)
        case "expiring":
            return is_expiring(now, EXPIRING_WITHIN)
        case "disowned":
            return is_disowned()
        case Status.EXPIRED:
            return Q(status=Status.EXPIRED) | is_past_due(now)
        case Status.ACCEPTED | Status.ANNULLED:
            return Q(status=name)
    return Q()


def is_disowned() -> Q:
    """Closed by «это не я», and nobody has given the person another link since: whose it is still waits for one."""
    place = {name: OuterRef(name) for name in ("person", "school_class", "role")}
    later = Invitation.objects.filter(**place, pk__gt=OuterRef("pk"))
    there = Enrolment.objects.in_force(clock.today()).filter(**place, joined_at=None)
    closed = {"status": Status.ANNULLED, "annul_reason": NOT_ME, "annulled_by": None, "person__isnull": False}
    return Q(~Exists(later), Exists(there), **closed)


def box_counts(rows: QuerySet[Invitation], now: datetime) -> dict[str, int]:
    """How many of `rows` are in each of BOXES; one query."""
    return rows.order_by().aggregate(
        **{name: Count("pk", filter=box(name, now) or None) for name, _ in BOXES}
    )


def matching(rows: InvitationQuerySet, query: str) -> InvitationQuerySet:
    """`rows` that a search finds: by a name, by the whole link or its code, by the twelve digits from paper."""
    query = query.replace("\x00", "").strip()[:MAX_QUERY]
    if not query:
        return rows
    read = read_code(find_code(query))
    if read:
        return rows.filter(pk=read[0], version=read[1])
    digits = query.replace(" ", "").replace("-", "")
    if len(digits) == 12 and digits.isascii() and digits.isdigit():
        found = rows.filter(pk__in=[pk for pk, _ in read_short_code(digits)])
        return rows.filter(pk__in=[row.pk for row in found if matches_short_code(row, digits)])
    return rows.filter(person__search_name__contains=search_form(query))


@dataclass(frozen=True)
class Line:
    """One row of the list, ready to be shown."""

    link: Invitation
    look: str
    label: str
    who: str
    detail: str
    until: datetime
    over: bool
    may_manage: bool

    @property
    def handed(self) -> str:
        """«в мессенджере, вчера в 12:30, Рощина Е. П.»; '' of a link that nobody has handed over."""
        link = self.link
        if link.handed_at is None:
            return ""
        by = f", {link.handed_by}" if link.handed_by else ""
        return f"{link.get_handed_how_display()} {dt(link.handed_at)}{by}"


def lines(links: Iterable[Invitation], access: Access, now: datetime) -> list[Line]:
    """Links with all that a list says of them; one query for the families of all."""
    links = list(links)
    notes = family_notes(links) | own_notes(links)
    return [_line(link, notes, access, now) for link in links]


def _line(link: Invitation, notes: dict[tuple[int, int], str], access: Access, now: datetime) -> Line:
    state = link.state_at(now)
    look = EXPIRING if link.is_expiring(now, EXPIRING_WITHIN) else str(state)
    label = "истекает" if look == EXPIRING else Status(state).label
    if link.is_full:
        look, label = FULL, "заполнена"
    if was_refused(link):
        look, label = presence.REFUSED, "отказ"
    ended = {Status.ACCEPTED: link.accepted_at, Status.ANNULLED: link.annulled_at}.get(Status(state))
    return Line(
        link=link,
        look=look,
        label=label,
        who=link.person.full_name if link.person else "Ссылка класса",
        detail=_detail(link, notes, link.person_post),  # type: ignore[attr-defined]
        until=ended or link.expires_at,
        over=state != Status.ACTIVE,
        may_manage=access.can("invitations.manage", link),
    )


def _detail(link: Invitation, notes: dict[tuple[int, int], str], post: str) -> str:
    note = notes.get((link.person.pk, link.school_class_id), "") if link.person else ""
    if link.person is None:
        parts = [f"до {ru_plural(link.max_uses, 'человека,человек,человек')}, вступление по заявке"]
    elif link.role == Role.PARENT:
        parts = [note or role_word(link.role, link.person)]
    else:
        parts = [role_word(link.role, link.person, post), *filter(None, [note])]
    return " · ".join([*parts, link.annul_reason] if link.annul_reason else parts)


def history(link: Invitation) -> list[dict[str, Any]]:
    """What was done to a link, newest first: {at, who, what, why}."""
    return [
        {
            "at": event.at,
            "who": event.actor_name,
            "what": short_of(event.verb),
            "why": event.all_details.get("reason", ""),
        }
        for event in history_of(link, limit=50)
    ]


def made_together(link: Invitation, access: Access) -> QuerySet[Invitation]:
    """The links that were made by the same press as `link`."""
    rows = links_for(access).filter(created_at=link.created_at, created_by=link.created_by)
    return rows.order_by("school_class", "role", "person__search_name", "pk")


# --- Making ---------------------------------------------------------------------------------------------


def classes_to_invite(access: Access) -> list[SchoolClass]:
    """The classes into which the actor may invite at all."""
    return [
        row
        for row in classes_for(access)
        if any(
            access.can("invitations.create", Invitation(school_class=row, role=role)) for role in roles(row)
        )
    ]


def roles(school_class: SchoolClass) -> tuple[str, ...]:
    return invited_roles(school_class.is_staff_room)


@dataclass(frozen=True)
class Candidate:
    """Somebody who belongs to a class: `presence` says how far they are (selectors/presence.py)."""

    enrolment: Enrolment
    presence: str
    detail: str

    @property
    def is_free(self) -> bool:
        """Whether a link may be made: nobody who has joined or holds one gets another."""
        return self.presence in (presence.NOT_INVITED, presence.REFUSED)

    @property
    def has_refused(self) -> bool:
        """Their last word was no: they may be invited again at their own wish alone."""
        return self.presence == presence.REFUSED

    @property
    def has_joined(self) -> bool:
        return self.presence in presence.PRESENT


def candidates(enrolments: Iterable[Enrolment], now: datetime) -> list[Candidate]:
    """Who of these open enrolments is yet to be invited; two queries, however many there are."""
    rows = list(enrolments)
    places = presence.with_presence(Enrolment.objects.filter(pk__in=[row.pk for row in rows]), now)
    known = {place.pk: place for place in places.annotate(person_post=posts_of("person", clock.day_of(now)))}
    probes = [Invitation(person=row.person, school_class=row.school_class, role=row.role) for row in rows]
    notes = family_notes(probes) | own_notes(probes)
    return [_candidate(row, known.get(row.pk), probe, notes) for row, probe in zip(rows, probes, strict=True)]


def _candidate(row: Enrolment, known: Any, probe: Invitation, notes: dict[tuple[int, int], str]) -> Candidate:
    """`known`: the place as it is today, with presence and post; None where it has ended meanwhile."""
    state, post = (known.presence, known.person_post) if known else (presence.NOT_INVITED, "")
    return Candidate(row, state, _detail(probe, notes, post))


def open_enrolments(access: Access) -> QuerySet[Enrolment]:
    """The open enrolments in classes of today for which the actor may make links, by class and name."""
    today = clock.today()
    rows: Any = access.rows("invitations.create", Enrolment)
    rows = rows.in_force(today).filter(school_class__in=SchoolClass.objects.of_today(today))
    return rows.select_related("person", "school_class").order_by(
        "school_class", "role", "person__search_name", "pk"
    )


# --- Paper --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Printable:
    """A class with the number of its working links by role."""

    school_class: SchoolClass
    counts: list[tuple[str, int]]
    total: int


def printable_classes(access: Access, now: datetime) -> list[Printable]:
    """The classes whose links the actor may print, with how many there are; two queries."""
    rows = links_to_manage(access).working(now).order_by()
    counted: dict[int, dict[str, int]] = {}
    for school_class, role, number in rows.values_list("school_class", "role").annotate(n=Count("pk")):
        counted.setdefault(school_class, {})[role] = number
    return [
        Printable(
            row,
            [(ROLES_WORDS[role], counted[row.pk][role]) for role in Role.values if role in counted[row.pk]],
            sum(counted[row.pk].values()),
        )
        for row in classes_for(access)
        if row.pk in counted
    ]


def links_to_print(rows: InvitationQuerySet, now: datetime) -> list[Invitation]:
    """Working links in the order in which they are handed out: by class, role, name."""
    return list(
        rows.working(now)
        .select_related("organization", "person", "school_class")
        .order_by("school_class", "role", "person__search_name", "pk")
    )


# --- The register of annulled links ---------------------------------------------------------------------------


def annulled(access: Access) -> QuerySet[Invitation]:
    """The annulled links that the actor may see (clause 2.1 m)."""
    rows = links_for(access).filter(status=Status.ANNULLED)
    return rows.select_related("person", "school_class", "annulled_by")


def place_words(school_class: SchoolClass) -> str:
    """«5А класс», «Учительская»"""
    return "Учительская" if school_class.is_staff_room else f"{school_class} класс"


def without_platform_link(places: Iterable[tuple[SchoolClass, str]]) -> list[str]:
    """Those of (class, role) into which no link of the platform leads yet: «5А класс, родители». One query."""
    asked = {(row.pk, role): row for row, role in places}
    there = PlatformLink.objects.current().filter(
        school_class__in={pk for pk, _ in asked}, platform=F("school_class__platform")
    )
    known = set(there.values_list("school_class_id", "role")) if asked else set()
    return [
        f"{place_words(row)}, {ROLES_WORDS[role]}"
        for (pk, role), row in asked.items()
        if (pk, role) not in known
    ]


def was_refused(link: Invitation) -> bool:
    """Whether the person said no by this link; not that somebody of the school wrote such a reason."""
    return link.annul_reason == REFUSED and link.annulled_by_id is None


def is_there(link: Invitation, day: date) -> bool:
    """Whether the person of a personal link has joined the class on `day`, by this link or another; one query."""
    places = Enrolment.objects.in_force(day).with_joined(day)  # type: ignore[attr-defined]
    mine = places.filter(person=link.person_id, school_class=link.school_class_id, role=link.role)
    return link.person_id is not None and bool(mine.filter(has_joined=True).exists())


def may_restore(link: Invitation, now: datetime) -> bool:
    """Whether its holder closed a link whose time is not over: it could work again (services/restoring.py)."""
    by_holder = link.annul_reason in (REFUSED, NOT_ME) and link.annulled_by_id is None
    return link.status == Status.ANNULLED and by_holder and link.is_within_lifetime(now)


def whose_words(link: Invitation) -> str:
    """«Ссылка Елены Н.», «Ссылка класса 5А»: whose link it is, without the whole name."""
    person = link.person
    if person is None:
        return f"Ссылка класса {link.school_class}"
    first = inflect_name("", person.first_name, "", Case.GENITIVE, sex_of(person))
    return f"Ссылка {first} {person.last_name[:1]}."


def will_end(link: Invitation) -> str:
    """What is said before a link is closed: «Ссылка Елены Н. перестанет работать.»"""
    return f"{whose_words(link)} перестанет работать."


def portal_host() -> str:
    """Where a short code is typed, as it is printed: without the scheme."""
    return f"{shown_address(settings.PORTAL_URL)}/i/"


def outlived_letters(now: datetime) -> Q:
    """The letters of links that work no more: accepted, closed, or past their time."""
    working = Invitation.objects.working(now).filter(pk=OuterRef("subject_id"))
    return Q(~Exists(working), kind__in=OF_A_LINK, subject_type=Invitation._meta.label_lower)
