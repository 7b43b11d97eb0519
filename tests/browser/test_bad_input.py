"""What people do to a page besides what it is for: back, twice, in two tabs, too late, without scripts."""

import sqlite3

import pytest

from tests.browser.driver import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def open_as(school, chromium, visits):
    """`open_as(role, address)`: a page of a browser in which that role is signed in."""

    def open_(role, address, **options):
        page = visits.page(school.url, storage_state=school.session(chromium, role), **options)
        page.goto(address.format(**school.facts))
        return page

    return open_


def rows(school, sql, *values):
    with sqlite3.connect(f"file:{school.portal.var}/portal.sqlite3?mode=ro", uri=True) as database:
        return database.execute(sql, values).fetchall()


def test_the_second_of_two_tabs_is_told_that_the_order_is_signed(open_as, school):
    first = open_as("director", "/admin/documents/order/{order_pending}/change/")
    second = first.context.new_page()
    second.goto(first.url)
    for tab, number in ((first, "113"), (second, "114")):
        tab.fill("[name=number]", number)
        tab.get_by_role("button", name="Подписать").click()
    first.get_by_text("подписан и действует").first.wait_for()
    second.locator("[role=alert], .note.bad").first.wait_for()
    signed = "select status, number from documents_order where id = ?"
    assert rows(school, signed, school.facts["order_pending"]) == [("signed", "113")]


def test_two_clicks_on_a_button_make_one_thing(open_as, school):
    page = open_as("admin", "/people/new/?kind=staff")
    page.fill("[name=last_name]", "Повторов")
    page.fill("[name=first_name]", "Иван")
    page.get_by_role("button", name="Записать").dblclick()
    page.get_by_text("Повторов Иван").first.wait_for()
    assert rows(school, "select count(*) from orgstructure_person where last_name = 'Повторов'") == [(1,)]


def test_a_session_that_ended_in_mid_form_leads_back_to_the_form_with_all_that_was_typed(open_as, school):
    page = open_as("admin", "/people/new/?kind=staff")
    page.fill("[name=last_name]", "Долгих")
    page.fill("[name=first_name]", "Пётр")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Записать").click()
    page.wait_for_url("**/accounts/login/**")
    assert rows(school, "select count(*) from orgstructure_person where last_name = 'Долгих'") == [(0,)]
    who = school.people["Администратор"]
    page.fill("[name=login]", who["email"])
    page.fill("[name=password]", who["password"])
    page.get_by_role("button", name="Войти", exact=True).click()
    page.locator("[name=last_name]").wait_for()
    assert page.input_value("[name=last_name]") == "Долгих"
    assert page.input_value("[name=first_name]") == "Пётр"
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Долгих Пётр").first.wait_for()
    assert rows(school, "select count(*) from orgstructure_person where last_name = 'Долгих'") == [(1,)]


def sign_in(page, who):
    page.wait_for_url("**/accounts/login/**")
    page.fill("[name=login]", who["email"])
    page.fill("[name=password]", who["password"])
    page.get_by_role("button", name="Войти", exact=True).click()


def test_what_was_typed_is_not_given_to_another_who_signs_in(open_as, school):
    page = open_as("admin", "/people/new/?kind=staff")
    page.fill("[name=last_name]", "Чужаков")
    page.fill("[name=first_name]", "Пётр")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Записать").click()
    sign_in(page, school.people["Администратор второй школы"])
    page.get_by_text("Набранное не вернулось").wait_for()
    assert page.input_value("[name=last_name]") == ""


def test_a_pasted_list_is_not_given_to_another_who_signs_in(open_as, school):
    page = open_as("admin", "/people/paste/")
    page.select_option("[name=role]", "pupil")
    page.select_option("[name=school_class]", index=1)
    page.fill("[name=text]", "Чужакова Инна")
    page.locator("main .actions").get_by_role("button", name="Показать, что получится").click()
    page.get_by_text("Чужакова").first.wait_for()
    page.context.clear_cookies(name="sessionid")
    page.reload()  # the address of the form, with its draft in the history of the tab
    sign_in(page, school.people["Администратор второй школы"])
    page.locator("[name=text]").wait_for()
    assert page.input_value("[name=text]") == ""
    for _ in range(2):
        page.go_back()
    assert "Чужакова" not in (page.input_value("[name=text]") if page.locator("[name=text]").count() else "")


def test_without_scripts_lists_filter_links_are_annulled_and_accepted(open_as, school):
    page = open_as("admin", "/links/", java_script_enabled=False)
    page.fill(".filters [name=q]", "Ссылка, которой нет")
    page.get_by_role("button", name="Показать").click()
    assert page.locator("tbody tr").count() == 0
    page.goto("/links/")
    for pick in page.locator("[name=link]").all()[1:3]:
        pick.check()
    page.locator(".bulk summary").click()
    page.get_by_role("button", name="Аннулировать").first.click()
    before = rows(school, "select count(*) from invitations_invitation where status='annulled'")[0][0]
    page.locator("[name=reason]").first.fill("проба")
    page.locator("main form button.danger").click()
    page.wait_for_load_state()
    after = rows(school, "select count(*) from invitations_invitation where status='annulled'")[0][0]
    assert after == before + 2

    parent = open_as("guest", "/i/{spent_parent}", java_script_enabled=False, **PHONE)
    parent.check("[name=agreed]")
    parent.get_by_role("button", name="Принять приглашение").click()
    assert parent.get_by_text("Приглашение принято").is_visible()


def test_the_queue_of_requests_by_keyboard(open_as, school):
    page = open_as("admin", "/requests/")
    page.locator("body").press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.locator("body").click(position={"x": 700, "y": 5})
    page.evaluate("document.activeElement.blur()")
    waiting = page.locator("[data-row]").count()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator("[data-row]").first.get_attribute("data-current") is not None
    page.keyboard.press("x")
    assert page.locator("[data-pick]").first.is_checked()
    page.keyboard.press("a")
    page.wait_for_load_state()
    page.wait_for_function(f"document.querySelectorAll('[data-row]').length < {waiting}")
    assert (
        rows(school, "select count(*) from invitations_joinrequest where status='new'")[0][0] == waiting - 1
    )


def test_an_address_typed_into_a_row_ticks_it_and_the_tick_may_be_taken_away(open_as):
    page = open_as("admin", "/roles/accounts/without/")
    row = page.locator("tbody tr:has([data-pick]:not(:checked))").first
    key = row.locator("[data-pick]").get_attribute("value")
    pick, address = page.locator(f"[data-pick][value='{key}']"), page.locator(f"#email-{key}")
    address.fill("")
    address.type("a@school.example")
    assert pick.is_checked()
    pick.uncheck()
    assert address.input_value() == "a@school.example"
