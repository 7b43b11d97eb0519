"""What a school does in the portal between its registration and the first accepted link, as steps of the same path."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.russian import plural_form, ru_plural
from dashboard.selectors.attention.line import names
from invitations.selectors.coverage import Coverage, Figures
from invitations.selectors.everyone import ToInvite, to_invite
from invitations.selectors.links import DISOWNED
from orgstructure.models import Enrolment, SchoolClass
from orgstructure.rules import invited_roles
from registration.selectors.step import ADMINISTRATOR, Act, Step
from roles.models import Assignment

LEAST_STAFF = 2  # the director alone is not yet «сотрудники»


@dataclass(frozen=True)
class SchoolState:
    """What the classes of today have and lack, counted once for the steps, the lines and the tiles of the home page."""

    staff: Figures
    study: list[SchoolClass]
    empty: list[SchoolClass]
    leaderless: list[SchoolClass]
    unlinked: list[SchoolClass]
    inviting: ToInvite


def school_state(classes: Sequence[SchoolClass], figures: Coverage, now: datetime) -> SchoolState:
    """The state of `classes` with their coverage; three queries over columns."""
    study = [row for row in classes if not row.is_staff_room]
    room = next((row for row in classes if row.is_staff_room), None)
    ids = [row.pk for row in study]
    led = set(
        Assignment.objects.class_teachers(clock.today())
        .filter(school_class__in=ids)
        .values_list("school_class_id", flat=True)
    )
    inviting = to_invite(classes, figures, now)
    return SchoolState(
        staff=figures.get((room.pk, Enrolment.Role.TEACHER), Figures()) if room else Figures(),
        study=study,
        empty=[row for row in study if not figures.get((row.pk, Enrolment.Role.PUPIL), Figures()).should],
        leaderless=[row for row in study if row.pk not in led],
        unlinked=[row for row in classes if inviting.lacks_link(row)],
        inviting=inviting,
    )


def missing_of(row: SchoolClass, figures: Coverage) -> int:
    """How many of a class have no link, in the roles that are invited into it; who refused or has joined is not counted."""
    return sum(figures.get((row.pk, role), Figures()).missing for role in _invited_into(row))


def most_first(counted: dict[int, int], classes: Sequence[SchoolClass]) -> list[str]:
    """The titles of the classes that have any, the most first."""
    busy = sorted((row for row in classes if counted.get(row.pk)), key=lambda row: -counted[row.pk])
    return [str(row) for row in busy]


def _invited_into(row: SchoolClass) -> tuple[str, ...]:
    return invited_roles(row.is_staff_room)


def school_steps(
    state: SchoolState,
    classes: Sequence[SchoolClass],
    present: int,
    *,
    opens_after: str = "",
    unhanded: int = 0,
) -> list[Step]:
    """Classes, people, class teachers, platform links, invitations, the first accepted link.

    Each may be done in its own time: several are «now» at once. The last three wait for what `opens_after` names.
    `unhanded`: how many links nobody has handed over.
    """
    steps = [_classes(state), _people(state), _leaders(state), _links(state), _invitations(state, classes)]
    steps.append(_first_accepted(present, unhanded))
    if opens_after:
        steps[3:] = [Step(step.title, note=f"после {opens_after}") for step in steps[3:]]
    return steps


def _step(title: str, left: int, note: str, call: str, act: Act, waits: str, of: int = 0) -> Step:
    """A step of which `left` of `of` are to be done; when most are, what follows is no longer held up by it."""
    if not left:
        return Step(title, "done", note=note)
    mostly = left * 2 < of
    return Step(title, "now", None, note, ADMINISTRATOR, call=call, waits=waits, acts=(act,), mostly=mostly)


def _classes(state: SchoolState) -> Step:
    act = Act("structure.edit", "Завести классы", "orgstructure:class_generate")
    note = str(len(state.study)) if state.study else "классов ещё нет"
    return _step("Классы", not state.study, note, "Заведите классы", act, "Администратор заводит классы")


def _people(state: SchoolState) -> Step:
    act = Act("people.add", "Вставить списки", "orgstructure:people_paste")
    waits = "Администратор вносит людей"
    if state.staff.should < LEAST_STAFF:
        return _step(
            "Люди",
            1,
            "кроме директора, сотрудников ещё нет",
            "Внесите сотрудников: вставьте их список",
            act,
            waits,
        )
    if not state.study:
        return Step("Люди", note="после классов")
    filled = len(state.study) - len(state.empty)
    note = f"люди есть в {ru_plural(filled, 'классе,классах,классах')} из {len(state.study)}"
    n = len(state.empty)
    call = f"Внесите людей: {n} {plural_form(n, 'класс пуст', 'класса пусты', 'классов пусты')}"
    return _step("Люди", n, note, call, act, waits, len(state.study))


def _leaders(state: SchoolState) -> Step:
    title = "Классные руководители"
    if not state.study or state.staff.should < LEAST_STAFF:
        return Step(title, note="после людей")
    n = len(state.leaderless)
    act = Act("roles.assign", "Назначить", "roles:teachers")
    call = f"Назначьте классных руководителей: {names([str(row) for row in state.leaderless], n)}"
    total = len(state.study)
    note = f"они есть в {ru_plural(total - n, 'классе,классах,классах')} из {total}"
    return _step(title, n, note, call, act, "Администратор назначает классных руководителей", total)


def _links(state: SchoolState) -> Step:
    title = "Ссылки платформы"
    if not state.study:
        return Step(title, note="после классов")
    n, total = len(state.unlinked), len(state.study) + 1
    act = Act("classes.edit_link", "Вписать", "orgstructure:platform_links")
    where = names([str(row) for row in state.unlinked], n)
    call = f"Впишите ссылки классов на платформе: {where}"
    note = f"ссылки есть у {ru_plural(max(total - n, 0), 'класса,классов,классов')} из {total}"
    return _step(title, n, note, call, act, "Администратор вписывает ссылки классов на платформе", total)


def _invitations(state: SchoolState, classes: Sequence[SchoolClass]) -> Step:
    act = Act("invitations.create", "Пригласить", "invitations:everyone")
    n, waiting = sum(state.inviting.ready.values()), sum(state.inviting.unserved.values())
    lost = sum(state.inviting.disowned.values())
    if not n and lost:
        sees = Act("invitations.create", "Посмотреть", "invitations:list", query=f"state={DISOWNED}")
        busiest = most_first(state.inviting.disowned, classes)
        where = names(busiest, len(busiest))
        call = f"Узнайте, кому отдали ссылку, и выпустите новую: {_strayed(lost)}"
        return _step("Приглашения", lost, where, call, sees, "Администратор приглашает людей")
    if not n and waiting:  # the step of the platform's links is told
        return Step("Приглашения", note=f"{_people_wait(waiting)} ссылки класса на платформе")
    if not n:
        return Step("Приглашения", "done" if state.staff.should else "later", note="ссылка есть у всех")
    busiest = most_first(state.inviting.ready, classes)
    where = f"больше всего: {', '.join(busiest[:3])}" if len(busiest) > 1 else f"все — {busiest[0]}"
    if n == 1:
        where = busiest[0]
    if waiting:
        where = f"{where}; ещё {_people_wait(waiting)} ссылки класса на платформе"
    if lost:
        where = f"{where}; кроме них, {_strayed(lost)}"
    whom = "того" if n == 1 else "тех"
    needed = plural_form(n, "нужна", "нужны", "нужно")
    call = f"Пригласите {whom}, у кого нет ссылки: {needed} {ru_plural(n, 'ссылка,ссылки,ссылок')}"
    return _step("Приглашения", n, where, call, act, "Администратор приглашает людей")


def _first_accepted(present: int, unhanded: int) -> Step:
    """Nobody can accept what lies here: until links are handed over there is something to do."""
    title, waits = "Первая принятая ссылка", "Ждём первую принятую ссылку"
    if present or not unhanded:
        return Step(title, "done" if present else "later", waits=waits)
    act = Act("invitations.manage", "К ссылкам", "invitations:list", query="state=active&handed=no")
    call = f"Передайте ссылки: {ru_plural(unhanded, 'не передана,не переданы,не переданы')}"
    return _step(title, unhanded, waits.lower(), call, act, "Администратор передаёт ссылки людям")


def _strayed(number: int) -> str:
    return ru_plural(number, "ссылка попала не тому,ссылки попали не тому,ссылок попали не тому")


def _people_wait(number: int) -> str:
    return ru_plural(number, "человек ждёт,человека ждут,человек ждут")
