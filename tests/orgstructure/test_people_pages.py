"""Pages that write people, what they may and how they sign in: what works, what is refused, what stays typed."""

from datetime import date

import pytest

from audit.models import Event
from orgstructure.models import Enrolment, Guardianship, Person
from roles.models import ApiToken, Assignment, Membership
from tests import factories as f


def text(response):
    return response.content.decode()


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


GENERATE = {"first": 1, "last": 9, "letters": "А, Б", "exceptions": "3Б, 9Б"}

PERSON = {"kind": "staff", "last_name": "Ёжикова", "first_name": "Анна", "patronymic": "Ильинична"}


def test_a_member_of_staff_is_typed_in_once(web, staff_room):
    assert web.post("/people/new/", PERSON).status_code == 302
    again = web.post("/people/new/", PERSON)
    assert (again.status_code, "уже есть" in text(again)) == (400, True)
    assert Person.objects.filter(last_name="Ёжикова").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"last_name": ""}, "Обязательное поле"),
        ({"last_name": "И" * 300}, "300 знаков"),
        ({"last_name": "И" * 301}, "300"),
        ({"last_name": "Ivanova"}, "латинская буква «I»"),
        ({"first_name": "Анна 🙂"}, "знак «🙂»"),
        ({"phone": "923-45-67"}, "не хватает кода города или оператора"),
        ({"phone": "позвоните"}, "не похоже на телефон"),
        ({"email": "анна@"}, "не похоже на электронную почту"),
        ({"gender": "x"}, "Выберите корректный вариант"),
    ],
)
def test_a_wrong_person_is_refused_in_words_and_stays_typed(web, staff_room, change, words):
    response = web.post("/people/new/", PERSON | change)
    assert response.status_code == 400
    assert words in text(response)
    assert 'value="Ильинична"' in text(response)
    assert not Person.objects.filter(patronymic="Ильинична").exists()


def test_a_person_is_edited_and_the_journal_tells(web, organization):
    person = f.PersonFactory(organization=organization, kind="pupil")
    form = {"last_name": "Новиков", "first_name": "Пётр", "patronymic": "", "phone": "", "email": ""}
    assert web.post(f"/people/{person.pk}/edit/", form).status_code == 302
    assert Event.objects.get(verb="person.edited").personal["changes"]["last_name"][1] == "Новиков"


def test_a_parent_is_added_from_the_pupils_page(web, school_class):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    form = {"last_name": "Белова", "first_name": "Анна", "relation": "mother"}
    assert web.post(f"/people/{pupil.pk}/guardian/", form).status_code == 302
    assert Guardianship.objects.get().pupil == pupil
    assert Enrolment.objects.get(role="parent").school_class == school_class


@pytest.mark.parametrize("phone", ["+7 701 123-45-67", "+375 29 123-45-67"])
def test_lesson_d19_a_parents_foreign_phone_is_kept_and_the_page_says_what_it_lacks(web, school_class, phone):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    form = {"last_name": "Белова", "first_name": "Анна", "relation": "mother", "phone": phone}
    assert web.post(f"/people/{pupil.pk}/guardian/", form).status_code == 302
    mother = Person.objects.get(last_name="Белова")
    page = text(web.get(f"/people/{mother.pk}/"))
    assert phone in page
    assert "на платформе понадобится российский номер" in page


def test_lesson_d20_a_namesake_is_typed_in_where_it_is_another_person(web, staff_room):
    web.post("/people/new/", PERSON)
    asked = web.post("/people/new/", PERSON)
    assert (asked.status_code, 'name="another"' in text(asked)) == (400, True)
    assert web.post("/people/new/", PERSON | {"another": "on"}).status_code == 302
    assert Person.objects.filter(last_name="Ёжикова").count() == 2


def test_people_are_found_by_name_and_by_the_phones_end(web, client_of, deputy, school_class):
    for name, phone in (("Ёлкин", "+79000009876"), ("Сосновский", "")):
        f.EnrolmentFactory(school_class=school_class, person__last_name=name, person__phone=phone)
    for query in ("елкин", "ЁЛКИН пётр", "98 76"):
        found = text(web.get("/people/", {"kind": "pupil", "q": query}))
        assert "Ёлкин" in found, query
        assert "Сосновский" not in found, query
    hidden = text(client_of(deputy).get("/people/", {"kind": "pupil", "q": "9876"}))
    assert "Ёлкин" not in hidden


