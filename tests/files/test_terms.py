"""A file whose term is over: its bytes go, its row stays, and whoever comes for it is told."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from audit.models import Event
from core.errors import Gone
from files import storing
from files.models import File
from files.services import reseal_files
from files.storing import purge_due, store_file
from files.tasks import sweep
from tests import factories as f

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 1, 1)
EVENING = datetime(2027, 1, 1, 20, 0, tzinfo=UTC)  # still the last day in Moscow, over in Kamchatka
MORNING = datetime(2027, 1, 2, 3, 0, tzinfo=UTC)  # over in Moscow


def store(organization, expires_on=LAST_DAY, **fields):
    return store_file(
        organization=organization,
        name="Листы.pdf",
        content_type="application/pdf",
        content=b"%PDF-1",
        expires_on=expires_on,
        actor=None,
        **fields,
    )


def kept(file):
    return bytes(File._base_manager.get(pk=file.pk).content) != b""


def test_the_bytes_go_when_the_last_day_is_over_and_the_row_stays(organization):
    over, later, for_good = (store(organization, day) for day in (LAST_DAY, date(2027, 6, 1), None))
    assert purge_due(EVENING) == 0
    assert purge_due(MORNING) == 1
    assert [kept(file) for file in (over, later, for_good)] == [False, True, True]
    row = File.objects.get(pk=over.pk)
    assert (row.size, row.sha256, row.purged_at) == (over.size, over.sha256, MORNING)
    with pytest.raises(Gone, match="«Листы.pdf» закончился 01.01.2027"):
        row.read()


def test_lesson_d24_the_day_is_the_schools_own(organization):
    organization.time_zone = "Asia/Kamchatka"
    organization.save()
    file = store(organization)
    assert purge_due(EVENING) == 1
    assert not kept(file)


def test_each_is_journalled_once_however_often_the_sweep_comes(organization):
    file = store(organization)
    for _ in range(3):
        purge_due(MORNING)
    event = Event.objects.get(verb="file.purged")
    assert (event.object_type, event.object_id, event.object_label) == ("files.file", file.pk, "Листы.pdf")
    assert event.details == {"expires_on": "2027-01-01", "size": 6, "sha256": file.sha256}
    assert event.at == MORNING


def test_it_takes_as_many_statements_for_one_as_for_many_in_all_schools(
    organization, other_organization, monkeypatch
):
    monkeypatch.setattr(storing, "BATCH", 50)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            assert purge_due(MORNING) > 0
        return len(asked)

    store(organization)
    one = statements()
    for school in (organization, other_organization):
        for _ in range(10):
            store(school)
    assert statements() == one
    monkeypatch.setattr(storing, "BATCH", 2)
    files = [store(organization) for _ in range(5)]
    assert purge_due(MORNING) == 5
    assert not any(kept(file) for file in files)


def test_the_sweep_does_it_and_a_change_of_keys_passes_over_what_is_gone(organization):
    store(organization, sealed=True)
    with time_machine.travel(MORNING):
        sweep()
    assert File.objects.exclude(purged_at=None).count() == 1
    assert reseal_files() == 0


def test_the_page_of_the_work_says_that_its_result_is_gone(organization, administrator, client_of):
    job = f.JobFactory(organization=organization, status="done", result=store(organization))
    web, page = client_of(administrator), reverse("files:job", args=[job.pk])
    result = reverse("files:job_result", args=[job.pk])
    assert result in web.get(page).content.decode()
    purge_due(MORNING)
    shown = web.get(page).content.decode()
    assert "Срок хранения файла закончился" in shown
    assert result not in shown
    answer = web.get(result)
    assert answer.status_code == 410
    assert "Срок хранения файла «Листы.pdf» закончился" in answer.content.decode()


def test_the_pages_of_an_order_say_that_its_paper_is_gone(organization, director, client_of):
    paper = store(organization)
    person = f.PersonFactory(organization=organization, kind="staff")
    order = f.OrderFactory(person=person, signed=True, pdf=paper)
    purge_due(MORNING)
    web = client_of(director)
    for address in (
        reverse("documents:order", args=[order.pk]),
        reverse("documents:file", args=[paper.pk]),
    ):
        answer = web.get(address)
        assert answer.status_code == 410, address
        assert "Срок хранения файла" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_bytes_that_are_gone_stop_the_way_back():
    school = f.OrganizationFactory()
    with scope(organization=school):
        store(school)
    purge_due(MORNING)
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        with pytest.raises(IrreversibleError, match=r"уже удалено \(1\)"):
            MigrationExecutor(connection).migrate([("files", "0003_jobs")])
    finally:
        MigrationExecutor(connection).migrate(list(leaves))
