"""Long work: begun once, done once, its progress and its end written down, taken up again when its worker died."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django_scopes import get_scope

from audit.models import Event
from core.errors import Conflict, Invalid
from files import jobs, running
from files.models import File, Job
from files.rules import MAX_ATTEMPTS, SILENT_FOR
from files.services import cancel_job, start_job
from files.tasks import sweep
from tests import factories as f

Status = Job.Status


@pytest.fixture
def kind(monkeypatch):
    """`kind(run)` registers a kind for this test alone; returns its name."""
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))

    def register(run, name="test.kind"):
        jobs.register(name, title="Листы для печати", run=run)
        return name

    return register


def start(organization, kind, actor=None, **params):
    return start_job(organization=organization, kind=kind, actor=actor, **params)


def fresh(job):
    return Job.objects.get(pk=job.pk)


def page(content=b"done"):
    return jobs.Result("Листы.pdf", "application/pdf", content, expires_on=date(2027, 1, 1), sealed=True)


def test_work_is_done_in_its_school_and_leaves_its_result(organization, administrator, kind):
    seen = {}

    def run(progress):
        seen.update(params=progress.params, actor=progress.actor, scope=get_scope()["organization"])
        progress.report(3, 4)
        return page()

    job = start(organization, kind(run), actor=administrator, school_class=7)
    assert (job.status, job.title) == (Status.QUEUED, "Листы для печати")
    assert running.run_waiting(job.pk) == 1
    job = fresh(job)
    assert (job.status, job.done, job.total, job.error) == (Status.DONE, 3, 4, "")
    assert (job.result.read(), job.result.sealed, job.result.expires_on) == (b"done", True, date(2027, 1, 1))
    assert job.result.created_by == administrator
    assert seen == {"params": {"school_class": 7}, "actor": administrator, "scope": organization}


def test_it_is_announced_after_commit(organization, kind, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as told:
        start(organization, kind(lambda progress: None))
    assert len(told) == 1


def test_the_journal_says_who_began_and_who_stopped_it(organization, administrator, kind):
    job = start(organization, kind(lambda progress: None), actor=administrator)
    cancel_job(job=job, actor=administrator)
    assert list(Event.objects.order_by("pk").values_list("verb", "object_label")) == [
        ("job.started", "Листы для печати"),
        ("job.cancelled", "Листы для печати"),
    ]


def test_ten_announcements_have_one_effect(organization, kind):
    runs = []
    job = start(organization, kind(lambda progress: runs.append(1)))
    assert sum(running.run_waiting(job.pk) for _ in range(10)) == 1
    assert runs == [1]


def test_what_waits_is_done_one_after_another_by_one_call(organization, other_organization, kind):
    order = []
    name = kind(lambda progress: order.append(progress.params["n"]))
    works = [
        start(school, name, n=n) for n, school in enumerate((organization, other_organization, organization))
    ]
    assert running.run_waiting(works[2].pk) == 3
    assert order == [2, 0, 1]


def test_a_process_that_works_takes_no_second_work_beside(organization, kind):
    inner = []

    def run(progress):
        inner.append(running.run_waiting())

    start(organization, kind(run))
    start(organization, "test.kind")
    running.run_waiting()
    assert inner == [0, 0]


def test_a_refusal_is_what_the_page_says(organization, kind):
    def run(progress):
        raise Invalid("В классе нет ни одной действующей ссылки.")

    job = start(organization, kind(run))
    running.run_waiting(job.pk)
    assert (fresh(job).status, fresh(job).error) == (
        Status.FAILED,
        "В классе нет ни одной действующей ссылки.",
    )


def test_a_mistake_of_ours_is_said_in_russian_and_holds_up_nothing_else(organization, kind):
    def run(progress):
        return 1 / progress.params["n"] and None

    name = kind(run)
    broken, good = start(organization, name, n=0), start(organization, name, n=1)
    running.run_waiting()
    assert fresh(broken).status == Status.FAILED
    assert "случилась ошибка" in fresh(broken).error
    assert "division" not in fresh(broken).error
    assert fresh(good).status == Status.DONE


def test_cancelled_work_stops_at_its_next_report_and_leaves_nothing(organization, administrator, kind):
    def run(progress):
        cancel_job(job=Job.objects.get(), actor=administrator)
        progress.report(1, 1)
        raise AssertionError("went on")

    job = start(organization, kind(run))
    running.run_waiting(job.pk)
    assert (fresh(job).status, fresh(job).result) == (Status.CANCELLED, None)
    with pytest.raises(Conflict, match="уже закончена"):
        cancel_job(job=job, actor=administrator)


def test_a_worker_that_was_taken_for_dead_leaves_nothing_when_it_comes_back(organization, kind):
    """It reports nothing, so that it finds out only at its end: the file goes with its transaction."""

    def run(progress):
        if Job.objects.get().attempts == 1:
            Job.objects.update(heartbeat_at=timezone.now() - SILENT_FOR * 2)
            assert running.retry_orphaned(timezone.now()) == 1
            assert running.run_job(job.pk)  # another worker takes it up and ends first
        return page(b"x" * Job.objects.get().attempts)

    job = start(organization, kind(run))
    running.run_job(job.pk)
    assert (fresh(job).status, fresh(job).attempts, fresh(job).result.read()) == (Status.DONE, 2, b"xx")
    assert File.objects.count() == 1


def test_silent_work_is_taken_up_again_so_often_and_no_more(organization, kind):
    runs = []
    kind(lambda progress: runs.append(1))
    old = timezone.now() - SILENT_FOR - timedelta(seconds=1)
    again = f.JobFactory(
        organization=organization, status="running", attempts=MAX_ATTEMPTS - 1, heartbeat_at=old
    )
    last = f.JobFactory(organization=organization, status="running", attempts=MAX_ATTEMPTS, heartbeat_at=old)
    alive = f.JobFactory(organization=organization, status="running", attempts=1, heartbeat_at=timezone.now())
    sweep()
    assert (fresh(again).status, fresh(again).attempts) == (Status.DONE, MAX_ATTEMPTS)
    assert fresh(last).status == Status.FAILED
    assert f"{MAX_ATTEMPTS} раза" in fresh(last).error
    assert fresh(alive).status == Status.RUNNING
    assert runs == [1]


def test_progress_is_written_at_most_so_often_and_its_end_always(
    organization, kind, django_assert_max_num_queries
):
    def run(progress):
        with django_assert_max_num_queries(3):
            for n in range(1, 1001):
                progress.report(n, 1000)

    job = start(organization, kind(run))
    running.run_waiting(job.pk)
    assert (fresh(job).done, fresh(job).total, fresh(job).status) == (1000, 1000, Status.DONE)


def test_a_long_silent_step_is_no_death(organization, kind, monkeypatch):
    """The worker says that it lives by a thread of its own, whatever the work does."""
    beats = []
    monkeypatch.setattr(running, "BEAT_EVERY", timedelta(milliseconds=10))

    class Rows:
        def update(self, **changes):
            beats.append(changes)

    def run(progress):
        monkeypatch.setattr(running, "_ours", lambda job: Rows())
        deadline = timezone.now() + timedelta(seconds=5)
        while not beats and timezone.now() < deadline:
            pass

    running.run_waiting(start(organization, kind(run)).pk)
    assert [set(beat) for beat in beats[:1]] == [{"heartbeat_at"}]


def test_a_kind_is_registered_once(kind):
    kind(lambda progress: None)
    with pytest.raises(ImproperlyConfigured):
        kind(lambda progress: None)


def test_work_of_an_unknown_kind_is_not_begun(organization):
    with pytest.raises(KeyError):
        start(organization, "no.such")


@pytest.mark.parametrize("attempts", [MAX_ATTEMPTS, 1])
def test_the_journal_says_how_it_ended(organization, administrator, kind, attempts):
    """Done, refused, broken, left by its worker once too often; what waits again has not ended."""

    def refuse(progress):
        raise Invalid("В классе нет ни одной ссылки.")

    ends = {
        "done": start(organization, kind(lambda progress: None, "test.done")),
        "refused": start(organization, kind(refuse, "test.refused")),
        "broken": start(organization, kind(lambda progress: 1 / 0, "test.broken")),
    }
    running.run_waiting()
    silent = f.JobFactory(
        organization=organization,
        status="running",
        attempts=attempts,
        heartbeat_at=timezone.now() - 2 * SILENT_FOR,
    )
    running.retry_orphaned(timezone.now())
    running.retry_orphaned(timezone.now())
    told = {
        event.object_id: (event.verb, event.all_details.get("reason"))
        for event in Event.objects.exclude(verb="job.started")
    }
    expected = {
        ends["done"].pk: ("job.done", None),
        ends["refused"].pk: ("job.failed", "В классе нет ни одной ссылки."),
        ends["broken"].pk: ("job.failed", fresh(ends["broken"]).error),
    }
    if attempts == MAX_ATTEMPTS:
        expected[silent.pk] = ("job.failed", fresh(silent).error)
    assert told == expected
    assert Event.objects.exclude(verb="job.started").count() == len(expected)


def test_a_worker_that_comes_back_too_late_journals_no_end(organization, kind):
    def run(progress):
        cancel_job(job=Job.objects.get(), actor=None)

    start(organization, kind(run))
    running.run_waiting()
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "job.started",
        "job.cancelled",
    ]
    assert fresh(Job.objects.get()).ended_at
