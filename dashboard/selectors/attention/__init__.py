"""What needs a hand today: each line a number, what it is about, and the one thing to press."""

from collections.abc import Sequence
from datetime import datetime

from core.access import Access
from dashboard.selectors.attention import papers, platform, roles
from dashboard.selectors.attention.line import Line
from dashboard.selectors.school_steps import SchoolState
from invitations.selectors.coverage import Coverage
from orgstructure.models import SchoolClass
from registration.selectors import Overview

__all__ = ["Line", "attention", "waiting_papers"]


def waiting_papers(access: Access, overview: Overview) -> list[Line]:
    """What waits for this actor's signature, orders first; nothing for who does not sign. `overview`: how far the school is."""
    if not access.can("orders.sign"):
        return []
    return [line for line in (papers.orders_to_sign(), papers.case_to_approve(overview)) if line]


def attention(
    access: Access,
    classes: Sequence[SchoolClass],
    figures: Coverage,
    now: datetime,
    *,
    state: SchoolState | None = None,
    overview: Overview | None = None,
    open_to_invite: bool = True,
) -> list[Line]:
    """The lines for this actor, hot ones first; those with nothing to do are left out. A fixed number of queries.

    `classes`: those that the actor may see today; `figures`: their coverage, which the page shows too; `state`: what they
    lack, and `overview`: how far its registration is, for who sees the whole school. What needs the platform's answer is left
    out until `open_to_invite`: nothing stands here that cannot be done yet.
    """
    lines: list[Line | None] = []
    if access.can("orders.sign") and access.can("roles.give_access"):
        lines.append(roles.administrator_without_access())
    if access.can("mail.resend"):
        lines += papers.letters()
    if access.can("requests.view"):
        lines += platform.requests(access)
    if access.can("returns.grant"):
        lines.append(platform.returns(access))
    if access.can("orders.draft"):
        lines.append(papers.returned_orders())
    if access.can("registration.edit"):
        lines.append(papers.returned_case(overview))
    if access.can("verification.decide"):
        lines.append(roles.unverified())
    if access.can("invitations.reassign"):
        lines.append(platform.of_makers_gone(access, classes, now))
    if access.can("invitations.of_class"):
        lines += platform.links(access, classes, now)
        if open_to_invite:
            lines += platform.without_link(access, classes, figures, now, state.inviting if state else None)
    if access.sees_whole_school and open_to_invite and any(not row.is_staff_room for row in classes):
        lines.append(platform.chat_gaps(classes))
    led = [] if access.sees_whole_school else [row for row in classes if access.can("classes.lead", row)]
    if led:
        lines.append(platform.chat_gaps(led, led_only=True))
    if state and access.can("roles.assign"):
        lines.append(roles.classes_without_teacher(state.leaderless))
    if access.can("roles.give_access"):
        lines.append(roles.class_teachers_without_access())
    if state and access.can("people.add"):
        lines.append(roles.empty_classes(state.empty))
    return sorted((line for line in lines if line and line.number), key=lambda line: not line.hot)
