"""Who works in the school, and as what: the only writer of employments."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from django.db import IntegrityError, transaction

from audit.services import record, record_many
from core import clock
from core.access import ActorLike
from core.dated import eve_of
from core.effects import What, emit, emit_each
from core.errors import Conflict
from orgstructure import texts
from orgstructure.models import Employment, Enrolment, Person
from orgstructure.rules import clean_posts
from orgstructure.services.enrolments import close_places
from undo.services import keep_made

MEANWHILE = "Должности этого человека только что изменил кто-то другой. Обновите страницу и повторите."


@transaction.atomic
def employ(*, people: Iterable[Person], actor: ActorLike, post: str = "", since: date | None = None) -> None:
    """These people work in the school from `since` (today), as `post` where it is known. Set-based."""
    people, day = list(people), since or clock.today()
    rows = Employment.objects.bulk_create(
        [
            Employment(organization_id=person.organization_id, person=person, post=post, valid_from=day)
            for person in people
        ]
    )
    keep_made(Employment, [row.pk for row in rows])
    record_many("employment.opened", people, actor=actor, post=post, valid_from=day)
    emit_each(What.OPENS, rows, texts.employment_opened)


def set_posts(*, person: Person, posts: Sequence[str], actor: ActorLike) -> None:
    """From today on somebody who works here holds exactly `posts`; what they held before stays with its dates.

    A post that was not known, or was written today, is put right in its row. Conflict if another press is at it.
    """
    try:
        _replace(person, clean_posts(";".join(posts)), actor)
    except IntegrityError:
        raise Conflict(MEANWHILE, field="post") from None
    person.__dict__.pop("post", None)


@transaction.atomic
def _replace(person: Person, wanted: list[str], actor: ActorLike) -> None:
    today = clock.today()
    held = list(Employment.objects.unended().filter(person=person))
    gone = [row for row in held if row.post not in wanted]
    fresh = [post for post in wanted if post not in {row.post for row in held}]
    for row in gone:
        if fresh and (not row.post or row.valid_from >= today):
            before, row.post = row.post, fresh.pop(0)
            row.save(update_fields=["post"])
            record("employment.edited", person, actor=actor, before=before, after=row.post)
            emit(What.CHANGES, row, partial(texts.employment_edited, row, before))
        else:
            _end(row, eve_of(today), actor)
    for post in fresh:
        employ(people=[person], post=post, actor=actor)


@transaction.atomic
def end_employment(*, person: Person, last_day: date, actor: ActorLike) -> None:
    """Somebody works here up to `last_day`, and not after it; their places as a teacher end with it."""
    for row in Employment.objects.lasting(last_day).filter(person=person):
        if row.valid_to != last_day:
            _end(row, last_day, actor)
    places = Enrolment.objects.filter(person=person, role=Enrolment.Role.TEACHER)
    close_places(places=places, last_day=last_day, actor=actor)


def _end(row: Employment, last_day: date, actor: ActorLike) -> None:
    """Write the last day; what would begin after it never was, and only the journal tells of it."""
    emit(What.CLOSES, row, partial(texts.employment_ended, row, last_day))
    if row.valid_from > last_day:
        row.delete()
    else:
        row.valid_to = last_day
        row.save(update_fields=["valid_to"])
    record("employment.ended", row.person, actor=actor, post=row.post, valid_to=last_day)
