"""Whoever was accepted as a parent and has no child written: asked about at once, listed, counted on the home page."""

import pytest

from orgstructure.models import Enrolment
from tests import factories as f


@pytest.fixture
def link(school_class):
    return f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=60)


@pytest.fixture
def admin(client_of, administrator):
    return client_of(administrator)


def decide(browser, **answer):
    return browser.post("/requests/decide/", answer, follow=True)


def test_after_accepting_the_queue_asks_whether_it_is_the_child(admin, link, school_class):
    f.EnrolmentFactory(
        school_class=school_class,
        person__last_name="Кузнецов",
        person__first_name="Артём",
        person__patronymic="",
    )
    row = f.JoinRequestFactory(
        invitation=link, full_name="Кузнецова Алла Петровна", child_name="Кузнецов Артем"
    )
    page = decide(admin, accept=row.pk).content.decode()
    assert "Вероятно, ребёнок: Кузнецов Артём" in page
    assert f"/requests/{row.pk}/child/" in page
    page = admin.post(f"/requests/{row.pk}/child/", {"next": "/requests/"}, follow=True).content.decode()
    assert "Вероятно" not in page


def test_a_parent_whose_child_is_not_in_the_class_waits_in_the_list_too(admin, school_class, link):
    f.EnrolmentFactory(school_class=school_class, person__last_name="Петров", person__first_name="Александр")
    known = f.JoinRequestFactory(
        invitation=link, full_name="Петрова Ольга Ивановна", child_name="Саша Петров"
    )
    decide(admin, accept=known.pk)
    stranger = f.JoinRequestFactory(invitation=link, full_name="Козлова Инна", child_name="Козлов Ян")
    page = decide(admin, accept=stranger.pk).content.decode()
    assert "«Козлов Ян»: в" in page
    stranger.refresh_from_db()
    listed = admin.get("/requests/?state=childless")
    assert {row.pk for row in listed.context["page"].rows} == {known.pk, stranger.pk}
    assert f"/people/{stranger.person_id}/" in listed.content.decode()
    home = admin.get("/").content.decode()
    assert "Родителя без ребёнка в портале" in home
    assert "/requests/?state=childless" in home
    Enrolment.objects.filter(person=stranger.person).delete()
    assert len(admin.get("/requests/?state=childless").context["page"].rows) == 1


@pytest.mark.parametrize(
    ("answer", "name"), [({"on": 1}, "Кузнецова Алла Петровна"), ({}, "кузнецова АЛЛА Петровна")]
)
def test_a_name_in_odd_case_is_put_right_where_its_request_is_accepted(admin, link, answer, name):
    row = f.JoinRequestFactory(invitation=link, full_name="кузнецова АЛЛА Петровна")
    assert "Исправить регистр нового: Кузнецова Алла Петровна" in admin.get("/requests/").content.decode()
    decide(admin, accept=row.pk, **({f"case-{row.pk}": "on"} if answer else {}))
    row.refresh_from_db()
    assert row.person.full_name == name


def test_a_name_in_usual_case_is_not_asked_about(admin, link):
    f.JoinRequestFactory(invitation=link, full_name="Кузнецова Алла Петровна")
    assert "Исправить регистр" not in admin.get("/requests/").content.decode()
