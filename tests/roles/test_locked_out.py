"""Nobody locks himself out, nor the last who could let others in again."""

import pytest
from django_scopes import scope

from core.errors import Conflict, Invalid
from roles.models import Membership, User
from roles.services.accounts import revoke_access, set_users_active
from tests import factories as f


def test_lesson_f41_nobody_closes_his_own_way_in(organization, administrator, client_of):
    own = administrator.memberships.get()
    client = client_of(administrator)
    page = client.get(f"/people/{own.person_id}/").content.decode()
    assert "свой закрыть нельзя" in page
    assert f"/roles/access/{own.pk}/revoke/" not in page
    answer = client.post(f"/roles/access/{own.pk}/revoke/", follow=True)
    assert "Свой вход закрыть нельзя" in answer.content.decode()
    assert Membership.objects.filter(pk=own.pk).exists()


def test_lesson_f41_the_director_keeps_the_way_in(organization, administrator, director, client_of):
    theirs = director.memberships.get()
    answer = client_of(administrator).post(f"/roles/access/{theirs.pk}/revoke/", follow=True)
    assert "Вход директора не закрывают" in answer.content.decode()
    assert Membership.objects.filter(pk=theirs.pk).exists()


def test_lesson_f41_of_two_who_close_each_others_way_one_stays(
    organization, administrator, additional_administrator
):
    first, second = administrator.memberships.get(), additional_administrator.memberships.get()
    revoke_access(membership=second, actor=administrator)
    with pytest.raises(Conflict, match="только что закрыли"):
        revoke_access(membership=first, actor=additional_administrator)
    assert Membership.objects.filter(pk=first.pk).exists()


def test_lesson_f41_an_operator_shuts_out_neither_himself_nor_a_director(
    organization, director, operator, client_of
):
    client = client_of(operator)
    for who, said in [(operator, "Себе вход закрыть нельзя"), (director, "некому решать")]:
        press = {"action": "block_users", "_selected_action": [who.pk]}
        assert said in client.post("/admin/roles/user/", press, follow=True).content.decode()
        who.refresh_from_db()
        assert who.is_active


def test_lesson_f41_the_last_operator_stays(operator):
    with pytest.raises(Invalid, match="последний оператор"):
        set_users_active(users=[operator], active=False, actor=None)
    other = f.UserFactory(is_operator=True)
    assert set_users_active(users=[operator], active=False, actor=other) == 1
    with pytest.raises(Conflict, match="другой оператор"):
        set_users_active(users=[other, f.UserFactory(is_operator=True)][:1], active=False, actor=operator)
    assert User.objects.filter(is_operator=True, is_active=True).count() == 2


def test_lesson_f41_who_was_a_director_elsewhere_may_be_shut_out(organization, other_organization, operator):
    with scope(organization=other_organization):
        former = f.user_with_role(other_organization, "director", valid_to=f.YEAR_START)
    assert set_users_active(users=[former], active=False, actor=operator) == 1


def test_whose_way_in_was_closed_is_told_so_and_signs_out(organization, administrator, deputy, client_of):
    browser = client_of(deputy)
    revoke_access(membership=deputy.memberships.get(), actor=administrator)
    for address in ("/", "/people/"):
        answer = browser.get(address)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "Вход в портал школы закрыт" in page
        assert "На главную" not in page
        assert organization.short_name not in page
    assert browser.post("/accounts/logout/").status_code == 302
    assert browser.get("/").status_code == 302


def test_a_member_without_a_right_and_an_operator_are_told_of_the_right(client_of, class_teacher, operator):
    for user in (class_teacher, operator):
        page = client_of(user).get("/roles/accounts/")
        assert page.status_code == 403
        assert "Сюда вам нельзя" in page.content.decode()


def test_the_question_says_that_the_way_in_opens_again(administrator, deputy, client_of):
    page = (
        client_of(administrator).post(f"/roles/access/{deputy.memberships.get().pk}/revoke/").content.decode()
    )
    assert "Открыть вход заново можно в любое время." in page
    assert "Отменить это потом нельзя" not in page
