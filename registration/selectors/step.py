"""One step of the path of a school, and what may be pressed at it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from core.russian import dt

DIRECTOR, ADMINISTRATOR, PORTAL, PLATFORM = "директор", "администратор", "портал", "платформа"


@dataclass(frozen=True)
class Act:
    """What moves a step on, or shows what it left: the right that it takes, the word on its button, where it is done.

    `post`: the button itself does it; otherwise a page opens.
    """

    right: str
    word: str
    route: str
    args: tuple[int, ...] = ()
    post: bool = False
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.route, args=self.args) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True)
class Step:
    """One step of the path, as the component `steps` shows it. `state`: done, now or later; `who` is next.

    `stopped`: it is now, and it went wrong. `call` tells whoever's turn it is what to do; `waits` tells the others what
    is waited for. `acts`: what may be pressed at it, the main thing first.
    """

    title: str
    state: str = "later"
    at: date | datetime | None = None
    note: str = ""
    who: str = ""
    stopped: bool = False
    call: str = ""
    waits: str = ""
    acts: tuple[Act, ...] = ()
    mostly: bool = False  # little of it is left: the steps after it come first
    since: date | datetime | None = (
        None  # from when it waits, where that is the moment of another thing: not shown
    )

    @property
    def detail(self) -> str:
        waits = f"дальше — {self.who}" if self.state == "now" and self.who else ""
        return " · ".join(filter(None, (dt(self.at) if self.at else "", self.note, waits)))

    @property
    def is_now(self) -> bool:
        return self.state == "now"
