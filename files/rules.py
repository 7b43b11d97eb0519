"""When a background job counts as orphaned, and how often it is retried. Pure."""

from datetime import timedelta

# A worker says that it lives this often; one that has not for so long is dead, and its work is taken up again.
BEAT_EVERY = timedelta(seconds=5)
SILENT_FOR = timedelta(seconds=30)
MAX_ATTEMPTS = 3
# Progress is written down at most this often, whatever the work reports.
REPORT_EVERY = timedelta(seconds=0.5)
# How many waiting works a sweep tells the workers of.
SWEEP_BATCH = 20
