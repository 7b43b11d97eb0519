"""Home, by role: the next step, what needs attention, how far the school is, one's own classes."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from chats.selectors import own_chats
from core import clock
from core.access import Access, PortalRequest
from core.web import render_page, requires
from dashboard.selectors.home import home_of, way_into_staff_room
from invitations.selectors.coverage import Figures
from orgstructure.models import Enrolment, SchoolClass
from roles.models import Verification
from roles.selectors import verification_state

NOT_STARTED = Verification.Status.NOT_STARTED


@require_safe
@requires("portal.use")
def home(request: PortalRequest) -> HttpResponse:
    """One page for everybody; each part is there for those who can do something with it."""
    now, access = clock.now(), request.access
    page = home_of(access, now)
    # The class that one leads stands first; who sees the whole school has all of them as tiles.
    own = [] if access.sees_whole_school else [row for row in page.classes if not row.is_staff_room]
    led = {row.pk for row in own if access.can("classes.lead", row)}
    own_status = _own_status(access)
    own_link, ask_for_link = way_into_staff_room(access, now) if own_status == NOT_STARTED else ("", "")
    context = {
        "greeting": _greeting(clock.local(now).hour),
        "name": f"{access.person.first_name} {access.person.patronymic}".strip(),
        "today": clock.day_of(now),
        "page": page,
        "lines": page.lines,
        "classes": [_class_row(row, page.figures) for row in own if row.pk not in led],
        "led": [_class_row(row, page.figures) for row in own if row.pk in led],
        "own_chats": own_chats(access),
        "own": not access.sees_whole_school,
        "verification": own_status,
        "own_link": own_link,
        "ask_for_link": ask_for_link,
        "may_invite": access.can("invitations.create"),
    }
    return render_page(request, "dashboard/home.html", context)


def _greeting(hour: int) -> str:
    if hour < 5:
        return "Доброй ночи"
    if hour < 12:
        return "Доброе утро"
    return "Добрый день" if hour < 18 else "Добрый вечер"


def _class_row(row: SchoolClass, figures: dict[tuple[int, str], Figures]) -> dict[str, Any]:
    return {
        "row": row,
        "pupils": figures.get((row.pk, Enrolment.Role.PUPIL), Figures()),
        "parents": figures.get((row.pk, Enrolment.Role.PARENT), Figures()),
    }


def _own_status(access: Access) -> str | None:
    """The state of a teacher's own confirmation, for those who are teachers and nothing more."""
    if access.sees_whole_school or access.person is None:
        return None
    return verification_state(access.person)
