"""Making, prolonging, reissuing and annulling links (clauses 2.1 g, 2.1 m), set-based."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.services import record, record_many
from core.errors import Conflict, Invalid
from invitations.models import Invitation
from invitations.rules import MAX_AT_ONCE, check_uses, clean_reason, default_days, expiry
from invitations.services.consents import ensure_text
from invitations.services.expiry import write_down_expiry
from invitations.texts import REISSUED
from orgstructure.models import Enrolment, Organization, Person, SchoolClass

Status = Invitation.Status


@dataclass
class Made:
    """What a bulk making brought: the new links, and the names of people passed over, by cause."""

    links: list[Invitation] = field(default_factory=list)
    have_one: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    not_enrolled: list[str] = field(default_factory=list)


@transaction.atomic
def create_personal(
    *,
    organization: Organization,
    people: Iterable[Person],
    school_class: SchoolClass,
    role: str,
    actor: Any,
    days: int | None = None,
) -> Made:
    """Personal links for `people` into a class in a role, for `days` (by default those of rules.DAYS).

    Passed over, and named: who holds a working link, who has joined, who is not enrolled there in that role.
    """
    people = list(people)
    if not people:
        raise Invalid("Никто не выбран. Отметьте хотя бы одного человека.", field="people")
    if len(people) > MAX_AT_ONCE:
        raise Invalid(f"Выбрано {len(people)} человек, а за раз можно {MAX_AT_ONCE}.", field="people")
    now = timezone.now()
    expires_at = expiry("personal", days or default_days("personal", role), now, settings.TIME_ZONE)
    mine = Invitation.objects.filter(school_class=school_class, role=role, person__in=people)
    write_down_expiry(mine, now)
    ensure_text(organization=organization, role=role)
    made = Made()
    enrolled = dict(
        Enrolment.objects.filter(
            school_class=school_class, role=role, valid_to=None, person__in=people
        ).values_list("person_id", "joined_at")
    )
    holding = set(mine.filter(status=Status.ACTIVE).values_list("person_id", flat=True))
    fresh = []
    for person in people:
        if person.pk not in enrolled:
            made.not_enrolled.append(person.full_name)
        elif enrolled[person.pk]:
            made.joined.append(person.full_name)
        elif person.pk in holding:
            made.have_one.append(person.full_name)
        else:
            fresh.append(
                Invitation(
                    organization=organization, kind=Invitation.Kind.PERSONAL, person=person, school_class=school_class,
                    role=role, created_by=actor, created_at=now, expires_at=expires_at,
                )
            )  # fmt: skip
    made.links = _insert(fresh)
    record_many("invitation.created", made.links, actor=actor, expires_at=expires_at)
    return made


@transaction.atomic
def create_class_link(
    *,
    organization: Organization,
    school_class: SchoolClass,
    role: str,
    max_uses: int,
    actor: Any,
    days: int | None = None,
) -> Invitation:
    """One link for a class by which up to `max_uses` people ask to join."""
    now = timezone.now()
    ensure_text(organization=organization, role=role)
    link = Invitation.objects.create(
        organization=organization,
        kind=Invitation.Kind.CLASS,
        school_class=school_class,
        role=role,
        max_uses=check_uses(max_uses),
        created_by=actor,
        created_at=now,
        expires_at=expiry("class", days or default_days("class", role), now, settings.TIME_ZONE),
    )
    record("invitation.created", link, actor=actor, expires_at=link.expires_at, max_uses=max_uses)
    return link


@transaction.atomic
def annul_invitations(*, invitations: Iterable[Invitation], reason: str, actor: Any) -> int:
    """Kill working links, saying why (clause 2.1 m). Those accepted or expired meanwhile stay as they are.

    Returns how many were annulled. Conflict if not one could be.
    """
    reason = clean_reason(reason)
    now = timezone.now()
    rows = {row.pk: row for row in invitations}
    if not rows:
        raise Invalid("Не выбрано ни одной ссылки.")
    write_down_expiry(Invitation.objects.filter(pk__in=rows), now)
    who = None if isinstance(actor, str) else actor
    Invitation.objects.filter(pk__in=rows, status=Status.ACTIVE).update(
        status=Status.ANNULLED, annulled_at=now, annulled_by=who, annul_reason=reason
    )
    done = set(
        Invitation.objects.filter(
            pk__in=rows, status=Status.ANNULLED, annulled_at=now, annul_reason=reason
        ).values_list("pk", flat=True)
    )
    if not done:
        raise Conflict(
            "Аннулировать нечего: эти ссылки уже приняты, истекли или аннулированы. Обновите страницу."
        )
    record_many("invitation.annulled", [rows[pk] for pk in sorted(done)], actor=actor, reason=reason)
    return len(done)


@transaction.atomic
def reissue_invitations(
    *, invitations: Iterable[Invitation], actor: Any, days: int | None = None
) -> list[Invitation]:
    """New links in place of old ones: a working one dies, the history stays. Accepted ones are left alone.

    Returns the new links. Conflict if there was nothing to reissue.
    """
    now = timezone.now()
    ids = [row.pk for row in invitations]
    write_down_expiry(Invitation.objects.filter(pk__in=ids), now)
    working = Invitation.objects.filter(pk__in=ids, status=Status.ACTIVE)
    dying = list(working)
    working.update(
        status=Status.ANNULLED,
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
    held = set(
        Invitation.objects.filter(
            status=Status.ACTIVE,
            kind=Invitation.Kind.PERSONAL,
            person__in=[r.person_id for r in old if r.person_id],
        ).values_list("person_id", "school_class_id", "role")
    )
    fresh = [
        Invitation(
            organization_id=row.organization_id, kind=row.kind, person=row.person, school_class=row.school_class,
            role=row.role, max_uses=row.max_uses, version=row.version + 1, replaces=row,
            created_by=actor, created_at=now,
            expires_at=expiry(row.kind, days or default_days(row.kind, row.role), now, settings.TIME_ZONE),
        )
        for row in old
        if (row.person_id, row.school_class_id, row.role) not in held
    ]  # fmt: skip
    if not fresh:
        raise Conflict(
            "Перевыпускать нечего: эти ссылки приняты, или взамен уже есть действующие. Обновите страницу."
        )
    made = _insert(fresh)
    record_many("invitation.annulled", dying, actor=actor, reason=REISSUED)
    record_many("invitation.reissued", made, actor=actor)
    return made


@transaction.atomic
def extend_invitations(*, invitations: Iterable[Invitation], days: int, actor: Any) -> int:
    """Let working links live until `days` from now. Those that expired, truly, stay expired. Returns how many."""
    now = timezone.now()
    rows = list(invitations)
    if not rows:
        raise Invalid("Не выбрано ни одной ссылки.")
    done = 0
    for kind in {row.kind for row in rows}:
        mine = [row for row in rows if row.kind == kind]
        done += Invitation.objects.filter(
            pk__in=[row.pk for row in mine], status=Status.ACTIVE, expires_at__gt=now
        ).update(expires_at=expiry(kind, days, now, settings.TIME_ZONE), reminded_at=None)
    if not done:
        raise Conflict("Продлить нечего: эти ссылки уже не действуют. Перевыпустите их.")
    record_many("invitation.extended", rows, actor=actor, days=days)
    return done


@transaction.atomic
def mark_printed(*, invitations: Iterable[Invitation], actor: Any) -> None:
    """Note that these links left on paper."""
    rows = list(invitations)
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(printed_at=timezone.now())
    record_many("invitation.printed", rows, actor=actor)


def _insert(rows: list[Invitation]) -> list[Invitation]:
    try:
        with transaction.atomic():
            return Invitation.objects.bulk_create(rows, batch_size=2_000)
    except IntegrityError:
        raise Conflict(
            "Пока вы выбирали, кому-то из этих людей уже сделали ссылку. Обновите страницу и повторите."
        ) from None