@pytest.mark.parametrize(
    "query", ["?kind=x", "?class=99999999999999999999", "?q=%00", "?cursor=forged", "?state=x", "?class=²"]
)
def test_a_nonsense_filter_is_no_error(web, staff_room, query):
    assert web.get(f"/people/{query}").status_code == 200


def test_access_is_opened_and_closed_on_the_persons_page(web, organization):
    person = f.PersonFactory(organization=organization, kind="staff")
    url = f"/people/{person.pk}/"
    web.post(f"/roles/people/{person.pk}/access/", {"email": "не почта"})
    assert not Membership.objects.filter(person=person).exists()
    web.post(f"/roles/people/{person.pk}/access/", {"email": "new@school.example"})
    assert "new@school.example" in text(web.get(url))
    web.post(f"/roles/access/{Membership.objects.get(person=person).pk}/revoke/", {"confirmed": "1"})
    assert not Membership.objects.filter(person=person).exists()


def test_a_class_teacher_is_assigned_and_taken_off(web, organization, school_class):
    person = f.PersonFactory(organization=organization, kind="staff")
    form = {"person": person.pk, "role": "class_teacher", "school_class": school_class.pk}
    assert web.post("/roles/assign/", form).status_code == 302
    row = Assignment.objects.get(role="class_teacher")
    assert person.full_name in text(web.get(f"/structure/classes/{school_class.pk}/"))
    web.post(f"/roles/assignments/{row.pk}/end/", {"confirmed": "1"})
    assert not Assignment.objects.filter(role="class_teacher", valid_to=None).exists()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"role": "class_teacher"}, "Выберите класс"),
        ({"role": "subject_teacher"}, "Впишите предмет"),
        ({"role": "director"}, "Выберите корректный вариант"),
    ],
)
def test_a_wrong_assignment_is_refused_in_words(web, organization, form, words):
    person = f.PersonFactory(organization=organization, kind="staff")
    response = web.post("/roles/assign/", {"person": person.pk} | form)
    assert (response.status_code, words in text(response)) == (400, True)


def test_a_key_is_shown_once_and_revoked(web):
    made = text(web.post("/roles/tokens/", {"name": "журнал"}))
    assert "Новый ключ" in made
    listed = text(web.get("/roles/tokens/"))
    assert "журнал" in listed
    assert "Новый ключ" not in listed
    web.post(f"/roles/tokens/{ApiToken.objects.get().digest}/revoke/", {"confirmed": "1"})
    assert "Действующие" not in text(web.get("/roles/tokens/"))


def test_people_ticked_in_the_list_are_invited(web, client_of, deputy, school_class):
    person = f.EnrolmentFactory(school_class=school_class).person
    listed = text(web.get("/people/?kind=pupil"))
    assert f'name="people" value="{person.pk}"' in listed
    assert person.full_name in text(web.get(f"/links/new/?people={person.pk}"))
    assert 'name="people"' not in text(client_of(deputy).get("/people/?kind=pupil"))


def test_who_may_sign_in_is_listed_at_a_flat_cost(
    web, client_of, director, organization, django_assert_max_num_queries
):
    assert director.email in text(web.get("/roles/accounts/"))
    for _ in range(30):
        person = f.PersonFactory(organization=organization, kind="staff")
        f.MembershipFactory(person=person, user=f.UserFactory(last_login=None))
    with django_assert_max_num_queries(8):
        assert "ещё не было" in text(web.get("/roles/accounts/"))
    deputy = f.user_with_role(organization, "deputy")
    assert client_of(deputy).get("/roles/accounts/").status_code == 403


