"""Inviting the whole school: at once where it is small, as a background job in pieces where it is large."""

from collections.abc import Sequence

from django.db import transaction

from core import clock
from core.access import Account
from core.errors import Invalid
from core.russian import ru_plural
from files.jobs import Progress
from files.models import Job
from files.services import start_job
from invitations.models import Invitation
from invitations.selectors.everyone import still_to_invite
from invitations.services.links import LINKS, make_links
from orgstructure.models import Enrolment, Organization
from undo.models import Run
from undo.services import open_run, undoable

JOB, KIND = "invitations.everyone", "links.made"
AT_ONCE = 500  # more are made by a worker, piece by piece
TITLE, PARTLY = "Приглашены все без ссылки: {links}", "Приглашения: {links}. Пропущено {skipped}"


@transaction.atomic
def invite_everyone(
    *, organization: Organization, enrolment_ids: Sequence[int], skipped: str = "", actor: Account
) -> tuple[Run, Job | None]:
    """Links for all these places, as one run that can be undone. Of many, a job that makes them. Invalid for nobody.

    `skipped`: who is passed over and why, in words, for the title.
    """
    if not enrolment_ids:
        raise Invalid("Приглашать некого: среди отмеченного нет никого, кому можно сделать ссылку.")
    title = _title(len(enrolment_ids), skipped)
    run = open_run(organization=organization, kind=KIND, actor=actor, title=title)
    if len(enrolment_ids) <= AT_ONCE:
        make_piece(run=run, enrolment_ids=enrolment_ids, skipped=skipped, actor=actor)
        return run, None
    job = start_job(
        organization=organization,
        kind=JOB,
        actor=actor,
        title=title,
        run=run.pk,
        enrolments=list(enrolment_ids),
        skipped=skipped,
    )
    return run, job


def make_piece(*, run: Run, enrolment_ids: Sequence[int], skipped: str = "", actor: Account) -> int:
    """Links for those of a piece who are still to be invited, as part of `run`. Conflict where it is undone already."""
    with undoable(organization=run.organization, kind=KIND, actor=actor, into=run) as keeping:
        places = still_to_invite(Enrolment.objects.filter(pk__in=enrolment_ids), clock.now())
        rows = list(places.select_related("person"))
        made = make_links(organization=run.organization, enrolments=rows, days=None, actor=actor)
        before = run.written.filter(row_model=Invitation._meta.label_lower).count()
        keeping.title = _title(before + len(made.links), skipped)
    return len(made.links)


def run_job(progress: Progress) -> None:
    """The work of the job: pieces of AT_ONCE; begun again after a kill, it passes over those who have a link by then."""
    ids = progress.params["enrolments"]
    run = Run.objects.get(pk=progress.params["run"])
    for start in range(0, len(ids), AT_ONCE):
        piece = ids[start : start + AT_ONCE]
        make_piece(
            run=run, enrolment_ids=piece, skipped=progress.params.get("skipped", ""), actor=progress.actor
        )
        progress.report(min(start + AT_ONCE, len(ids)), len(ids))


def _title(number: int, skipped: str) -> str:
    """Counted are links: whoever is in two classes is given two."""
    links = ru_plural(number, LINKS)
    return PARTLY.format(links=links, skipped=skipped) if skipped else TITLE.format(links=links)
