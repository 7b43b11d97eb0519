"""The Celery application, and all periodic tasks of the portal in one table: `BEAT_SCHEDULE`."""

import logging.config
import os
import time
from typing import Any

import structlog
from celery import Celery, Task
from celery.exceptions import OperationalError
from celery.signals import beat_embedded_init, beat_init, setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sferum_portal.settings")

BROKER_REST_SECONDS = 5
logger = structlog.get_logger(__name__)

# What happens by the clock: name of the task → every how many seconds.
# Each is a sweep: it finds by itself what is due, so one that was missed or came twice does no harm. No hour of the day
# stands here: schools live in eleven time zones, and what has an hour asks it of each school's own clock.
BEAT_SCHEDULE: dict[str, int] = {
    "sferum_portal.periodic.heartbeat": 30,
    "outbox.tasks.sweep": 15,
    "files.tasks.sweep": 15,
    "invitations.periodic.expire": 60,
    "invitations.periodic.remind": 3600,
    "invitations.periodic.digest": 1800,
    "core.periodic.forget_marks": 3600,
}


class SweptTask(Task):
    """A task whose announcement may be lost: what it is about stands in the database, and a sweep finds it.

    So `delay()` does not fail while the broker is away: the decision has been committed, and the person who made it
    must neither see an error nor wait. After a failure this process does not even try for some seconds.
    """

    _away_until = 0.0

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < SweptTask._away_until:
            return None
        try:
            return super().apply_async(*args, **kwargs)
        except (OperationalError, OSError) as error:
            SweptTask._away_until = time.monotonic() + BROKER_REST_SECONDS
            logger.warning("broker_away_left_to_the_sweep", task=self.name, error=type(error).__name__)
            return None


# filesystem:// means our transport from here on: its first lines say why.
TRANSPORT_ALIASES["filesystem"] = "sferum_portal.file_broker:Transport"

app = Celery("sferum_portal", task_cls=SweptTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")
app.steps["worker"].add(DjangoStructLogInitStep)


@app.on_after_finalize.connect
def schedule_periodic_tasks(sender: Celery, **kwargs: Any) -> None:
    """Give beat its table. What no worker took until the next one came is not wanted any more: it expires."""
    entries = {}
    for task, schedule in BEAT_SCHEDULE.items():
        seconds = min(schedule, settings.BEAT_MAX_SECONDS or schedule)
        entries[task] = {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    sender.conf.beat_schedule = entries


@setup_logging.connect
def use_the_portals_logging(**kwargs: Any) -> None:
    """Worker and beat write the same lines as the web server does."""
    logging.config.dictConfig(settings.LOGGING)


@beat_init.connect
@beat_embedded_init.connect
def beat_at_once(**kwargs: Any) -> None:
    """Do not let `/readyz` wait for the first half minute to pass."""
    app.tasks["sferum_portal.periodic.heartbeat"].apply_async(expires=60)
