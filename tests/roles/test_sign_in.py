"""Signing in (quality S8): wrong passwords run out, right ones of a whole school behind one address do not."""

import re

import pytest

from tests import factories as f

PASSWORD = "correct-horse-19"
LOGIN = "/accounts/login/"


def sign_in(client, user, password):
    return client.post(LOGIN, {"login": user.email, "password": password})


def test_s8_the_sixth_wrong_password_within_half_an_hour_is_not_even_tried(client, director):
    for _ in range(5):
        assert sign_in(client, director, "wrong").status_code == 200
    assert sign_in(client, director, PASSWORD).status_code != 302


def test_s8_another_account_is_not_shut_out_by_it(client, director, deputy):
    for _ in range(6):
        sign_in(client, director, "wrong")
    assert sign_in(client, deputy, PASSWORD).status_code == 302


def test_a_stranger_learns_nothing_of_which_addresses_exist(client, director):
    def answer(address):
        page = client.post(LOGIN, {"login": address, "password": "wrong"}).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"', "", page).replace(
            address, ""
        )

    assert answer(director.email) == answer("nobody@school.example")


@pytest.mark.parametrize("role", ["director", "administrator"])
def test_a_leader_sets_up_the_second_factor_first_where_the_setting_says_so(
    client_of, organization, settings, role
):
    settings.MFA_REQUIRED_FOR_LEADERS = True
    client = client_of(f.user_with_role(organization, role))
    assert client.get("/").url == "/accounts/2fa/totp/activate/"
    assert client.get("/accounts/password/change/").status_code == 200


def test_a_teacher_needs_no_second_factor(client_of, class_teacher, settings):
    settings.MFA_REQUIRED_FOR_LEADERS = True
    assert client_of(class_teacher).get("/").status_code == 200


@pytest.mark.parametrize("path", ["/accounts/signup/"])
def test_nobody_signs_up_by_themselves(client, db, path):
    assert "password1" not in client.get(path).content.decode()


def test_an_account_that_may_not_sign_in_does_not(client, organization):
    user = f.user_with_role(organization, "deputy")
    user.is_active = False
    user.save()
    response = sign_in(client, user, PASSWORD)
    assert "_auth_user_id" not in client.session
    assert response.status_code in (200, 302)
