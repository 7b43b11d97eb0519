"""Long work survives what happens to its worker: real processes, real kills, no work lost and none done twice."""

import pytest
from django_scopes import scopes_disabled

from files.models import File, Job
from files.rules import MAX_ATTEMPTS, SILENT_FOR
from files.running import run_job
from tests import factories as f
from tests.services.harness import wait_until
from tests.services.races import at_once

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]
Status = Job.Status


@pytest.fixture
def workers(portal):
    """The portal whose sweeps come every second and which knows the slow work."""
    portal.env |= {"BEAT_MAX_SECONDS": "1", "DJANGO_SETTINGS_MODULE": "tests.services.slow_work.settings"}
    return portal


def ask(steps, pause, **fields):
    with scopes_disabled():
        params = {"steps": steps, "pause": pause}
        return f.JobFactory(organization=f.OrganizationFactory(), kind="slow", params=params, **fields)


def state(job):
    with scopes_disabled():
        return Job.objects.values("status", "done", "total", "attempts", "error", "result_id").get(pk=job.pk)


def test_work_whose_worker_is_killed_in_the_middle_is_taken_up_again_and_done_once(workers):
    job = ask(steps=20, pause=0.2)
    worker = workers.worker("--beat")
    wait_until(lambda: state(job)["done"] >= 3, 60, "the work to be under way")
    worker.kill9()
    left = state(job)
    assert (left["status"], left["attempts"]) == (Status.RUNNING, 1)

    workers.worker("--beat")
    wait_until(lambda: state(job)["status"] == Status.DONE, SILENT_FOR.seconds + 60, "the work to be done")
    done = state(job)
    assert (done["attempts"], done["done"], done["total"]) == (2, 20, 20)
    with scopes_disabled():
        assert [file.read().decode() for file in File.objects.all()] == ["шагов: 20"]


def test_work_that_kills_every_worker_fails_with_a_sentence(workers):
    job = ask(steps=1000, pause=1, attempts=MAX_ATTEMPTS - 1)
    worker = workers.worker("--beat")
    wait_until(lambda: state(job)["attempts"] == MAX_ATTEMPTS, 60, "the last try")
    worker.kill9()
    workers.worker("--beat")
    wait_until(
        lambda: state(job)["status"] == Status.FAILED, SILENT_FOR.seconds + 60, "the work to be given up"
    )
    assert "обрывалась на середине" in state(job)["error"]


def test_a_worker_at_long_work_still_does_everything_else(workers):
    """Two works wait; the process does one after the other and keeps a thread for the rest."""
    first, second = ask(steps=10, pause=0.2), ask(steps=1, pause=0)
    workers.worker("--beat")
    wait_until(lambda: state(first)["status"] == Status.RUNNING, 60, "the first work")
    assert state(second)["status"] == Status.QUEUED
    wait_until(lambda: state(second)["status"] == Status.DONE, 60, "the second work")
    assert state(first)["status"] == Status.DONE


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_one_claims_the_work(servers):
    for _ in range(25):
        job = ask(steps=0, pause=0)  # of a kind that this process does not know: each claim ends at once
        claims = at_once(job.organization, [lambda pk=job.pk: run_job(pk)] * 8)
        assert sorted(claims) == [False] * 7 + [True]
        assert (state(job)["attempts"], state(job)["status"]) == (1, Status.FAILED)
