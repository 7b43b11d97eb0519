"""Consents as they are given, refused and withdrawn (152-ФЗ, article 9). Every decision moves its subject's standing."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from django.db import IntegrityError, connection, transaction
from django.db.models import BigIntegerField, Case, F, When

from audit.services import record_many
from consents import texts
from consents.models import Answer, ConsentText, Decision, Purpose, Standing
from consents.selectors import wording
from consents.signals import consent_withdrawn
from core import clock
from core.access import Account
from core.effects import What, emit
from core.errors import Conflict, Invalid
from core.folding import one_line
from core.uploads import Scan
from files.models import File
from files.services import store_file
from orgstructure.models import Organization, Person
from undo.services import keep_changing, keep_upserting

Capacity, Channel = Decision.Capacity, Decision.Channel
MAX_NOTE = 200
OLDEST_PAPER = timedelta(days=366)
GIVEN_ALREADY = "Это согласие уже дано. Обновите страницу."
WRONG_DAY = "Дата {day:%d.%m.%Y} не подходит: согласие подписано сегодня или в последний год. Проверьте дату на бумаге."
# The later of two decisions stands, whichever is written first: one who waits for the row judges it anew.
_KEEP_STANDINGS = """
INSERT INTO consents_standing (organization_id, subject_id, purpose, state, decision_id, since)
SELECT organization_id, subject_id, purpose, decision, id, decided_at FROM (
    SELECT d.organization_id, d.subject_id, t.purpose, d.decision, d.id, d.decided_at,
           row_number() OVER (PARTITION BY d.subject_id, t.purpose ORDER BY d.decided_at DESC, d.id DESC) AS place
    FROM consents_decision d JOIN consents_consenttext t ON t.id = d.text_id
    WHERE d.subject_id IS NOT NULL AND d.id IN ({places})
) latest WHERE place = 1 ORDER BY subject_id
ON CONFLICT (organization_id, subject_id, purpose) DO UPDATE
SET state = excluded.state, decision_id = excluded.decision_id, since = excluded.since
WHERE (consents_standing.since, consents_standing.decision_id) < (excluded.since, excluded.decision_id)
"""


def ensure_text(*, organization: Organization, role: str, purpose: str = Purpose.PLATFORM) -> ConsentText:
    """The text in force for a role; a new version when the wording or the school's details have changed.

    Called when links are made, so that opening one has nothing to write. A text is the school's own and part of no run: an
    undo leaves it.
    """
    body = wording(organization=organization, role=role, purpose=purpose)
    digest = hashlib.sha256(body.encode()).hexdigest()
    versions = ConsentText.objects.filter(purpose=purpose, role=role)
    latest = versions.order_by("-number").first()
    if latest and latest.sha256 == digest:
        return latest
    number = latest.number + 1 if latest else 1
    fresh = ConsentText(
        organization=organization, purpose=purpose, role=role, number=number, body=body, sha256=digest
    )
    # Of two who make the first links of a role at once one writes the text, and both use it.
    ConsentText.objects.bulk_create([fresh], ignore_conflicts=True)
    return versions.get(number=number)


@transaction.atomic
def record_decision(
    *,
    text: ConsentText,
    decision: str,
    subject: Person | None = None,
    giver: Person | None = None,
    capacity: str = "",
    channel: str = Channel.LINK,
    scan: File | None = None,
    recorded_by: Account = None,
    contact_note: str = "",
    decided_at: datetime | None = None,
) -> Decision:
    """Write down what was decided about a text, and where the subject stands now.

    Without a subject the decision waits for `name_subjects`. What came by a link is journalled by the room whose link
    it was; what somebody records from paper, here. Invalid for a paper that nobody recorded.
    """
    made = Decision(
        organization_id=text.organization_id,
        text=text,
        decision=decision,
        subject=subject,
        giver=giver,
        capacity=capacity,
        channel=channel,
        scan=scan,
        recorded_by=recorded_by,
        contact_note=one_line(contact_note)[:MAX_NOTE],
        decided_at=decided_at or clock.now(),
    )
    _write([made])
    return made


@transaction.atomic
def record_decisions(
    *,
    text: ConsentText,
    decision: str,
    subjects: Iterable[Person],
    recorded_by: Account,
    scan: File | None = None,
    decided_at: datetime | None = None,
) -> list[Decision]:
    """The same decision of many people on paper, each about the own data; a number of statements that does not grow."""
    at = decided_at or clock.now()
    made = [
        Decision(
            organization_id=text.organization_id,
            text=text,
            decision=decision,
            subject=person,
            giver=person,
            capacity=Capacity.SELF,
            channel=Channel.PAPER,
            scan=scan,
            recorded_by=recorded_by,
            decided_at=at,
        )
        for person in {person.pk: person for person in subjects}.values()
    ]
    return _write(made)


@transaction.atomic
def give_own(*, person: Person, purpose: str, role: str, actor: Account) -> Decision:
    """A consent given by one's own press, signed in. `role`: whose text it is. Conflict if it is in force already."""
    # The person's row is the queue: of two presses the second finds the first's consent.
    list(Person.objects.filter(pk=person.pk).select_for_update(no_key=True).values_list("pk"))
    if Standing.objects.filter(subject=person, purpose=purpose, state=Answer.GIVEN).exists():
        raise Conflict(GIVEN_ALREADY)
    text = ensure_text(organization=person.organization, role=role, purpose=purpose)
    return record_decision(
        text=text, decision=Answer.GIVEN, subject=person, giver=person, capacity=Capacity.SELF,
        channel=Channel.OWN, recorded_by=actor,
    )  # fmt: skip


