"""The clockwork counts seconds that passed: a clock that went back, or a file of the future, silences nothing."""

import shelve
import time
from datetime import UTC, datetime, timedelta

import pytest
from celery.apps.beat import Beat
from celery.beat import Service

from sferum_portal.beat import SweepScheduler
from sferum_portal.celery import BEAT_SCHEDULE, app


class Remembering(SweepScheduler):
    """Sends nothing, and remembers what it would have sent."""

    def apply_entry(self, entry, producer=None):
        self.sent = [*getattr(self, "sent", []), entry.name]


@pytest.fixture
def beat():
    app.finalize()
    return Remembering(app)


def test_all_sweeps_come_at_the_start_and_then_each_after_its_seconds(beat):
    pause = beat.tick()
    assert sorted(beat.sent) == sorted(BEAT_SCHEDULE)
    assert 0 < pause <= min(BEAT_SCHEDULE.values())
    beat.tick()
    assert len(beat.sent) == len(BEAT_SCHEDULE)
    beat._next["outbox.tasks.sweep"] = time.monotonic() - 1
    beat.tick()
    assert beat.sent[len(BEAT_SCHEDULE) :] == ["outbox.tasks.sweep"]


def test_lesson_f38_a_clock_that_went_back_silences_nothing(beat, time_machine):
    time_machine.move_to(datetime.now(UTC) + timedelta(days=400), tick=True)
    beat.tick()
    time_machine.move_to(datetime.now(UTC) - timedelta(days=400), tick=True)
    for name in beat._next:
        beat._next[name] = time.monotonic()
    beat.tick()
    assert sorted(beat.sent) == sorted([*BEAT_SCHEDULE] * 2)


def test_lesson_f38_a_file_of_the_future_is_not_read(tmp_path):
    """As `celery beat` starts it, with the file that the scheduler of celery would have left."""
    app.finalize()
    path = str(tmp_path / "celerybeat-schedule")
    with shelve.open(path) as left:  # noqa: S301
        left["entries"] = {}
        left["__version__"] = "future"
    started = Beat(app=app, schedule=path)
    assert started.scheduler_cls == "sferum_portal.beat:SweepScheduler"
    service = Service(app, schedule_filename=path, scheduler_cls=Remembering)
    assert service.scheduler.tick() > 0
    assert sorted(service.scheduler.sent) == sorted(BEAT_SCHEDULE)
