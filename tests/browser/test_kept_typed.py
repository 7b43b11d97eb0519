"""What was typed into a form that was not taken is there again when one comes back to it: an old page, another school."""

import re

import pytest

from tests.browser.driver import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def signed_in(school, visits):
    """`signed_in(role)`: a page of a browser of its own, so that signing out ends nobody else's session."""

    def sign_in(role="Администратор"):
        page = visits.page(school.url, **PHONE)
        page.goto("/accounts/login/")
        enter(page, school.people[role])
        return page

    return sign_in


def enter(page, who):
    page.fill("[name=login]", who["email"])
    page.fill("[name=password]", who["password"])
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def sign_in_anew_elsewhere(page, who):
    """Out and in again in another tab of the same browser."""
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.locator("main").get_by_role("button", name="Выйти").click()
    other.goto("/accounts/login/")
    enter(other, who)
    other.close()


def a_person(school):
    return f"/people/{school.facts['staff']}/edit/"


FORMS = [
    (a_person, "[name=phone]", "+7 914 555-12-34"),
    (lambda school: "/structure/teachers/", "[name^=who-] >> nth=1", "Набранная"),
    (
        lambda school: f"/chats/classes/{school.facts['class']}/",
        "main form.fields .form-control >> nth=1",
        "https://max.ru/join/typed",
    ),
    (lambda school: "/organization/", "[name=short_name]", "Набранная школа"),
]


@pytest.mark.parametrize("back", ["the button of the page", "«Назад»"])
@pytest.mark.parametrize("address, field, text", FORMS)
def test_what_was_typed_on_an_old_page_is_there_again(school, signed_in, address, field, text, back):
    page = signed_in()
    page.goto(address(school))
    typed = page.locator(field)
    was = typed.input_value()
    typed.evaluate("el => el.closest('details')?.setAttribute('open', '')")
    typed.fill(text)
    sign_in_anew_elsewhere(page, school.people["Администратор"])
    typed.evaluate("el => el.form.requestSubmit()")
    page.get_by_role("heading", name="Страница устарела").wait_for()
    if back == "«Назад»":
        page.evaluate("history.back()")  # to the very same address
    else:
        page.get_by_role("link", name="Вернуться к форме").click()
    page.get_by_role("heading", name="Страница устарела").wait_for(state="detached")
    page.locator(field).wait_for(state="attached")
    assert page.locator(field).input_value() == text != was


JOINS = """
from django_scopes import scope, scopes_disabled
from orgstructure.models import Organization
from orgstructure.services.people import add_person
from roles.models import Membership, User
second = Organization.objects.latest("pk")
with scope(organization=second):
    Membership.objects.create(
        user=User.objects.get(email="admin@school.example"), organization=second,
        person=add_person(organization=second, kind="staff", actor=User.objects.get(email="admin4@school.example"),
                          last_name="Директоров", first_name="Пётр", post="учитель"))
"""
LEAVES = """
from django_scopes import scopes_disabled
from roles.models import Membership
with scopes_disabled():
    Membership.objects.filter(user__email="admin@school.example").latest("pk").delete()
"""


def choose(page, which):
    """Go over to another of the account's schools."""
    page.goto("/")
    switch = page.locator(f"button[name=organization]{which}").first
    with page.expect_navigation():
        switch.evaluate("button => button.form.requestSubmit(button)")


def test_a_form_of_another_school_is_come_back_to_with_all_that_was_typed(school, signed_in):
    school.portal.manage("shell", "-c", JOINS)
    try:
        page = signed_in()
        choose(page, f"[value='{school.facts['school']}']")
        page.goto("/people/new/?kind=staff")
        page.fill("[name=last_name]", "Двухшкольный")
        page.fill("[name=first_name]", "Пётр")
        other = page.context.new_page()
        choose(other, f":not([value='{school.facts['school']}'])")
        page.get_by_role("button", name="Записать").click()
        page.get_by_role("heading", name="Форма открыта для другой школы").wait_for()
        assert page.get_by_label(re.compile("Фамилия")).input_value() == "Двухшкольный"
        page.get_by_role("button", name=re.compile("^Перейти в")).click()
        page.locator("[name=last_name]").wait_for()
        assert page.input_value("[name=last_name]") == "Двухшкольный"
        assert page.input_value("[name=first_name]") == "Пётр"
    finally:
        school.portal.manage("shell", "-c", LEAVES)
