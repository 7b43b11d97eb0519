"""A case form that was typed of another person, an order that is being drawn up already: asked about and shown."""

import pytest

from core.names import may_be_form_of
from tests.documents.test_pages import given_names, shown, text


def test_lesson_d21_a_form_typed_before_another_person_was_chosen_is_asked_about(web, organization):
    """All in one page that was never sent: A was chosen, «Полякову Анну» typed, then B chosen."""
    other = given_names(organization, last_name="Заяц", first_name="Павел", patronymic="Сергеевич")
    asked = web.get("/documents/new/?kind=administrator")
    data = {
        "kind": "administrator",
        "person": other.pk,
        "accusative_name": "Полякову Анну",
        "shown": shown(asked),
    }
    refused = web.post("/documents/new/", data)
    assert refused.status_code == 400
    assert "«Полякову Анну» — не этот человек" in text(refused)
    assert refused.context["form"]["accusative_name"].value() == "Зайца Павла Сергеевича"
    insists = data | {"shown": shown(refused)}
    refused = web.post("/documents/new/", insists)
    assert "«Полякову Анну» не похоже на имя «Заяц Павел Сергеевич»" in text(refused)
    other.refresh_from_db()
    assert other.accusative_name == ""
    assert web.post("/documents/new/", insists | {"shown": shown(refused)}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "names", "may"),
    [
        ("Зайца Павла", ("Заяц", "Павел"), True),
        ("Льва Толстого", ("Толстой", "Лев"), True),
        ("Иванову Марью", ("Иванова", "Мария"), True),
        ("Петрову-Водкину Анну", ("Петрова-Водкина", "Анна"), True),
        ("Полякову Анну", ("Поляков", "Илья"), False),
        ("Полякову Анну", ("Белова", "Анна"), False),
    ],
)
def test_a_case_form_is_known_by_how_its_words_begin(typed, names, may):
    assert may_be_form_of(typed, *names) is may


def test_a_second_order_of_the_same_leads_to_the_first(web, drafted):
    person = drafted.item.person
    again = web.post(
        "/documents/new/", {"kind": "administrator", "person": person.pk, "phone": "+7 900 000-14-77"}
    )
    assert "уже готовится" in text(again)
    assert f'href="/documents/{drafted.pk}/"' in text(again)


@pytest.mark.parametrize("tampered", ["", "{", "[1]", "[" * 5000, '{"person": {}}', '"a"'])
def test_lesson_d21_what_was_shown_is_read_whatever_it_holds(web, teacher, tampered):
    data = {"kind": "administrator", "person": teacher.pk, "shown": tampered}
    assert web.post("/documents/new/", data).status_code == 302
