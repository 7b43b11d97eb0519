"""Home, by role: what needs attention, how far the school is, one's own classes."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from chats.selectors import own_chats
from core import clock
from core.access import Access, PortalRequest
from core.russian import plural_form
from core.web import render_page, requires
from dashboard.selectors.attention import attention
from invitations.selectors.coverage import Figures, by_group, coverage
from orgstructure.models import Enrolment, SchoolClass
from orgstructure.selectors import classes_for
from registration.selectors import overview_of
from roles.selectors import verification_state

WORDS = "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать".split()


@require_safe
@requires("portal.use")
def home(request: PortalRequest) -> HttpResponse:
    """One page for everybody; each part is there for those who can do something with it."""
    now = clock.now()
    access = request.access
    classes = list(classes_for(access))
    figures = coverage(now, classes)
    lines = attention(access, classes, figures, now)
    # The class that one leads stands first; who sees the whole school has all of them in one list.
    led = set() if access.sees_whole_school else {c.pk for c in classes if access.can("classes.lead", c)}
    staff_room = next((c for c in classes if c.is_staff_room), None)
    context = {
        "greeting": _greeting(clock.local(now).hour),
        "name": f"{access.person.first_name} {access.person.patronymic}".strip(),
        "today": clock.day_of(now),
        "lead": _lead(len(lines)),
        "lines": lines,
        "registration": overview_of(request.organization) if access.can("registration.view") else None,
        "groups": by_group(figures, staff_room.pk if staff_room else None)
        if access.sees_whole_school
        else [],
        "classes": [_class_row(c, figures) for c in classes if not c.is_staff_room and c.pk not in led],
        "led": [_class_row(c, figures) for c in classes if c.pk in led],
        "own_chats": own_chats(access),
        "own": not access.sees_whole_school,
        "verification": _own_status(access),
        "may_invite": access.can("invitations.create"),
    }
    return render_page(request, "dashboard/home.html", context)


def _greeting(hour: int) -> str:
    if 5 <= hour < 12:
        return "Доброе утро"
    return "Добрый день" if 12 <= hour < 18 else "Добрый вечер"


def _lead(n: int) -> str:
    if not n:
        return "всё в порядке, дел нет"
    number = WORDS[n] if n < len(WORDS) else str(n)
    return (
        f"{number} {plural_form(n, 'дело ждёт', 'дела ждут', 'дел ждут')} вас, остальное в порядке".replace(
            "один дело", "одно дело"
        )
    )


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