def test_a_teacher_of_that_name_is_offered_as_the_parent(web, school_class, organization):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    teacher = f.PersonFactory(
        organization=organization, kind="staff", post="учитель физики", last_name="Белова", first_name="Анна"
    )
    form = {"last_name": "Белова", "first_name": "Анна", "patronymic": "", "relation": "mother"}
    asked = web.post(f"/people/{pupil.pk}/guardian/", form)
    assert asked.status_code == 400
    assert "сотрудник, учитель физики" in text(asked)
    assert not Guardianship.objects.exists()
    assert web.post(f"/people/{pupil.pk}/guardian/", form | {"guardian": teacher.pk}).status_code == 302
    assert Guardianship.objects.get().guardian == teacher
    page = text(web.get(f"/people/{teacher.pk}/"))
    assert "Сотрудник, родитель · учитель физики" in page
    assert pupil.full_name in page
    assert web.post(f"/people/{pupil.pk}/guardian/", form | {"guardian": "new"}).status_code == 302
    assert Person.objects.filter(last_name="Белова").count() == 2


def test_what_is_typed_of_a_known_guardian_is_kept_or_refused(web, school_class, organization):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    known = f.PersonFactory(
        organization=organization,
        kind="staff",
        last_name="Белова",
        first_name="Анна",
        email="a@school.example",
        birth_date=date(1985, 3, 12),
    )
    form = {
        "last_name": "Белова", "first_name": "Анна", "patronymic": "", "relation": "mother", "guardian": known.pk,
        "phone": "8 900 000-33-01",
    }  # fmt: skip
    refused = web.post(f"/people/{pupil.pk}/guardian/", form | {"email": "b@school.example"})
    assert (refused.status_code, "почта в карточке уже есть, и не «b@school.example»" in text(refused)) == (
        400,
        True,
    )
    born = text(web.post(f"/people/{pupil.pk}/guardian/", form | {"birth_date": "1986-03-12"}))
    assert "дата рождения в карточке уже есть, и не «12.03.1986»" in born
    assert not Guardianship.objects.exists()
    assert web.post(f"/people/{pupil.pk}/guardian/", form).status_code == 302
    known.refresh_from_db()
    assert (known.phone, known.email) == ("+79000003301", "a@school.example")


def test_a_guardian_of_another_name_or_school_cannot_be_chosen(web, school_class, organization):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    other = f.PersonFactory(organization=organization, kind="staff", last_name="Другая")
    f.PersonFactory(organization=organization, kind="staff", last_name="Белова", first_name="Анна")
    form = {"last_name": "Белова", "first_name": "Анна", "patronymic": "", "relation": "mother"}
    assert web.post(f"/people/{pupil.pk}/guardian/", form | {"guardian": other.pk}).status_code == 400
    assert not Guardianship.objects.exists()


def test_people_are_listed_by_what_they_are_today(web, staff_room, school_class, organization):
    both = f.PersonFactory(organization=organization, kind="staff", post="учитель", last_name="Двойная")
    pupil = f.EnrolmentFactory(school_class=school_class).person
    f.GuardianshipFactory(guardian=both, pupil=pupil)
    gone = f.PersonFactory(organization=organization, kind="staff", left_on="2026-10-01", last_name="Ушедшая")
    for kind in ("staff", "parent"):
        page = text(web.get("/people/", {"kind": kind}))
        assert both.full_name in page
        assert gone.full_name not in page
    assert pupil.full_name in text(web.get("/people/", {"kind": "pupil"}))
    assert "Не числятся 1" in text(web.get("/people/"))
    assert gone.full_name in text(web.get("/people/", {"kind": "nobody"}))
    assert "Работа в школе" in text(web.get(f"/people/{gone.pk}/"))


def test_a_pupil_is_typed_into_a_class_that_is_named(web, school_class, staff_room):
    form = {"kind": "pupil", "last_name": "Белов", "first_name": "Илья", "gender": ""}
    assert "Впишите класс" in text(web.post("/people/new/", form))
    for wrong in ("Учительская", "11Я", "<b>", "5"):
        refused = web.post("/people/new/", form | {"school_class": wrong})
        assert (refused.status_code, "нет. Впишите другой" in text(refused)) == (400, True), wrong
    typed = f"{school_class.grade} «{school_class.letter.lower()}»"
    assert web.post("/people/new/", form | {"school_class": typed}).status_code == 302
    assert Enrolment.objects.get(role="pupil").school_class == school_class


