"""The operator's desk: a school with its director, and accounts shut out or let in."""

import pytest
from django_scopes import scope

from orgstructure.models import Organization, SchoolClass
from outbox.models import Message
from roles.models import User
from tests import factories as f

SCHOOLS = "/admin/orgstructure/organization/"
USERS = "/admin/roles/user/"
FORM = {
    "full_name": "Школа № 7",
    "short_name": "СОШ № 7",
    "mark": "7",
    "locality": "с. Луговое",
    "address": "ул. Мира, 1",
    "platform": "max",
    "time_zone": "Asia/Kamchatka",
    "director-last_name": "Орлов",
    "director-first_name": "Пётр",
    "director-email": "orlov@school.example",
}


def test_an_operator_makes_a_school_with_its_director(client_of, operator):
    web = client_of(operator)
    page = web.get(SCHOOLS + "add/").content.decode()
    assert '<option value="" selected>Выберите</option>' in page
    assert '<option value="Europe/Moscow">' in page
    assert web.post(SCHOOLS + "add/", FORM).status_code == 302
    made = Organization.objects.get()
    assert made.time_zone == "Asia/Kamchatka"
    with scope(organization=made):
        assert SchoolClass.objects.get().is_staff_room
        assert Message.objects.get().to == "orlov@school.example"
    assert "СОШ № 7" in web.get(SCHOOLS).content.decode()
    assert web.get(f"{SCHOOLS}{made.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"short_name": ""}, "Обязательное поле"),
        ({"inn": "12"}, "ИНН «12»"),
        ({"time_zone": ""}, "Обязательное поле"),
        ({"director-last_name": "Orlov"}, "латинская буква"),
        ({"director-email": ""}, "Обязательное поле"),
        ({"director-phone": "+49 151 23456789"}, "не российский"),
    ],
)
def test_a_wrong_school_is_refused_and_what_was_typed_stays(client_of, operator, change, words):
    response = client_of(operator).post(SCHOOLS + "add/", FORM | change)
    page = response.content.decode()
    assert response.status_code == 400
    assert words in page
    assert "с. Луговое" in page
    assert not Organization.objects.exists()


def test_nobody_but_an_operator_makes_schools(client_of, director, administrator):
    assert client_of(director).get(SCHOOLS + "add/").status_code == 403
    assert client_of(director).post(SCHOOLS + "add/", FORM).status_code == 403
    assert client_of(director).get(USERS).status_code == 403
    assert client_of(administrator).get(SCHOOLS).status_code in (302, 403)
    assert Organization.objects.count() == 1


def test_an_account_is_shut_out_and_let_in_again(client_of, operator, administrator):
    web, theirs = client_of(operator), client_of(administrator)
    act = {"_selected_action": [administrator.pk], "action": "block_users"}
    assert theirs.get("/").status_code == 200
    web.post(USERS, act)
    assert not User.objects.get(pk=administrator.pk).is_active
    assert theirs.get("/").status_code == 302
    web.post(USERS, act | {"action": "unblock_users"})
    assert User.objects.get(pk=administrator.pk).is_active


def test_an_operator_cannot_lock_the_door_from_outside(client_of, operator):
    f.UserFactory()
    page = client_of(operator).post(
        USERS, {"_selected_action": [operator.pk], "action": "block_users"}, follow=True
    )
    assert "Себе вход закрыть нельзя" in page.content.decode()
    assert User.objects.get(pk=operator.pk).is_active


def test_lists_of_the_installation_cost_the_same_for_many(client_of, operator, django_assert_max_num_queries):
    f.OrganizationFactory.create_batch(30)
    f.UserFactory.create_batch(30)
    web = client_of(operator)
    for url in (SCHOOLS, USERS):
        with django_assert_max_num_queries(12):
            web.get(url)
