"""The clockwork of the sweeps: it counts seconds that have passed, and trusts neither a file nor the hour of the machine.

Celery's own scheduler keeps when each task was sent last, by the clock of the machine, in a file. After the clock was put
back, the file says «sent in the future», and nothing is sent until the clock has caught up. Sweeps may come twice, so
nothing is remembered over a restart: all are sent at the start, then each after its seconds of `time.monotonic`.
"""

import time
from typing import Any

from celery.beat import Scheduler

_Base: Any = Scheduler  # its stubs are older than it is


class SweepScheduler(_Base):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._next: dict[str, float] = {}
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        self.merge_inplace(self.app.conf.beat_schedule)

    def tick(self, **kwargs: Any) -> float:
        """Send whatever is due; the seconds until the next one is."""
        now = time.monotonic()
        for name, entry in self.schedule.items():
            if now >= self._next.get(name, now):
                self._next[name] = now + entry.schedule.seconds
                self.apply_entry(entry, producer=self.producer)
        return min([self.max_interval, *(due - now for due in self._next.values())])
