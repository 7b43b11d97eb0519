"""The Celery application, and the whole clockwork of the portal in one table: `BEAT_SCHEDULE`."""

import contextlib
import logging.config
import os
from typing import Any

from celery import Celery
from celery.exceptions import OperationalError
from celery.signals import beat_embedded_init, beat_init, setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sferum_portal.settings")

# What happens by the clock: name of the task → every how many seconds (or a crontab).
# Each is a sweep: it finds by itself what is due, so one that was missed or came twice does no harm.
BEAT_SCHEDULE: dict[str, Any] = {
    "sferum_portal.periodic.heartbeat": 30,
    "outbox.tasks.sweep": 15,
}

app = Celery("sferum_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")
app.steps["worker"].add(DjangoStructLogInitStep)


@app.on_after_finalize.connect
def wind_the_clock(sender: Celery, **kwargs: Any) -> None:
    """Give beat its table. What no worker took until the next one came is not wanted any more: it expires."""
    entries = {}
    for task, schedule in BEAT_SCHEDULE.items():
        expires = 3600
        if isinstance(schedule, int):
            expires = schedule = min(schedule, settings.BEAT_MAX_SECONDS or schedule)
        entries[task] = {"task": task, "schedule": schedule, "options": {"expires": expires}}
    sender.conf.beat_schedule = entries


@setup_logging.connect
def use_the_portals_logging(**kwargs: Any) -> None:
    """Worker and beat write the same lines as the web server does."""
    logging.config.dictConfig(settings.LOGGING)


@beat_init.connect
@beat_embedded_init.connect
def beat_at_once(**kwargs: Any) -> None:
    """Do not let `/readyz` wait for the first half minute to pass."""
    with contextlib.suppress(OperationalError):  # without a broker beat itself waits, patiently
        app.send_task("sferum_portal.periodic.heartbeat", expires=60)
