"""What time it is, and where: the only place of the portal that asks the clock.

An instant is an aware datetime. A day is a date in the time zone in force, which is the school's: the middleware puts a
request into it, `in_school` a task, a command and a page without an account.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils import timezone
from django_scopes import scope


class HasTimeZone(Protocol):
    """An organization, as far as the clock is concerned: `time_zone` is a name of the IANA database."""

    time_zone: str


def now() -> datetime:
    """This instant."""
    return timezone.now()


def today() -> date:
    """The date in the zone in force."""
    return timezone.localdate()


def local(at: datetime) -> datetime:
    """The same instant as the clock on the school's wall shows it."""
    return timezone.localtime(at)


def day_of(at: datetime) -> date:
    """The date of an instant in the zone in force."""
    return timezone.localdate(at)


def midnight(day: date) -> datetime:
    """The instant at which `day` begins in the zone in force."""
    return timezone.make_aware(datetime.combine(day, time.min))


def zone_in_force() -> ZoneInfo:
    """The zone that days are counted in now."""
    return ZoneInfo(timezone.get_current_timezone_name())


def zone_of(organization: HasTimeZone) -> ZoneInfo:
    """The zone that a school lives in."""
    return ZoneInfo(organization.time_zone)


def dates_of(zones: Iterable[str], at: datetime | None = None) -> dict[date, list[str]]:
    """{date: the zones in which it is that date, now or `at`}: one of them, or two where a midnight lies between."""
    found: dict[date, list[str]] = {}
    for name in zones:
        found.setdefault(timezone.localdate(at, timezone=ZoneInfo(name)), []).append(name)
    return found


def struck_today(hour: time, zones: Iterable[str], at: datetime) -> dict[str, datetime]:
    """{zone: the instant at which its clocks showed `hour` on the date it has at `at`}, where that is not still to come."""
    found = {}
    for name in zones:
        moment = datetime.combine(at.astimezone(ZoneInfo(name)).date(), hour, ZoneInfo(name))
        if moment <= at:
            found[name] = moment
    return found


@contextmanager
def in_time_of(organization: HasTimeZone) -> Iterator[None]:
    """The time of one school, whatever rows are in scope: for a page that shows several."""
    with timezone.override(zone_of(organization)):
        yield


@contextmanager
def in_school(organization: HasTimeZone) -> Iterator[None]:
    """The rows of one school alone, and its time: for everything that runs without a request's middleware."""
    with scope(organization=organization), timezone.override(zone_of(organization)):
        yield
