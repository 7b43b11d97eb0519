"""A name typed in capitals is kept as typed; one press writes it as usual."""

from html import unescape

import pytest

from orgstructure.models import FormerName, Person
from tests import factories as f

SHOUTED = {"last_name": "ПОПОВА-ЛИС", "first_name": "светлана", "patronymic": "ИВАНОВНА"}
OFFER = "Исправить регистр"


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def shouted(organization):
    return f.PersonFactory(organization=organization, kind="staff", **SHOUTED)


def test_what_was_typed_in_capitals_is_offered_to_be_put_right(web, staff_room):
    form = {"kind": "staff", "post": "учитель", **SHOUTED}
    asked = web.post("/people/new/", form).content.decode()
    for typed, usual in [("ПОПОВА-ЛИС", "Попова-Лис"), ("светлана", "Светлана"), ("ИВАНОВНА", "Ивановна")]:
        assert f"«{typed}» набрано не как обычно: обычно пишут «{usual}»" in asked
    assert "Имя вписано верно" in asked
    assert not Person.objects.filter(last_name="ПОПОВА-ЛИС").exists()
    page = web.post("/people/new/", form | {"as_typed": "on"}, follow=True)
    assert Person.objects.filter(last_name="ПОПОВА-ЛИС").exists()
    assert OFFER in page.content.decode()


def test_an_usual_name_is_not_asked_about(web, staff_room):
    name = {"last_name": "де Гречко", "first_name": "Анна-Мария", "patronymic": "Рашид кызы"}
    page = web.post("/people/new/", {"kind": "staff", "post": "учитель", **name}, follow=True)
    assert Person.objects.filter(last_name="де Гречко").exists()
    assert "Имя вписано верно" not in page.content.decode()


@pytest.mark.parametrize("address", ["/people/{}/", "/people/{}/edit/"])
def test_the_page_and_the_form_offer_it(web, shouted, address):
    assert OFFER in web.get(address.format(shouted.pk)).content.decode()


def test_one_press_puts_it_right_and_it_is_no_former_name(web, shouted):
    Person.objects.update(created_at="2020-01-01T00:00:00Z")
    page = web.post(f"/people/{shouted.pk}/case/", follow=True).content.decode()
    shouted.refresh_from_db()
    assert shouted.full_name == "Попова-Лис Светлана Ивановна"
    assert "Записано: Попова-Лис Светлана Ивановна." in page
    assert OFFER not in page
    assert not FormerName.objects.exists()


@pytest.mark.parametrize("name", ["Попова", "де Вриз", "Мак-Грегор", "О'Нил"])
def test_an_ordinary_name_is_left_alone(web, organization, name):
    person = f.PersonFactory(organization=organization, kind="staff", last_name=name)
    assert person.name_in_usual_case == {}
    assert OFFER not in web.get(f"/people/{person.pk}/").content.decode()


def test_who_may_not_edit_is_not_offered_it(client_of, director, school_class):
    pupil = f.PersonFactory(organization=school_class.organization, **SHOUTED)
    f.EnrolmentFactory(school_class=school_class, person=pupil)
    assert OFFER not in client_of(director).get(f"/people/{pupil.pk}/").content.decode()


@pytest.mark.parametrize(
    ("names", "doubt"),
    [
        (("Мария", "Сергеевна", "Гуревич"), "Может быть, так: Гуревич Мария Сергеевна?"),
        (("Отец", "Кузнецов", "Илья"), "слово о родителе"),
        (("Кузнецов", "Илья", "Павел"), "Отчество «Павел» похоже на имя"),
        (("Гуревич", "Мария", "Сергеевна"), ""),
        (("Абрамович", "Роман", ""), ""),
        (("Ван", "Ли", ""), ""),
    ],
)
def test_the_parts_of_a_typed_name_in_wrong_places_are_asked_about_at_the_field(
    client_of, administrator, staff_room, names, doubt
):
    web = client_of(administrator)
    sent = dict(zip(("last_name", "first_name", "patronymic"), names, strict=True)) | {"kind": "staff"}
    answer = web.post("/people/new/", sent)
    if not doubt:
        assert answer.status_code == 302
        return
    assert answer.status_code == 400
    assert doubt in unescape(answer.content.decode())
    assert not Person.objects.filter(last_name=names[0]).exists()
    assert web.post("/people/new/", sent | {"as_typed": "on"}).status_code == 302
    person = Person.objects.get(last_name=names[0])
    edit = {
        "last_name": names[0],
        "first_name": names[1],
        "patronymic": names[2],
        "email": "a@school.example",
    }
    assert web.post(f"/people/{person.pk}/edit/", edit).status_code == 302, "what stays is not asked about"
