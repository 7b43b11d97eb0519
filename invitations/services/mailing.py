"""Links by mail, reminders, and the digest to the maker. The letters hold {{link:ID}}, never a code."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django_scopes import scopes_disabled

from audit.services import record_many
from consents.selectors import has_refused
from core import clock
from core.access import ActorLike
from core.errors import Invalid
from core.rows import Platform, TimeZone
from core.russian import familiar, ru_plural
from core.sets import update_returning
from invitations.codes import link_url
from invitations.models import Invitation
from invitations.rules import DIGEST_AT, DIGEST_LOOKS_BACK, REMIND_BEFORE, REMIND_IF_LIVES
from invitations.texts import (
    ADVICE,
    DIGEST_LETTER,
    DIGEST_SUBJECT,
    INVITE_LETTER,
    INVITE_SUBJECT,
    LINK_GONE,
    LINK_NO_MORE,
    REFUSED_ARE_LEFT,
    REMIND_LETTER,
    REMIND_SUBJECT,
    ROLE_WORDS,
)
from orgstructure.models import Enrolment, Organization
from outbox.models import Message
from outbox.placeholders import Gone
from outbox.services import draft_message, queue_messages
from roles.models import Membership
from roles.selectors import employed_today
from undo.models import Run
from undo.services import keep_changing, undoable

Status = Invitation.Status
LETTERS = "письмо,письма,писем"
# The runs by the kinds of their letters.
KINDS = {"invitation": "links.mailed", "reminder": "links.reminded"}
_SHOWN = ("person", "school_class", "organization")


@dataclass(frozen=True)
class Mailed:
    """How many letters were queued, the names of those without an address and of those who said no and are not reminded."""

    sent: int
    without_mail: list[str]
    refused: list[str]
    run: Run | None = None


@transaction.atomic
def send_invitations(*, invitations: Iterable[Invitation], actor: ActorLike) -> Mailed:
    """Mail personal links that still work to their people. Invalid if there is nobody to mail to."""
    return _mail(
        list(invitations), INVITE_SUBJECT, INVITE_LETTER, "invitation", "sent_at", "invitation.sent", actor
    )


@transaction.atomic
def remind_invitations(*, invitations: Iterable[Invitation], actor: ActorLike) -> Mailed:
    """Remind by hand of personal links that still work; whoever said no is not reminded (lesson B11)."""
    ids = [link.pk for link in invitations]
    known = Invitation.objects.filter(pk__in=ids).annotate(said_no=has_refused())
    rows = list(known.select_related(*_SHOWN).order_by("pk"))
    return _mail(
        [link for link in rows if not link.said_no],
        REMIND_SUBJECT,
        REMIND_LETTER,
        "reminder",
        "reminded_at",
        "invitation.reminded",
        actor,
        refused=[link.person.full_name for link in rows if link.said_no and link.person],
    )


def remind_due(now: datetime) -> int:
    """Two days before the end, once, of long-lived links whose people have an address. Returns how many."""
    with scopes_disabled():
        due = list(
            Invitation.objects.due_for_reminder(now, before=REMIND_BEFORE, if_lives=REMIND_IF_LIVES)
            .exclude(person__email="")
            .exclude(has_refused())
            .select_related("person", "school_class", "organization")
            .order_by("organization_id", "pk")[:2_000]
        )
    by_school: dict[Organization, list[Invitation]] = defaultdict(list)
    for link in due:
        by_school[link.organization].append(link)
    for organization, links in by_school.items():
        with clock.in_school(organization):
            remind_invitations(invitations=links, actor=None)
    return len(due)


def send_digests(now: datetime) -> int:
    """Tell each maker, in one letter an evening, what came of the links that ended until then. Returns the letters.

    Only in schools where it is DIGEST_AT or later; a sweep that did not come is made up for by the next, until midnight
    by the school's clock, and then by the next evening's.
    """
    struck = clock.struck_today(DIGEST_AT, TimeZone.values, now)
    with scopes_disabled():
        due = Invitation.objects.due_for_digest(struck, now, for_days=DIGEST_LOOKS_BACK)
        # Nobody writes to whom the school has let go (lesson E32); who takes the links over is told.
        member = Membership.objects.filter(
            employed_today(), user=OuterRef("created_by"), organization=OuterRef("organization")
        )
        due = due.filter(Exists(member), created_by__is_active=True)
        ended = due.select_related("person", "school_class", "organization", "created_by")
        rows = list(ended.order_by("organization", "created_by", "pk")[:5_000])
    groups: dict[tuple[Organization, Any], list[Invitation]] = defaultdict(list)
    for link in rows:
        groups[link.organization, link.created_by].append(link)
    return sum(_tell(organization, maker, links, now) for (organization, maker), links in groups.items())


def _tell(organization: Organization, maker: Any, links: list[Invitation], now: datetime) -> bool:
    """Queue a maker's digest of what no other sweep has told meanwhile."""
    with clock.in_school(organization), transaction.atomic():
        mine = Invitation.objects.filter(pk__in=[link.pk for link in links])
        untold = mine.order_by("pk").select_for_update()
        won = set(update_returning(untold, Q(reported_at=None), reported_at=now))
        if won:
            queue_messages([_digest(organization, maker, [link for link in links if link.pk in won])])
    return bool(won)


