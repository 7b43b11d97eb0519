"""Sheets of many links as a background job: class by class, so that no more than one class is in hand at once."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby, islice

from core import clock
from core.access import Account
from core.errors import Invalid
from core.russian import ru_plural
from core.web import PDF
from documents.rendering.joining import join_pdfs
from files.jobs import Progress, Result
from files.models import Job
from files.services import start_job
from invitations.models import Invitation
from invitations.selectors.links import links_to_print
from invitations.selectors.papers import sheet_pdf
from invitations.services.links import LINKS, mark_printed
from orgstructure.models import Organization

JOB = "invitations.sheets"
AT_ONCE = 100  # links that a page prints itself; more are a worker's
PIECE = 200
KEPT = timedelta(days=3)  # the file holds working links: sealed, and not for long


def print_later(
    *, organization: Organization, links: Sequence[Invitation], layout: str, actor: Account
) -> Job:
    """Sheets of `links` as a job: one PDF, sorted by class, kept sealed for three days."""
    return start_job(
        organization=organization,
        kind=JOB,
        actor=actor,
        title=f"Листы для печати: {ru_plural(len(links), LINKS)}",
        links=[link.pk for link in links],
        layout=layout,
    )


def run_job(progress: Progress) -> Result:
    """The work of the job. Links that died meanwhile are not printed; Invalid where none is left."""
    ids: list[int] = progress.params["links"]
    found = links_to_print(Invitation.objects.filter(pk__in=ids), clock.now())
    if not found:
        raise Invalid("Печатать нечего: все выбранные ссылки уже не действуют.")
    pages: list[bytes] = []
    done = 0
    for piece in _pieces(found):
        pages.append(sheet_pdf(piece, progress.params["layout"]))
        done += len(piece)
        progress.report(done, len(found))
    mark_printed(invitations=found, actor=progress.actor)
    today = clock.today()
    return Result(
        f"Ссылки всех классов {today:%d.%m.%Y}.pdf", PDF, join_pdfs(pages), today + KEPT, sealed=True
    )


def _pieces(links: list[Invitation]) -> Iterator[list[Invitation]]:
    for _, rows in groupby(links, key=lambda link: link.school_class_id):
        while piece := list(islice(rows, PIECE)):
            yield piece
