"""Rate limits of pages without an account: how many wrong codes from one address, and how long a browser is remembered. Pure."""

from invitations.rules import WAY_ON_DAYS

# Wrong codes that one address may type in ten minutes; past that one code in so many seconds is looked at.
MISSES, MISSES_SECONDS, SLOW_SECONDS = 30, 600, 5
# From the opening of a link on: it may be accepted on its last day.
REMEMBERED_SECONDS = 60 * 60 * 24 * 2 * WAY_ON_DAYS
