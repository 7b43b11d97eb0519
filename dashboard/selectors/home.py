"""All that the home page shows, read once: the next step, what waits, how far the school and each class are."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from core.access import Access
from dashboard.selectors.attention import Line, attention, waiting_papers
from dashboard.selectors.next_step import NextStep, next_step, to_sign
from dashboard.selectors.school_steps import SchoolState, school_state, school_steps
from invitations.codes import link_url
from invitations.models import Invitation
from invitations.selectors.coverage import Coverage, Figures, by_group, coverage
from invitations.selectors.presence import NOT_INVITED, PRESENT, presence_by_person
from invitations.selectors.sharing import not_handed
from orgstructure.models import Enrolment, SchoolClass
from orgstructure.selectors import classes_for
from registration.models import RegistrationCase
from registration.selectors import Overview, brief_of
from roles.selectors import whom_to_ask

LAGGING, BEHIND = 0.25, 0.5  # shares of a class on the platform below which its tile is red, is yellow


@dataclass(frozen=True)
class Tile:
    """A class on the strip: how many of its pupils and parents are on the platform, or what it lacks before that."""

    row: SchoolClass
    figures: Figures
    tone: str = ""
    word: str = ""

    @property
    def order(self) -> tuple[int, float]:
        share = self.figures.present / self.figures.should if self.figures.should else 0
        return (("bad", "warn", "").index(self.tone), share)


@dataclass(frozen=True)
class Home:
    next: NextStep | None
    lines: list[Line]
    figures: Coverage
    classes: list[SchoolClass]
    groups: list[tuple[str, str, Figures]] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    is_begun: bool = False
    behind: int = 0
    opens_after: str = ""


@dataclass(frozen=True)
class Standing:
    """How far the whole school is, read once."""

    state: SchoolState
    overview: Overview
    classes: list[SchoolClass]
    groups: list[tuple[str, str, Figures]]
    unhanded: int = 0

    @property
    def is_begun(self) -> bool:
        return any(one.present or one.invited for _, _, one in self.groups)

    @property
    def open_to_invite(self) -> bool:
        return self.overview.is_done or self.is_begun

    @property
    def opens_after(self) -> str:
        """After what people may be invited; '' when they may."""
        if self.open_to_invite:
            return ""
        case = self.overview.case
        answered = case is not None and case.status == RegistrationCase.Status.ANSWERED
        return "входа на платформу по номеру из заявки" if answered else "ответа платформы"

    def step_for(self, access: Access) -> NextStep | None:
        present = sum(one.present for _, _, one in self.groups)
        steps = school_steps(
            self.state, self.classes, present, opens_after=self.opens_after, unhanded=self.unhanded
        )
        return next_step(access, waiting_papers(access, self.overview), self.overview.steps, steps)


def home_of(access: Access, now: datetime) -> Home:
    """The home page of this reader; a number of queries that does not grow with the school."""
    classes = list(classes_for(access))
    figures = coverage(now, classes)
    if not access.sees_whole_school:
        return Home(_acting_step(access), attention(access, classes, figures, now), figures, classes)
    school = _standing(access, classes, figures, now)
    step = school.step_for(access)
    # What the next step says is not said twice.
    lines = [
        line
        for line in attention(
            access,
            classes,
            figures,
            now,
            state=school.state,
            overview=school.overview,
            open_to_invite=school.open_to_invite,
        )
        if step is None or line.url != step.url
    ]
    tiles = _tiles(school.state, figures, school.is_begun)
    behind = sum(school.is_begun and tile.tone != "" for tile in tiles)
    return Home(
        step, lines, figures, classes, school.groups, tiles, school.is_begun, behind, school.opens_after
    )


def step_of(access: Access, now: datetime) -> NextStep | None:
    """The next step of this reader alone, without the path behind it: for a page that is not home."""
    if not access.sees_whole_school:
        return _acting_step(access)
    classes = list(classes_for(access))
    step = _standing(access, classes, coverage(now, classes), now).step_for(access)
    return replace(step, groups=()) if step else None


def _standing(access: Access, classes: list[SchoolClass], figures: Coverage, now: datetime) -> Standing:
    room = next((row for row in classes if row.is_staff_room), None)
    groups = by_group(figures, room.pk if room else None)
    invited, present = (sum(getattr(one, name) for _, _, one in groups) for name in ("invited", "present"))
    unhanded = not_handed(Invitation.objects.all(), now).count() if invited and not present else 0
    state, overview = school_state(classes, figures, now), brief_of(access.organization)
    return Standing(state, overview, classes, groups, unhanded)


def _acting_step(access: Access) -> NextStep | None:
    """Who acts for the director signs, and sees no more of the school than before."""
    if not access.can("orders.sign"):
        return None
    papers = waiting_papers(access, brief_of(access.organization))
    return to_sign(papers) if papers else None


def _tiles(state: SchoolState, figures: Coverage, is_begun: bool) -> list[Tile]:
    """The study classes, the worst first."""
    empty, leaderless = ({row.pk for row in rows} for rows in (state.empty, state.leaderless))
    tiles = []
    for row in state.study:
        one = figures.get((row.pk, Enrolment.Role.PUPIL), Figures())
        both = one + figures.get((row.pk, Enrolment.Role.PARENT), Figures())
        if row.pk in empty:
            tiles.append(Tile(row, both, "bad", "нет учеников"))
        elif is_begun:
            tiles.append(Tile(row, both, _tone(both)))
        else:
            tiles.append(Tile(row, one, *(("warn", "нет кл. рук.") if row.pk in leaderless else ())))
    return sorted(tiles, key=lambda tile: tile.order)


def _tone(figures: Figures) -> str:
    # Who refused has another way of contact: the class is not behind because of them.
    wanted = figures.should - figures.refused
    if not wanted or figures.present >= wanted * BEHIND:
        return ""
    return "bad" if figures.present < wanted * LAGGING else "warn"


def way_into_staff_room(access: Access, now: datetime) -> tuple[str, str]:
    """(the reader's own link into «Учительская», whom to ask for one): of these the one that there is; none of who has joined."""
    if presence_by_person([access.person], None, now).get(access.person.pk, NOT_INVITED) in PRESENT:
        return "", ""
    room = SchoolClass.objects.filter(kind=SchoolClass.Kind.STAFF_ROOM).first()
    if room is None:
        return "", ""
    own = Invitation.objects.working(now).filter(
        kind=Invitation.Kind.PERSONAL, person=access.person, school_class=room
    )
    link = own.order_by("-pk").first()
    return (link_url(link), "") if link else ("", whom_to_ask(room))
