"""«Записать ребёнка» on the card of a parent who is in a class, and nobody knows whose they are."""

import pytest
from django.urls import reverse

from orgstructure.models import Enrolment, Guardianship
from tests import factories as f


@pytest.fixture
def parent(school_class):
    person = {"person__last_name": "Незнамова", "person__first_name": "Ольга", "person__gender": "f"}
    return f.EnrolmentFactory(school_class=school_class, role="parent", **person).person


@pytest.fixture
def child(school_class):
    return f.EnrolmentFactory(school_class=school_class, person__last_name="Степанов").person


def url(parent):
    return reverse("orgstructure:child_new", args=[parent.pk])


def test_a_card_without_children_leads_to_those_of_the_class(
    client_of, administrator, parent, child, year, school_class
):
    elsewhere = f.EnrolmentFactory(school_class=f.SchoolClassFactory(year=year, grade=9)).person
    browser = client_of(administrator)
    assert url(parent) in browser.get(f"/people/{parent.pk}/").content.decode()
    page = browser.get(url(parent)).content.decode()
    assert f"{child} · {school_class}" in page
    assert str(elsewhere) not in page

    done = browser.post(url(parent), {"child": child.pk, "relation": "mother"}, follow=True)

    assert done.redirect_chain == [(f"/people/{parent.pk}/", 302)]
    made = Guardianship.objects.get()
    assert (made.guardian, made.pupil, made.relation) == (parent, child, "mother")
    assert Enrolment.objects.filter(person=parent, role="parent").count() == 1
    assert url(parent) not in browser.get(f"/people/{parent.pk}/").content.decode()


def test_what_is_not_chosen_or_not_of_the_class_is_told(client_of, administrator, parent, child):
    browser = client_of(administrator)
    nothing = browser.post(url(parent), {"child": "", "relation": ""}).content.decode()
    assert "Выберите ребёнка." in nothing
    assert "Выберите, кем приходится ребёнку." in nothing
    wrong = browser.post(url(parent), {"child": parent.pk, "relation": "mother"}).content.decode()
    assert "Этого ученика нет в классах, где состоит родитель." in wrong
    father = browser.post(url(parent), {"child": child.pk, "relation": "father"}).content.decode()
    assert "Выберите, кем приходится ребёнку, из списка." in father
    assert not Guardianship.objects.exists()


def test_who_is_no_parent_has_no_such_page(client_of, administrator, child):
    assert client_of(administrator).get(url(child)).status_code == 404


def test_the_page_says_what_the_request_said_and_a_child_who_is_not_here_is_written_from_it(
    client_of, administrator, parent, child, school_class
):
    browser = client_of(administrator)
    here = f"{url(parent)}?next=/requests/&child=Самойлов Тёма"
    page = browser.get(here).content.decode()
    assert "В заявке написано: «Самойлов Тёма»" in page
    assert f"?kind=pupil&amp;class={school_class.pk}&amp;next=" in page
    typed = {"kind": "pupil", "last_name": "Самойлов", "first_name": "Артём", "class": school_class.pk}

    back = browser.post("/people/new/", typed | {"next": here})["Location"]

    made = Enrolment.objects.get(person__last_name="Самойлов").person
    assert f'<option value="{made.pk}" selected' in browser.get(back).content.decode()


def test_a_second_press_says_that_it_is_written_already(client_of, administrator, parent, child):
    browser = client_of(administrator)
    sent = {"child": child.pk, "relation": "mother"}
    browser.post(url(parent), sent)
    assert "Уже записано" in browser.post(url(parent), sent).content.decode()
