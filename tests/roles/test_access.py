"""The scope of every page: who is in which school, and what a query outside of one does."""

import pytest
from django_scopes import scope, scopes_disabled
from django_scopes.exceptions import ScopeError

from core import clock
from orgstructure.models import Person
from tests import factories as f


def test_a_query_outside_a_scope_raises(db):
    with pytest.raises(ScopeError):
        list(Person.objects.all())


def test_a_school_does_not_see_the_people_of_another(organization, other_organization):
    f.PersonFactory(organization=other_organization)
    assert not Person.objects.exists()
    with scope(organization=other_organization):
        assert Person.objects.count() == 1


def test_home_opens_for_each_role(
    client_of, administrator, additional_administrator, director, deputy, class_teacher, subject_teacher
):
    for user in (administrator, additional_administrator, director, deputy, class_teacher, subject_teacher):
        assert client_of(user).get("/").status_code == 200


def test_a_stranger_is_sent_to_sign_in(client, db):
    response = client.get("/")
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_a_person_of_two_schools_switches_between_them(client_of, organization, other_organization):
    user = f.user_with_role(organization, "deputy")
    with scopes_disabled():
        person = f.PersonFactory(organization=other_organization, kind="staff")
        f.MembershipFactory(person=person, user=user)
        f.AssignmentFactory(person=person, role="deputy")
    client = client_of(user)
    client.post("/roles/switch/", {"organization": other_organization.pk})
    assert client.session["organization_id"] == other_organization.pk
    assert client.get("/").wsgi_request.organization == other_organization


def test_nobody_switches_to_a_school_that_is_not_theirs(client_of, director, other_organization):
    assert (
        client_of(director).post("/roles/switch/", {"organization": other_organization.pk}).status_code == 404
    )


def test_the_director_enters_staff_for_the_first_order_but_no_pupils(
    client_of, director, staff_room, school_class
):
    browser = client_of(director)
    typed = {"kind": "staff", "last_name": "Иванова", "first_name": "Мария", "gender": ""}
    assert browser.post("/people/new/", typed).status_code == 302
    assert Person.objects.staff(clock.today()).filter(last_name="Иванова").exists()
    assert browser.get("/people/new/?kind=pupil").status_code == 403
    pupil = f.EnrolmentFactory(school_class=school_class).person
    for address in (f"/people/{pupil.pk}/edit/", f"/people/{pupil.pk}/guardian/"):
        assert browser.get(address).status_code == 403
    assert "/people/new/" not in browser.get("/people/?kind=pupil").content.decode()
    assert "/people/new/" in browser.get("/people/?kind=staff").content.decode()
