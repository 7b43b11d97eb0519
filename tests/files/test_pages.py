"""The page of long work: how far it is, what it left, and who sees it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import factories as f


@pytest.fixture
def job(organization, class_teacher):
    return f.JobFactory(
        organization=organization, created_by=class_teacher, status="running", done=42, total=100
    )


def page(client, job, **headers):
    return client.get(reverse("files:job", args=[job.pk]), headers=headers)


def text(response):
    return " ".join(response.content.decode().split())


def test_the_page_shows_how_far_it_is_and_asks_again(client_of, class_teacher, job):
    shown = text(page(client_of(class_teacher), job))
    assert "42 из 100" in shown
    assert f'data-hx-get="/jobs/{job.pk}/"' in shown
    assert "<noscript>" in shown


def test_the_answer_to_the_asking_is_the_part_alone(client_of, class_teacher, job):
    part = text(page(client_of(class_teacher), job, HX_Request="true"))
    assert "<html" not in part
    assert part.startswith('<div class="job"')


@pytest.mark.parametrize(
    ("status", "fields", "shown"),
    [
        ("queued", {}, "Начнётся в течение минуты"),
        ("failed", {"error": "Нет ни одной ссылки."}, "Нет ни одной ссылки."),
        ("cancelled", {}, "отменено"),
        ("done", {}, "готово"),
    ],
)
def test_every_state_is_said(client_of, administrator, organization, status, fields, shown):
    job = f.JobFactory(organization=organization, status=status, **fields)
    whole = text(page(client_of(administrator), job))
    assert shown in whole
    assert ("data-hx-trigger" in whole) is (status == "queued")


def test_the_result_is_saved_and_never_shown(client_of, class_teacher, job, organization):
    job.result = f.FileFactory(
        organization=organization, name="Листы 5А.pdf", content=b"%PDF-1", content_type="application/pdf"
    )
    job.save()
    client = client_of(class_teacher)
    assert f"/jobs/{job.pk}/result/" in text(page(client, job))
    answer = client.get(reverse("files:job_result", args=[job.pk]))
    assert answer.content == b"%PDF-1"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_work_without_a_result_gives_none(client_of, class_teacher, job):
    assert client_of(class_teacher).get(reverse("files:job_result", args=[job.pk])).status_code == 404


def test_its_owner_and_the_managers_see_it_and_nobody_else(
    client_of, class_teacher, administrator, additional_administrator, director, deputy, subject_teacher, job
):
    for user in (class_teacher, administrator, additional_administrator):
        assert page(client_of(user), job).status_code == 200
    for user in (director, deputy, subject_teacher):
        assert page(client_of(user), job).status_code == 404


def test_the_database_keeps_progress_within_its_total_and_a_failure_with_its_reason(job):
    for change in ({"done": 101}, {"status": "failed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(job).objects.filter(pk=job.pk).update(**change)
