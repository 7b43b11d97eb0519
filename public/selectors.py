"""Reads for the pages without an account. The page of a link takes at most three queries, none for a forged code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django_scopes import scopes_disabled

from consents.models import ConsentText
from consents.rules import is_for_another
from consents.selectors import has_refused, latest_text_id
from core import clock
from core.dated import holds, in_force_q
from core.prepared import Prepared
from core.russian import by_sex
from documents.selectors import sex_of
from invitations.codes import matches_short_code, read_code, read_short_code
from invitations.marks import digest, is_kept
from invitations.models import Invitation, JoinRequest
from invitations.rules import WAY_ON_DAYS
from invitations.selectors.links import will_end
from invitations.selectors.words import parents_place, with_chat
from invitations.texts import JOINED_BY_CLASS, NOT_ME, REFUSED
from orgstructure.models import Guardianship, works_q
from orgstructure.selectors import current_links, opened
from roles.models import Assignment
from roles.policy import MANAGERS
from roles.selectors import post_to_ask, whom_to_ask

MAX_WARDS = 8  # a family's pupils of one class


def _link(day: date, pk: int) -> QuerySet[Invitation]:
    """A link with all that its page shows. The school's day is known with the row only, so `day` is not asked of it."""
    held = Assignment.objects.latest_first().filter(
        Q(role=Assignment.Role.CLASS_TEACHER, school_class=OuterRef("school_class")) | Q(role__in=MANAGERS),
        works_q("person", day),
        organization=OuterRef("organization"),
        person__membership__user=OuterRef("created_by"),
    )
    joining = current_links(
        OuterRef("school_class"), OuterRef("role"), platform=OuterRef("school_class__platform")
    )
    return (  # type: ignore[no-any-return]
        with_chat(Invitation.objects.filter(pk=pk))
        .select_related("organization", "school_class", "person", "created_by")
        .annotate(
            text_id=Subquery(latest_text_id()),
            sealed_link=Subquery(joining.values("sealed")[:1]),
            maker_role=Subquery(held.values("role")[:1]),
            maker_from=Subquery(held.values("valid_from")[:1]),
            maker_to=Subquery(held.values("valid_to")[:1]),
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


def _representative(day: date, pupil: int) -> QuerySet[Guardianship]:
    """Who may consent for a pupil on a day, and whether they have said no about their own data."""
    rows = Guardianship.objects.in_force(day).filter(pupil=pupil).select_related("guardian")
    return rows.annotate(said_no=has_refused("guardian")).order_by("pk")


_LINK: Prepared[Invitation] = Prepared(1, _link)
_WARDS: Prepared[Guardianship] = Prepared(2, _ward, limit=MAX_WARDS)
_REPRESENTATIVES: Prepared[Guardianship] = Prepared(1, _representative, limit=MAX_WARDS)


@dataclass(frozen=True)
class LinkPage:
    """What the page of a link shows. `state` is the true one by the clock; `children`: whose parent is invited;
    `inviter`: who invites and whom to ask, «классный руководитель Сафина Регина Рашидовна». `givers`: the representatives of a
    pupil whom the school knows: one of them consents, or another; `likely_giver`: the only one, unless they have said no
    about their own data: the page has them ticked. `waiting`: the link is full and requests by it wait for a decision.
    """

    link: Any
    state: str
    text: ConsentText | None
    children: tuple[Any, ...]
    inviter: str
    day: date
    givers: tuple[Any, ...] = ()
    likely_giver: Any = None
    waiting: bool = False

    @property
    def organization(self) -> Any:
        return self.link.organization

    @property
    def is_open(self) -> bool:
        return self.state == Invitation.Status.ACTIVE and self.text is not None

    @property
    def is_accepted_one(self) -> bool:
        """A personal link that has been accepted: its way on may be asked for."""
        return self.state == Invitation.Status.ACCEPTED and self.link.kind == Invitation.Kind.PERSONAL

    @property
    def parents_title(self) -> str:
        return parents_place(self.link.school_class, has_chat=self.link.has_chat).title

    @property
    def gone_on_at(self) -> datetime | None:
        """When a link for coming back let another browser go on: the one that had accepted is not known any more."""
        since, accepted = self.link.marked_at, self.link.accepted_at
        return since if since and accepted and since > accepted else None

    @property
    def is_joined_by_class(self) -> bool:
        """The link was closed because its person has come in by the link of the class."""
        return bool(self.link.annul_reason == JOINED_BY_CLASS)

    @property
    def wards(self) -> str:
        """«Пётр И. и Анна И.», of all children in the class: twins have one parent."""
        names = [child.masked_name for child in self.children]
        return " и ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))

    @property
    def whose_parent(self) -> str:
        """«родитель ученицы: Анна И.», «родитель учеников: Пётр И. и Анна И.», «учениц» of girls"""
        sexes = {sex_of(child) for child in self.children}
        forms = "ученика,ученицы,ученика" if len(self.children) == 1 else "учеников,учениц,учеников"
        return f"родитель {by_sex(sexes.pop() if len(sexes) == 1 else None, forms)}: {self.wards}"

    @property
    def title(self) -> str:
        """What tells the pages of three children apart in a browser: «Пётр И., 5А: приглашение»."""
        whom = self.wards or (self.link.person.masked_name if self.link.person else "")
        return f"{', '.join(filter(None, (whom, str(self.link.school_class))))}: приглашение"

    @cached_property
    def will_end(self) -> str:
        """«Ссылка Елены Н. перестанет работать.»"""
        return will_end(self.link)

    @property
    def by_representative(self) -> bool:
        """Whether the consent is a parent's to give, for a pupil."""
        birth_date = self.link.person.birth_date if self.link.person else None
        return is_for_another(self.link.role, birth_date, self.day)


@dataclass(frozen=True)
class Giver:
    """Whom to ask on the page of a link for coming back: who gave it, and the school."""

    organization: Any
    inviter: str


@dataclass(frozen=True)
class Standing:
    """What the browser of `mark` has done by a link: `accepted`, `asked` (its `request`), `refused` or `not_me`."""

    what: str
    mark: str
    until: datetime | None = None
    request: JoinRequest | None = None


def standing_of(link: Any, shown: Iterable[str], now: datetime) -> Standing | None:
    """Where one of the marks stands that a browser shows; None of a stranger. One query for a class's link, else none."""
    shown = list(shown)
    if link.kind == Invitation.Kind.CLASS:
        return _asked(link, shown, now) if shown else None
    mark = next((mark for mark in shown if is_kept(mark, link.mark)), None)
    if mark is None:
        return None
    if link.status == Invitation.Status.ACCEPTED:
        until = _until(link.marked_at)
        return Standing("accepted", mark, until) if until and now < until else None
    what = {REFUSED: "refused", NOT_ME: "not_me"}.get(link.annul_reason)
    return Standing(what, mark) if what else None


def _asked(link: Any, shown: list[str], now: datetime) -> Standing | None:
    marks = {digest(mark): mark for mark in shown}
    rows = JoinRequest.objects.filter(invitation=link, mark__in=marks).select_related(
        "person", "school_class"
    )
    for row in rows.order_by("-pk"):
        until = _until(max(filter(None, (row.decided_at, row.marked_at)), default=None))
        if until and now < until:
            return Standing("asked", marks[row.mark], until, row)
    return None


def _until(since: datetime | None) -> datetime | None:
    """Up to when the way on is open to whoever pressed at `since`."""
    return since + timedelta(days=WAY_ON_DAYS) if since else None


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
    rows: list[Guardianship] = []
    givers = _givers(link, day) if with_child else {}
    likely = [one for one, has_said_no in givers.items() if len(givers) == 1 and not has_said_no]
    if with_child and link.role == Invitation.Role.PARENT and link.person_id:
        rows = _WARDS.all(day, link.person_id, link.school_class_id)
    return LinkPage(
        link=link,
        state=link.state_at(now),
        text=text,
        children=tuple({row.pupil_id: row.pupil for row in rows}.values()),
        inviter=_inviter(link, day),
        day=day,
        givers=tuple(givers),
        likely_giver=next(iter(likely), None),
        waiting=link.is_full and link.requests.filter(status=JoinRequest.Status.NEW).exists(),
    )


def _givers(link: Any, day: date) -> dict[Any, bool]:
    """The representatives whom the school knows, each with whether they have said no about their own data: one says that it is
    they who consent. None where the consent is not theirs to give.
    """
    if not link.person_id or not is_for_another(link.role, link.person.birth_date, day):
        return {}
    rows: Any = _REPRESENTATIVES.all(day, link.person_id)
    return {row.guardian: row.said_no for row in rows}


def _inviter(link: Any, day: date) -> str:
    """Who invites, as long as they still do; else who is there today: one query more (lesson E32)."""
    maker = link.created_by if link.created_by and link.created_by.is_active else None
    if maker and holds(day, link.maker_from, link.maker_to):
        return f"{post_to_ask(link.maker_role)} {maker}"
    return whom_to_ask(link.school_class, maker=maker)