def _digest(organization: Organization, maker: Any, links: list[Invitation]) -> Message:
    lines = []
    for status in (Status.ACCEPTED, Status.EXPIRED, Status.ANNULLED):
        mine = [link for link in links if link.status == status]
        if mine:
            names = "\n".join(
                f"  — {link}{f' ({link.annul_reason})' if link.annul_reason else ''}" for link in mine[:50]
            )
            more = f"\n  …и ещё {len(mine) - 50}" if len(mine) > 50 else ""
            lines.append(f"{Status(status).label.capitalize()}: {len(mine)}\n{names}{more}")
    return draft_message(
        organization=organization,
        kind="digest",
        to=maker.email,
        to_name=maker.full_name,
        subject=DIGEST_SUBJECT.format(school=organization.short_name),
        body=DIGEST_LETTER.format(name=maker, lines="\n\n".join(lines), url=f"{settings.PORTAL_URL}/links/"),
        actor=None,
    )


def _mail(
    links: list[Invitation],
    subject: str,
    body: str,
    kind: str,
    stamp: str,
    verb: str,
    actor: ActorLike,
    *,
    refused: Sequence[str] = (),
) -> Mailed:
    now = clock.now()
    working = [
        link
        for link in links
        if link.kind == Invitation.Kind.PERSONAL and link.state_at(now) == Status.ACTIVE and link.person
    ]
    mailable = [link for link in working if link.person and link.person.email]
    without = [link.person.full_name for link in working if link.person and not link.person.email]
    if not mailable:
        raise Invalid(
            f"Отправить некому: нет почты у {', '.join(without[:5])}. Напечатайте листы или скопируйте ссылки."
            if without
            else f"Отправить некому: {REFUSED_ARE_LEFT.format(', '.join(refused[:5]))}"
            if refused
            else "Отправить нечего: среди выбранных нет действующих личных ссылок."
        )
    organization = mailable[0].organization
    with undoable(organization=organization, kind=KINDS[kind], actor=actor) as keeping:
        keeping.title = f"{_where_letters_go()}: {ru_plural(len(mailable), LETTERS)}"
        letters = [_letter(organization, link, subject, body, kind, actor) for link in mailable]
        rows = Invitation.objects.filter(pk__in=[link.pk for link in mailable])
        keep_changing(rows, stamp)
        rows.update(**{stamp: now})
        record_many(verb, mailable, actor=actor)
        sent = queue_messages(letters)
    return Mailed(sent, without, list(refused), keeping.run)


def _where_letters_go() -> str:
    return "В очереди на отправку" if settings.SMTP_HOST else "Письма в папку"


def told_mailed(mailed: Mailed) -> str:
    """What is said of letters that have just been queued: without a mail server nobody will receive them."""
    letters = ru_plural(mailed.sent, LETTERS)
    if settings.SMTP_HOST:
        return f"В очереди на отправку: {letters}."
    return f"Сложено в папку: {letters}. Почтовый сервер не настроен: никто их не получит."


def _letter(
    organization: Organization, link: Invitation, subject: str, body: str, kind: str, actor: ActorLike
) -> Message:
    person = link.person
    assert person is not None  # noqa: S101  (a personal link has a person: a constraint of the table)
    place = "«Учительская»" if link.school_class.is_staff_room else f"{link.school_class} класс"
    until = clock.local(link.expires_at)
    is_pupil = link.role == Enrolment.Role.PUPIL
    words = {
        "name": person.first_name if is_pupil else f"{person.first_name} {person.patronymic}".strip(),
        "school": organization.short_name,
        "place": place,
        "role": ROLE_WORDS[link.role],
        "platform": Platform(link.school_class.platform).label,
        "until": f"{date_format(until, 'j E')}, {until:%H:%M} {organization.whose_time}".rstrip(),
        "advice": ADVICE[link.role],
        "pk": link.pk,
    }
    return draft_message(
        organization=organization,
        kind=kind,
        to=person.email,
        to_name=person.full_name,
        subject=subject.format(**words),
        body=(familiar(body) if is_pupil else body).format(**words),
        about=link,
        actor=actor,
        until=link.expires_at,
    )


def link_text(pk: int) -> str:
    """What {{link:ID}} becomes in a letter that leaves now. Gone for a link that died meanwhile: nobody needs that letter."""
    link = Invitation.objects.filter(pk=pk).first()
    if link is None:  # it went with its person, whose list was undone
        raise Gone(LINK_NO_MORE)
    state = link.state_at(clock.now())
    if state != Status.ACTIVE:
        raise Gone(LINK_GONE.format(state=Status(state).label))
    return link_url(link)
