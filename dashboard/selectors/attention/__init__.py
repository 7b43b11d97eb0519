"""What needs a hand today: each line a number, what it is about, and the one thing to press."""

from collections.abc import Sequence
from datetime import datetime

from core.access import Access
from dashboard.selectors.attention import papers, platform, roles
from dashboard.selectors.attention.line import Line
from invitations.selectors.coverage import Coverage
from orgstructure.models import SchoolClass

__all__ = ["Line", "attention"]


def attention(access: Access, classes: Sequence[SchoolClass], figures: Coverage, now: datetime) -> list[Line]:
    """The lines for this actor, hot ones first; those with nothing to do are left out. A fixed number of queries.

    `classes`: those that the actor may see today; `figures`: their coverage, which the page shows too.
    """
    lines: list[Line | None] = []
    if access.can("orders.sign"):
        lines += [
            papers.orders_to_sign(),
            papers.cases_to_approve(),
            roles.administrator_without_access(),
        ]
    if access.can("mail.resend"):
        lines.append(papers.mail_in_doubt())
    if access.can("requests.decide"):
        lines.append(platform.requests())
    if access.can("orders.draft") and not access.can("orders.sign"):
        lines += [papers.returned_orders(), papers.returned_cases()]
    if access.can("verification.decide"):
        lines.append(roles.unverified())
    if access.can("invitations.of_class"):
        lines += [platform.expiring(access, classes, now), platform.without_link(access, classes, figures)]
    if access.sees_whole_school:
        lines.append(platform.missing_chats(access))
    if access.can("roles.assign"):
        lines.append(roles.classes_without_teacher())
    return sorted((line for line in lines if line and line.number), key=lambda line: not line.hot)
