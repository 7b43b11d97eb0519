"""Reads for the pages without an account. The page of a link takes at most three queries, none for a forged code."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django_scopes import scopes_disabled

from consents.models import ConsentText
from consents.selectors import latest_text_id
from core import clock
from core.dated import holds, in_force_q
from core.prepared import Prepared
from invitations.codes import matches_short_code, read_code, read_short_code
from invitations.models import Invitation, JoinRequest
from orgstructure.models import Guardianship
from orgstructure.selectors import current_links, opened
from roles.models import Assignment


def _link(day: date, pk: int) -> QuerySet[Invitation]:
    """A link with all that its page shows. The school's day is known with the row only, so `day` is not asked of it."""
    leading = Assignment.objects.latest_first().filter(
        organization=OuterRef("organization"),
        school_class=OuterRef("school_class"),
        role=Assignment.Role.CLASS_TEACHER,
        person__membership__user=OuterRef("created_by"),
    )
    joining = current_links(
        OuterRef("school_class"), OuterRef("role"), platform=OuterRef("school_class__platform")
    )
    return (
        Invitation.objects.filter(pk=pk)
        .select_related("organization", "school_class", "person", "created_by")
        .annotate(
            text_id=Subquery(latest_text_id()),
            sealed_link=Subquery(joining.values("sealed")[:1]),
            maker_leads_from=Subquery(leading.values("valid_from")[:1]),
            maker_leads_to=Subquery(leading.values("valid_to")[:1]),
        )
        .order_by()
    )


def _ward(day: date, guardian: int, school_class: int) -> QuerySet[Guardianship]:
    """Whose parent a parent is on a day in a class: a pupil of it."""
    return (
        Guardianship.objects.in_force(day)
        .filter(
            in_force_q(day, "pupil__enrolments__"),
            guardian=guardian,
            pupil__enrolments__school_class=school_class,
            pupil__enrolments__role=Invitation.Role.PUPIL,
        )
        .select_related("pupil")
        .order_by("pk")
    )


_LINK: Prepared[Invitation] = Prepared(1, _link)
_WARD: Prepared[Guardianship] = Prepared(2, _ward)


@dataclass(frozen=True)
class LinkPage:
    """What the page of a link shows. `state` is the true one by the clock."""

    link: Any
    state: str
    text: ConsentText | None
    child: Any
    by_class_teacher: bool

    @property
    def organization(self) -> Any:
        return self.link.organization

    @property
    def is_open(self) -> bool:
        return self.state == Invitation.Status.ACTIVE and self.text is not None

    @property
    def inviter(self) -> str:
        """Who invites and whom to ask: «классный руководитель Сафина Регина Рашидовна»."""
        if not self.link.created_by:
            return "администратор школы"
        post = "классный руководитель" if self.by_class_teacher else "администратор школы"
        return f"{post} {self.link.created_by}"


def link_by_code(code: str) -> Invitation | None:
    """The row that a genuine code names, of any school; None for a forged one, without a query."""
    read = read_code(code)
    if read is None:
        return None
    link = _LINK.first(clock.today(), read[0])
    return link if link and link.version == read[1] else None


def platform_link_of(link: Any) -> str:
    """Where the holder of `link`, as `link_by_code` gave it, joins the class in the invited role; '' when not written."""
    return opened(link.sealed_link)


def link_by_short_code(digits: str) -> Invitation | None:
    """The row that twelve digits from paper name, of any school; one query."""
    ids = [pk for pk, _ in read_short_code(digits)]
    with scopes_disabled():
        rows = list(Invitation.objects.filter(pk__in=ids))
    return next((row for row in rows if matches_short_code(row, digits)), None)


def page_of_link(link: Any, now: datetime, *, with_child: bool = True) -> LinkPage:
    """What the page of `link`, as `link_by_code` gave it, shows at `now`; in its school's time. One query at most."""
    text = ConsentText(pk=link.text_id, organization_id=link.organization_id) if link.text_id else None
    day = clock.day_of(now)
    ward = None
    if with_child and link.role == Invitation.Role.PARENT and link.person_id:
        ward = _WARD.first(day, link.person_id, link.school_class_id)
    return LinkPage(
        link=link,
        state=link.state_at(now),
        text=text,
        child=ward.pupil if ward else None,
        by_class_teacher=holds(day, link.maker_leads_from, link.maker_leads_to),
    )


def own_request(pk: int, link: Invitation) -> JoinRequest | None:
    """The request that this browser made by this link."""
    return JoinRequest.objects.filter(pk=pk, invitation=link).select_related("school_class").first()