@transaction.atomic
def record_paper(
    *, person: Person, purpose: str, role: str, signed_on: date, scan: Scan | None = None, actor: Account
) -> Decision:
    """A consent signed on paper on a day, with its scan if there is one. Invalid for a day that is to come or long past."""
    today = clock.today()
    if not today - OLDEST_PAPER <= signed_on <= today:
        raise Invalid(WRONG_DAY.format(day=signed_on), field="signed_on")
    text = ensure_text(organization=person.organization, role=role, purpose=purpose)
    stored = _keep_scan(person, signed_on, scan, what="Согласие", actor=actor) if scan else None
    return record_decision(
        text=text, decision=Answer.GIVEN, subject=person, giver=person, capacity=Capacity.SELF,
        channel=Channel.PAPER, scan=stored, recorded_by=actor, decided_at=_end_of(signed_on),
    )  # fmt: skip


def _keep_scan(person: Person, signed_on: date, scan: Scan, *, what: str, actor: Account) -> File:
    return store_file(
        organization=person.organization,
        name=f"{what}, {person.short_name}, {signed_on:%d.%m.%Y}.{scan.extension}",
        content_type=scan.content_type,
        content=scan.content,
        actor=actor,
    )


@transaction.atomic
def name_subjects(*, subjects: Mapping[int, Person]) -> None:
    """Say who the people of decisions without a subject are: {decision: person}; two statements, however many.

    Who decided about the own data is then known as well.
    """
    if not subjects:
        return
    number = BigIntegerField()
    who = Case(*(When(pk=pk, then=person.pk) for pk, person in subjects.items()), output_field=number)
    giver = Case(When(capacity=Capacity.SELF, then=who), default=F("giver_id"), output_field=number)
    nameless = Decision.objects.filter(pk__in=list(subjects), subject=None)
    keep_changing(nameless, "subject", "giver")
    nameless.update(subject=who, giver=giver)
    theirs = Standing.objects.filter(subject__in={person.pk for person in subjects.values()})
    with keep_upserting(theirs, "state", "decision", "since"):
        _keep_standings(list(subjects))


@transaction.atomic
def withdraw(
    *,
    decision: Decision,
    channel: str = Channel.TOLD,
    withdrawn_on: date | None = None,
    scan: Scan | None = None,
    actor: Account,
) -> Decision:
    """A given consent is withdrawn: a new row, the given one stays (article 9, part 2). The rooms above are told.

    `channel`: by one's own press, on paper of `withdrawn_on` (today) with its scan if there is one, or as the person told
    whoever writes it down. Invalid for a day that is to come or before the consent; Conflict where nothing is in force: the
    last word was no, or another consent stands.
    """
    standing = Standing.objects.filter(subject=decision.subject_id, decision=decision, state=Answer.GIVEN)
    if not standing.exists():
        raise Conflict(texts.WITHDRAWN_ALREADY)
    day = withdrawn_on if channel == Channel.PAPER and withdrawn_on else clock.today()
    given_on = clock.day_of(decision.decided_at)
    if not given_on <= day <= clock.today():
        raise Invalid(texts.WRONG_WITHDRAWAL.format(day=day, given=given_on), field="withdrawn_on")
    subject = decision.subject
    kept = _keep_scan(subject, day, scan, what="Отзыв согласия", actor=actor) if scan and subject else None
    withdrawn = Decision(
        organization_id=decision.organization_id,
        text=decision.text,
        decision=Answer.WITHDRAWN,
        withdraws=decision,
        subject=subject,
        giver_id=decision.giver_id,
        capacity=decision.capacity,
        channel=channel,
        scan=kept,
        recorded_by=actor,
        decided_at=_end_of(day),
    )
    try:
        with transaction.atomic():
            _write([withdrawn], verb="consent.withdrawn")
    except IntegrityError as doubled:
        raise Conflict(texts.WITHDRAWN_ALREADY) from doubled
    emit(What.CLOSES, withdrawn, partial(texts.withdrawn, withdrawn))
    consent_withdrawn.send(Decision, decision=withdrawn, actor=actor)
    return withdrawn


def _end_of(day: date) -> datetime:
    """The end of a paper's day, but not after now: a paper of today follows what was decided today before it was written."""
    return min(clock.now(), clock.midnight(day) + timedelta(days=1, microseconds=-1))


def _write(rows: list[Decision], *, verb: str = "consent.recorded") -> list[Decision]:
    known = [row for row in rows if row.channel != Channel.LINK]
    if any(row.recorded_by is None for row in known):
        raise Invalid("Бумажное согласие записывает кто-то из школы: укажите кто.")
    Decision.objects.bulk_create(rows)
    _keep_standings([row.pk for row in rows if row.subject_id])
    for actor, own in {(row.recorded_by, row.channel == Channel.OWN) for row in known}:
        same = [row for row in known if (row.recorded_by, row.channel == Channel.OWN) == (actor, own)]
        given = own and verb == "consent.recorded"
        record_many("consent.given" if given else verb, same, actor=actor)
    return rows


def _keep_standings(ids: list[int]) -> None:
    """Move the standings of the subjects of these decisions; one statement."""
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_STANDINGS.format(places=", ".join(["%s"] * len(ids))), ids)
