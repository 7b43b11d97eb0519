"""«Следующий шаг»: one line and one button, true for whoever reads it; behind it the path of the whole school.

The button leads only where its reader may act. Where the step waits for somebody else, the line says for whom and since
when, and the reader's own work, if there is any, comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from core.access import Access
from core.russian import dt, plural_form
from dashboard.selectors.attention.line import Line
from registration.selectors.step import PLATFORM, PORTAL, Step

GROUPS = ("Приказ и заявка", "Ответ платформы", "Школа в портале", "Приглашения")
SIZES = (6, 2, 4, 2)


@dataclass(frozen=True)
class Group:
    """A stretch of the path: its steps, each with what this reader may press."""

    title: str
    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)

    @property
    def has_begun(self) -> bool:
        return any(step.state != "later" for step in self.steps)


@dataclass(frozen=True)
class NextStep:
    """The line, its button (none where there is nothing to open), and the path while the school is on it.

    `who`: whose the step is, where it is not the reader's.
    """

    title: str
    detail: str
    url: str = ""
    word: str = ""
    groups: tuple[Group, ...] = ()
    who: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.groups)


def next_step(
    access: Access, papers: Sequence[Line], registration: Sequence[Step], school: Sequence[Step]
) -> NextStep | None:
    """The step of this reader, or None when nothing waits and the path is walked.

    `papers`: what waits for the reader's signature; `registration` and `school`: the steps of the path, in order.
    """
    steps = [*registration, *school]
    walked = all(step.state == "done" for step in steps)
    groups = () if walked else _groups(access, steps)
    if papers:
        return replace(to_sign(papers), groups=groups)
    # What is nearly done does not hold up the steps after it.
    mine = next(iter(sorted((s for s in steps if _is_mine(access, s)), key=lambda step: step.mostly)), None)
    others = next((step for step in steps if step.is_now and step.waits and not _is_mine(access, step)), None)
    if mine is not None:
        waits = _sentence(others) if others and others in registration else ""
        detail = ". ".join(filter(None, (_upper(mine.note), waits)))
        act = mine.acts[0]
        # What a press there does by itself is pressed on the page of the path, beside the letter it is about.
        url = reverse("registration:path") if act.post else act.url
        return NextStep(mine.call, detail, url, act.word, groups)
    if walked:
        return None
    if others is None:
        return NextStep(school[-1].waits, "", groups=groups)
    return _waiting(access, others, registration, groups)


def to_sign(papers: Sequence[Line]) -> NextStep:
    """The step of who signs: what waits for the signature, all of it in one line."""
    if len(papers) == 1:
        line = papers[0]
        title = line.title if line.number == 1 else f"{line.number} {line.title[:1].lower()}{line.title[1:]}"
        return NextStep(title, line.detail, line.url, line.action)
    n = sum(line.number for line in papers)
    title = plural_form(
        n, "бумага ждёт вашей подписи", "бумаги ждут вашей подписи", "бумаг ждут вашей подписи"
    )
    return NextStep(f"{n} {title}", f"Первой откроется: {papers[0].detail}", papers[0].url, "Начать")


def _is_mine(access: Access, step: Step) -> bool:
    """It is now, and what moves it on is this reader's to press."""
    return (
        step.is_now
        and step.who not in (PORTAL, PLATFORM)
        and bool(step.acts)
        and access.can(step.acts[0].right)
    )


def _waiting(access: Access, step: Step, registration: Sequence[Step], groups: tuple[Group, ...]) -> NextStep:
    allowed = [act for act in step.acts if access.can(act.right) and not act.post]
    room = "registration:path" if step in registration else "dashboard:structure"
    url, word = (allowed[0].url, allowed[0].word) if allowed else (reverse(room), "Посмотреть")
    return NextStep(_sentence(step), _upper(step.note), url, word, groups, step.who)


def _sentence(step: Step) -> str:
    """«Приказ ждёт подписи директора с 4 сентября, 10:15»"""
    return f"{step.waits} с {dt(step.at)}" if step.at else step.waits


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _groups(access: Access, steps: Sequence[Step]) -> tuple[Group, ...]:
    found, begin = [], 0
    for title, size in zip(GROUPS, SIZES, strict=True):
        shown = [_shown(access, step) for step in steps[begin : begin + size]]
        found.append(Group(title, shown))
        begin += size
    return tuple(found)


def _shown(access: Access, step: Step) -> Step:
    """A step of the opened path: links to pages only, those this reader may open."""
    acts = tuple(act for act in step.acts if not act.post and access.can(act.right))
    return replace(step, acts=acts[:1])