def test_a_persons_page_tells_of_posts_and_names_that_were(web, organization, staff_room):
    person = f.PersonFactory(organization=organization, kind="staff", post="учитель", last_name="Прежняя")
    form = {
        "last_name": "Новая", "first_name": "Анна", "patronymic": "", "gender": "f", "post": "завуч; учитель",
        "accusative_name": "", "phone": "", "email": "",
    }  # fmt: skip
    assert "Работа в школе" not in text(web.get(f"/people/{person.pk}/"))
    assert web.post(f"/people/{person.pk}/edit/", form).status_code == 302
    page = text(web.get(f"/people/{person.pk}/"))
    assert "Работа в школе" in page
    assert "Прежняя Пётр Сергеевич (по" in page
    assert 'value="учитель; завуч"' in text(web.get(f"/people/{person.pk}/edit/"))


def test_a_wrong_birthday_is_put_right_on_the_card(web, organization):
    born = date(2018, 3, 12)
    person = f.PersonFactory(organization=organization, kind="pupil", last_name="Цой", birth_date=born)
    form = {"last_name": person.last_name, "first_name": person.first_name, "patronymic": person.patronymic}
    assert 'value="2018-03-12"' in text(web.get(f"/people/{person.pk}/edit/"))
    early = web.post(f"/people/{person.pk}/edit/", form | {"birth_date": "2091-03-12"})
    assert (early.status_code, "12.03.2091: этот день ещё не наступил" in text(early)) == (400, True)
    assert web.post(f"/people/{person.pk}/edit/", form | {"birth_date": "2019-03-12"}).status_code == 302
    person.refresh_from_db()
    assert person.birth_date == date(2019, 3, 12)
    changes = Event.objects.get(verb="person.edited").personal["changes"]
    assert changes["birth_date"] == ["2018-03-12", "2019-03-12"]


def test_a_fathers_word_follows_the_sex_of_his_card(client_of, administrator, organization, school_class):
    pupil = f.EnrolmentFactory(school_class=school_class, role="pupil").person
    names = {"last_name": "Белов", "first_name": "Игорь", "patronymic": "Павлович", "gender": "m"}
    parent = f.PersonFactory(organization=organization, kind="parent", **names)
    tie = f.GuardianshipFactory(pupil=pupil, guardian=parent, relation="father")
    web = client_of(administrator)
    page = web.get(f"/people/{parent.pk}/edit/")
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"first_name": "Ирина", "patronymic": "Павловна", "gender": "f"}
    saved = web.post(f"/people/{parent.pk}/edit/", data, follow=True).content.decode()
    tie.refresh_from_db()
    assert tie.relation == "mother"
    assert "теперь «мать»" in saved
    assert "отец" not in web.get(f"/people/{pupil.pk}/").content.decode()
    assert Event.objects.filter(verb="guardian.reworded").exists()


def test_who_a_parent_is_has_no_preset_and_is_asked_about_where_the_name_says_the_other_sex(
    web, school_class
):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    address = f"/people/{pupil.pk}/guardian/"
    assert '<option value="mother" selected' not in text(web.get(address))
    form = {"last_name": "Орлов", "first_name": "Виталий", "patronymic": "Петрович", "relation": ""}
    assert web.post(address, form).status_code == 400
    asked = web.post(address, form | {"relation": "mother"})
    assert "Орлов Виталий Петрович — мать?" in text(asked)
    assert "Кем приходится, указано верно: записать так" in text(asked)
    assert not Guardianship.objects.exists()
    assert web.post(address, form | {"relation": "mother", "relation_sure": "on"}).status_code == 302
    assert Guardianship.objects.get().relation == "mother"
    father = form | {"last_name": "Ким", "relation": "father"}
    assert web.post(address, father).status_code == 302
    named = {"last_name": "Ким", "first_name": "Саша", "relation": "father"}
    assert web.post(address, named).status_code == 302  # either


def test_the_sex_of_a_known_card_decides_who_a_parent_may_be(web, school_class, organization):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    known = f.PersonFactory(
        organization=organization,
        kind="staff",
        last_name="Цой",
        first_name="Айлин",
        patronymic="",
        gender="f",
    )
    form = {"last_name": "Цой", "first_name": "Айлин", "relation": "father", "guardian": known.pk}
    assert "Цой Айлин — отец?" in text(web.post(f"/people/{pupil.pk}/guardian/", form))
