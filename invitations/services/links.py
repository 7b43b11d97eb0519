"""Making, prolonging, reissuing and annulling links (clauses 2.1 g, 2.1 m), set-based."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from audit.services import record, record_many
from consents.selectors import has_refused
from consents.services import ensure_text
from core import clock
from core.access import Account
from core.errors import Conflict, Invalid
from core.russian import ru_plural
from core.sets import among
from core.states import transition_many
from invitations.models import Invitation
from invitations.rules import MAX_AT_ONCE, check_uses, clean_reason, default_days, expiry
from invitations.selectors.presence import PRESENT, presence_by_place, with_presence
from invitations.services.expiry import mark_expired
from invitations.services.insertion import insert_personal
from invitations.texts import ASK_FOR_OWN_WISH, REISSUED
from orgstructure.models import Enrolment, Organization, Person, SchoolClass
from orgstructure.services.enrolments import check_role
from undo.models import Run
from undo.services import Counted, Listed, keep_changing, keep_made, undoable

Status = Invitation.Status
PEOPLE, LINKS = "человек,человека,человек", "ссылка,ссылки,ссылок"
# What annulling a link writes.
ANNULMENT = ("status", "annulled_at", "annulled_by", "annul_reason")


@dataclass
class Made:
    """What a bulk making brought: the new links, and the names of people passed over, by cause."""

    links: list[Invitation] = field(default_factory=list)
    have_one: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    not_enrolled: list[str] = field(default_factory=list)
    run: Run | None = None


@transaction.atomic
def create_personal(
    *,
    organization: Organization,
    people: Iterable[Person],
    school_class: SchoolClass,
    role: str,
    actor: Account,
    days: int | None = None,
) -> Made:
    """Personal links for `people` into a class in a role, for `days` (by default those of rules.DAYS).

    Passed over, and named: who holds a working link, who has joined, who is not enrolled there in that role.
    """
    people = list(people)
    _check_number(len(people))
    enrolments = (
        Enrolment.objects.in_force(clock.today())
        .filter(school_class=school_class, role=role, person__in=people)
        .select_related("person")
    )
    made = _make_undoable(organization, list(enrolments), days, actor)
    enrolled = {enrolment.person_id for enrolment in enrolments}
    made.not_enrolled = [person.full_name for person in people if person.pk not in enrolled]
    return made


@transaction.atomic
def create_for_enrolments(
    *,
    organization: Organization,
    enrolments: Iterable[Enrolment],
    actor: Account,
    days: int | None = None,
    at_own_wish: bool = False,
) -> Made:
    """Personal links for open enrolments, of whatever classes and roles; each role has its own lifetime unless told.

    Passed over, and named: who holds a working link and who has joined. Invalid where somebody said no, unless
    `at_own_wish`: nobody is talked into joining (lesson B11).
    """
    rows = list(enrolments)
    _check_number(len(rows))
    if not at_own_wish and (unwilling := _unwilling([row.person_id for row in rows])):
        names = list(dict.fromkeys(row.person.full_name for row in rows if row.person_id in unwilling))
        raise Invalid(ASK_FOR_OWN_WISH.format(names=", ".join(names[:5])), field="at_own_wish")
    return _make_undoable(organization, rows, days, actor)


def _check_number(number: int) -> None:
    if not number:
        raise Invalid("Никто не выбран. Отметьте хотя бы одного человека.", field="people")
    if number > MAX_AT_ONCE:
        raise Invalid(f"Выбрано {number} человек, а за раз можно {MAX_AT_ONCE}.", field="people")


def _make_undoable(
    organization: Organization, enrolments: list[Enrolment], days: int | None, actor: Account
) -> Made:
    with undoable(organization=organization, kind="links.made", actor=actor) as keeping:
        brought = make_links(organization=organization, enrolments=enrolments, days=days, actor=actor)
        keeping.title = f"Приглашения: {ru_plural(len(brought.links), LINKS)}"
    brought.run = keeping.run
    return brought


def make_links(
    *, organization: Organization, enrolments: list[Enrolment], days: int | None, actor: Account
) -> Made:
    """Personal links for places of whatever classes and roles, inside the caller's transaction."""
    now = clock.now()
    ends = {role: _end_of("personal", role, days, now) for role in Enrolment.Role.values}
    people = [enrolment.person_id for enrolment in enrolments]
    mark_expired(Invitation.objects.filter(person__in=people), now)
    for role in sorted({enrolment.role for enrolment in enrolments}):
        ensure_text(organization=organization, role=role)
    ids = insert_personal(
        organization=organization,
        enrolment_ids=[enrolment.pk for enrolment in enrolments],
        ends=ends,
        actor=actor,
        now=now,
    )
    made = Made(links=list(Invitation.objects.filter(pk__in=ids).select_related("person").order_by("pk")))
    fresh = {(link.person_id, link.school_class_id, link.role) for link in made.links}
    over = [row for row in enrolments if (row.person_id, row.school_class_id, row.role) not in fresh]
    known = presence_by_place(over, now) if over else {}
    for row in over:
        (made.joined if known.get(row.pk) in PRESENT else made.have_one).append(row.person.full_name)
    return made


