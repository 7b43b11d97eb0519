"""Retries of mail: for how long (by the kind of letter), after what delay (backoff), and when not. Pure."""

from datetime import datetime, timedelta

# For how long a letter is worth sending; a day that is not here is given by whoever queues it (a link's own end).
# What a server that is away takes up of it is nobody's fault, and no number of tries ends it (lesson E27).
LIFETIMES = {
    "access": timedelta(days=3),
    "digest": timedelta(days=1),
    "notice": timedelta(days=1),
    "password": timedelta(hours=3),
    "registration": timedelta(days=7),
}
# These die with the link they carry: nothing brings them back.
OF_A_LINK = ("invitation", "reminder")
OTHERWISE = timedelta(days=2)
# A letter claimed this long ago and neither marked nor returned: its worker died, and it may or may not have left.
# The SMTP time-out is shorter than this, so a living worker is never taken for a dead one.
CLAIM_LIMIT = timedelta(seconds=40)
SWEEP_BATCH = 200
# One task delivers for so long at most: a server that answers slowly must not keep the worker from all else.
BATCH_SECONDS = 20
# How long all letters wait when the server is away or the settings are wrong: one try in this time, for all of them.
HOLD = timedelta(minutes=2)


def lifetime(kind: str) -> timedelta:
    """For how long a letter of this kind is tried, counted from when it was queued (or queued again)."""
    return LIFETIMES.get(kind, OTHERWISE)


def retry_delay(attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th refusal: half a minute, then twice as long each time, an hour at most."""
    return min(timedelta(seconds=30) * 2 ** min(attempt - 1, 10), timedelta(hours=1))


def give_up_at(kind: str, now: datetime, until: datetime | None) -> datetime:
    """When the portal stops trying a letter that is queued now; `until` is the end of what it brings."""
    return until or now + lifetime(kind)
