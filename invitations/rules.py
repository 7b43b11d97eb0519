"""How long links live, how many may use one, when to remind. Pure: time comes in."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import Invalid
from core.folding import one_line
from core.russian import in_signs

# Days a link lives unless told otherwise, by (kind, role); and the limits within which it may be told.
DAYS = {
    ("personal", "teacher"): 14,
    ("personal", "pupil"): 14,
    ("personal", "parent"): 30,
    ("class", "teacher"): 3,
    ("class", "pupil"): 7,
    ("class", "parent"): 7,
}
MIN_DAYS, MAX_DAYS = 1, 60
MAX_DAYS_CLASS = 14
MAX_USES = 60
END_OF_DAY = time(18, 0)
# From this hour of the school on, makers are told what came of their links until it.
DIGEST_AT = time(18, 30)
DIGEST_LOOKS_BACK = 120  # days since a link was made
REMIND_BEFORE = timedelta(days=2)
# A link that lives less is not reminded of: the reminder would come with the link itself.
REMIND_IF_LIVES = timedelta(days=4)
MAX_AT_ONCE = 2_000
# How long before its end a link is shown as «истекает».
EXPIRING_WITHIN = timedelta(days=3)
DEFAULT_USES = 30
MAX_REASON = 300
# How long whoever accepted or asked may come back to what follows.
WAY_ON_DAYS = 30
# How long a link for coming back may be opened, once; and how often one may be asked for, by a link and from an address.
RETURN_WITHIN = timedelta(days=1)
# The Wi-Fi of a school, or a mobile operator, is one address: five full classes may ask from it in a day. Nobody is asked
# for by guessing: the code of a link comes first, and of one link few are taken.
ASKS_OF_A_LINK, ASKS_OF_AN_ADDRESS, ASKS_SECONDS = 3, 5 * MAX_USES, 60 * 60 * 24
# By the link of a class, which is of so many.
ASKS_OF_A_CLASS_LINK = MAX_USES


def longest_days(kind: str) -> int:
    return MAX_DAYS if kind == "personal" else MAX_DAYS_CLASS


def default_days(kind: str, role: str) -> int:
    return DAYS[kind, role]


def days_to_prolong(kind: str, role: str, ends: datetime, now: datetime) -> int | None:
    """For how many days from now a link is prolonged unless told otherwise: as usual, or, where it lives as long already,
    that much longer than it does; None where it lives as long as it may."""
    left = (ends - now).days + 1
    longest = longest_days(kind)
    usual = default_days(kind, role)
    if left >= longest:
        return None
    return usual if usual > left else min(left + usual, longest)


def expiry(kind: str, days: int, now: datetime, zone: ZoneInfo) -> datetime:
    """The end of a link made at `now` for `days`: 18:00 local time of its last day. Invalid outside the limits."""
    longest = longest_days(kind)
    if not MIN_DAYS <= days <= longest:
        raise Invalid(f"Срок {days} дн. не годится: можно от {MIN_DAYS} до {longest}.", field="days")
    last_day = (now.astimezone(zone) + timedelta(days=days)).date()
    return datetime.combine(last_day, END_OF_DAY, zone)


def check_uses(uses: int) -> int:
    if not 1 <= uses <= MAX_USES:
        raise Invalid(
            f"Ссылка класса — на число человек от 1 до {MAX_USES}, а не на {uses}.", field="max_uses"
        )
    return uses


def clean_reason(text: str, *, empty: str) -> str:
    """A reason, on one line; Invalid with the sentence `empty` when there is none, and when it is too long."""
    text = one_line(text)
    if not text:
        raise Invalid(empty, field="reason")
    if len(text) > MAX_REASON:
        raise Invalid(
            f"Причина «{text[:40]}…»: {in_signs(text)}, а можно не больше {MAX_REASON}. Сократите.",
            field="reason",
        )
    return text