@transaction.atomic
def create_class_link(
    *,
    organization: Organization,
    school_class: SchoolClass,
    role: str,
    max_uses: int,
    actor: Account,
    days: int | None = None,
) -> Invitation:
    """One link for a class by which up to `max_uses` people ask to join."""
    now = clock.now()
    check_role(school_class, role)
    ensure_text(organization=organization, role=role)
    link = Invitation.objects.create(
        organization=organization,
        kind=Invitation.Kind.CLASS,
        school_class=school_class,
        role=role,
        max_uses=check_uses(max_uses),
        created_by=actor,
        created_at=now,
        expires_at=_end_of("class", role, days, now),
    )
    record("invitation.created", link, actor=actor, expires_at=link.expires_at, max_uses=max_uses)
    return link


@transaction.atomic
def annul_invitations(*, invitations: Iterable[Invitation], reason: str, actor: Account) -> Counted:
    """Kill working links, saying why (clause 2.1 m). Those accepted or expired meanwhile stay as they are. Undoable.

    Returns how many were annulled. Conflict if not one could be.
    """
    reason = clean_reason(reason, empty="Напишите причину: она останется в реестре аннулированных ссылок.")
    now = clock.now()
    rows = {row.pk: row for row in invitations}
    if not rows:
        raise Invalid("Не выбрано ни одной ссылки.")
    school = next(iter(rows.values())).organization
    with undoable(organization=school, kind="links.annulled", actor=actor) as keeping:
        done = _annul(rows, reason, now, actor)
        keeping.title = f"Аннулировано: {ru_plural(len(done), LINKS)}"
        record_many("invitation.annulled", [rows[pk] for pk in done], actor=actor, reason=reason)
        return keeping.counted(len(done))


def _annul(rows: Collection[int], reason: str, now: datetime, actor: Account) -> list[int]:
    _lock(rows)
    mark_expired(Invitation.objects.filter(pk__in=list(rows)), now)
    who = None if isinstance(actor, str) else actor
    keep_changing(Invitation.objects.filter(pk__in=list(rows)), *ANNULMENT)
    done = transition_many(
        Invitation.objects.filter(pk__in=list(rows)),
        Status.ANNULLED,
        annulled_at=now,
        annulled_by=who,
        annul_reason=reason,
    )
    if not done:
        raise Conflict(
            "Аннулировать нечего: эти ссылки уже приняты, истекли или аннулированы. Обновите страницу."
        )
    return done


@transaction.atomic
def reissue_invitations(
    *,
    invitations: Iterable[Invitation],
    actor: Account,
    days: int | None = None,
    at_own_wish: bool = False,
) -> Listed[Invitation]:
    """New links in place of old ones: a working one dies, the history stays. Accepted ones are left alone, and nobody
    who has joined gets another; nor does whoever said no, unless `at_own_wish` (lesson B11).

    Returns the new links. Conflict if there was nothing to reissue.
    """
    asked = list(invitations)
    if not asked:
        raise Invalid("Не выбрано ни одной ссылки.")
    with undoable(organization=asked[0].organization, kind="links.reissued", actor=actor) as keeping:
        fresh = _reissue(asked, days, actor, at_own_wish=at_own_wish)
        keeping.title = f"Перевыпущено: {ru_plural(len(fresh), LINKS)}"
        return keeping.listed(fresh)


def _reissue(
    asked: list[Invitation], days: int | None, actor: Account, *, at_own_wish: bool
) -> list[Invitation]:
    now = clock.now()
    ids = [row.pk for row in asked]
    people = [row.person_id for row in asked if row.person_id]
    # What is past its time and not yet written down would be in the way of the new link.
    late = Invitation.objects.past_due(now).filter(Q(pk__in=ids) | Q(person__in=people))
    in_the_way = set(late.values_list("pk", flat=True))
    _lock(in_the_way.union(ids))
    mark_expired(Invitation.objects.filter(pk__in=in_the_way), now)
    keep_changing(Invitation.objects.filter(pk__in=ids), *ANNULMENT)
    killed = transition_many(
        Invitation.objects.filter(pk__in=ids),
        Status.ANNULLED,
        annulled_at=now,
        annulled_by=None if isinstance(actor, str) else actor,
        annul_reason=REISSUED,
    )
    old = list(
        Invitation.objects.filter(pk__in=ids, replaced_by=None)
        .exclude(status__in=[Status.ACCEPTED, Status.ACTIVE])
        .select_related("person", "school_class")
        .order_by("pk")
    )
    needless = _held(people, now) | _joined(people, now)
    unwilling = set() if at_own_wish else _unwilling(people)
    fresh = [
        Invitation(
            organization_id=row.organization_id, kind=row.kind, person=row.person, school_class=row.school_class,
            role=row.role, max_uses=row.max_uses, version=row.version + 1, replaces=row,
            created_by=actor, created_at=now,
            expires_at=_end_of(row.kind, row.role, days, now),
        )
        for row in old
        if (row.person_id, row.school_class_id, row.role) not in needless
        and (row.pk in killed or row.person_id not in unwilling)
    ]  # fmt: skip
    if not fresh:
        raise Conflict(
            "Перевыпускать нечего: эти ссылки приняты, взамен уже есть действующие, люди уже вступили или отказались. "
            "Обновите страницу."
        )
    new = _insert(fresh)
    keep_made(Invitation, [row.pk for row in new])
    dying = [row for row in old if row.pk in killed]
    record_many("invitation.annulled", dying, actor=actor, reason=REISSUED)
    record_many("invitation.reissued", new, actor=actor)
    return new


