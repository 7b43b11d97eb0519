"""Retries of mail: how often, after what delay (backoff), and when not. Pure."""

from datetime import timedelta

MAX_ATTEMPTS = 8
# A letter claimed this long ago and neither marked nor returned: its worker died, and it may or may not have left.
# The SMTP time-out is shorter than this, so a living worker is never taken for a dead one.
CLAIM_LIMIT = timedelta(seconds=40)
SWEEP_BATCH = 200
# One task delivers for so long at most: a server that answers slowly must not keep the worker from all else.
BATCH_SECONDS = 20


def retry_delay(attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th try: half a minute, then twice as long each time, six hours at most."""
    return min(timedelta(seconds=30) * 2 ** (attempt - 1), timedelta(hours=6))
