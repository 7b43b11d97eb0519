"""A pasted list in a browser: «Назад» and «Обновить» lose nothing that was typed and repeat nothing."""

import pytest

from tests.browser.driver import go_back

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def page(school, chromium, visits):
    page = visits.page(school.url, storage_state=school.session(chromium, "admin"))
    page.goto("/people/paste/")
    page.select_option("[name=role]", "pupil")
    page.select_option("[name=school_class]", index=1)
    return page


def shows(page):
    page.locator("main .actions").get_by_role("button", name="Показать, что получится").click()


def test_back_leads_from_what_was_written_to_the_form_with_its_text(page):
    page.fill("[name=text]", "Назадов Илья\nBelov Илья")
    shows(page)
    page.get_by_text("1 строка ждёт").wait_for()
    page.reload()  # asks nothing, loses nothing
    assert page.input_value("[name=text]") == "Назадов Илья\nBelov Илья"
    page.fill("[name=text]", "Назадов Илья")
    shows(page)
    page.get_by_role("button", name="Записать 1 человека").click()
    page.get_by_role("link", name="Назадов Илья").first.wait_for()
    go_back(page)
    page.get_by_text("уже нажимали «Записать»").wait_for()
    assert page.input_value("[name=text]") == "Назадов Илья"
    assert page.input_value("[name=role]") == "pupil"
    shows(page)
    page.get_by_text("уже есть", exact=True).wait_for()


def test_a_list_of_pupils_that_names_parents_is_pasted_again_as_theirs_by_one_press(page):
    line = "Снегирёв Пётр, мама Снегирёва Инна Олеговна 8 914 555-71-02"
    page.fill("[name=text]", line)
    shows(page)
    page.get_by_role("button", name="Не записывать в карточку ребёнка").click()
    page.get_by_role("button", name="Записать 1 человека").click()
    page.get_by_role("link", name="Открыть").click()
    page.get_by_role("heading", name="Список людей").wait_for()
    assert page.input_value("[name=role]") == "parent"
    assert page.input_value("[name=text]") == line
    shows(page)
    page.get_by_text("мать · Снегирёв Пётр").wait_for()