def _held(people: Collection[int], now: datetime) -> set[tuple[int | None, int, str]]:
    """(person, class, role) of the personal links of `people` that work."""
    rows = Invitation.objects.working(now).filter(kind=Invitation.Kind.PERSONAL, person__in=people)
    return set(rows.values_list("person_id", "school_class_id", "role"))


def _joined(people: Collection[int], now: datetime) -> set[tuple[int | None, int, str]]:
    """(person, class, role) of the places of `people` that they have joined."""
    places: Any = Enrolment.objects.filter(person__in=people)
    rows = with_presence(places, now).filter(presence__in=PRESENT)
    return set(rows.values_list("person_id", "school_class_id", "role"))


def _unwilling(people: Collection[int]) -> set[int | None]:
    """Those of `people` whose last word was no."""
    return set(Person.objects.filter(has_refused("pk"), pk__in=people).values_list("pk", flat=True))


@transaction.atomic
def extend_invitations(
    *, invitations: Iterable[Invitation], actor: Account, days: int | None = None
) -> Listed[Invitation]:
    """Let working links live `days` from now (by default those of rules.DAYS), never shorter than they have.

    Those that expired, truly, stay expired. Returns the prolonged ones. Conflict if there was nothing to prolong.
    """
    now = clock.now()
    rows_asked = list(invitations)
    if not rows_asked:
        raise Invalid("Не выбрано ни одной ссылки.")
    with undoable(organization=rows_asked[0].organization, kind="links.extended", actor=actor) as keeping:
        done = _extend([row.pk for row in rows_asked], days, now)
        keeping.title = f"Продлено: {ru_plural(len(done), LINKS)}"
        record_many("invitation.extended", done, actor=actor)
        return keeping.listed(done)


def _extend(ids: list[int], days: int | None, now: datetime) -> list[Invitation]:
    _lock(ids)
    working = Invitation.objects.working(now).filter(pk__in=ids)
    rows = list(working.select_related("person", "school_class"))
    done: list[Invitation] = []
    for kind, role in sorted({(row.kind, row.role) for row in rows}):
        end = _end_of(kind, role, days, now)
        mine = [row for row in rows if (row.kind, row.role) == (kind, role) and row.expires_at < end]
        longer = Invitation.objects.filter(pk__in=[row.pk for row in mine])
        keep_changing(longer, "expires_at", "reminded_at")
        longer.update(expires_at=end, reminded_at=None)
        for row in mine:
            row.expires_at = end
        done += mine
    if not done:
        raise Conflict(
            "Продлить нечего: эти ссылки уже не действуют (перевыпустите их) или действуют дольше этого срока."
        )
    return done


@transaction.atomic
def mark_printed(*, invitations: Iterable[Invitation], actor: Account) -> None:
    """Note that sheets with these links were made. That they were handed over, a person says (`hand_over`, lesson C12)."""
    rows = list(invitations)
    Invitation.objects.filter(pk__in=among([row.pk for row in rows])).update(printed_at=clock.now())
    record_many("invitation.printed", rows, actor=actor)


def _end_of(kind: str, role: str, days: int | None, now: datetime) -> datetime:
    return expiry(kind, default_days(kind, role) if days is None else days, now, clock.zone_in_force())


def _lock(ids: Iterable[int]) -> None:
    """Take the rows in one order, so that two bulk decisions wait for each other and never lock each other out."""
    list(
        Invitation.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
    )


def _insert(rows: list[Invitation]) -> list[Invitation]:
    try:
        with transaction.atomic():
            return Invitation.objects.bulk_create(rows, batch_size=2_000)
    except IntegrityError:
        raise Conflict(
            "Пока вы выбирали, кому-то из этих людей уже сделали ссылку. Обновите страницу и повторите."
        ) from None
