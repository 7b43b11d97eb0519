"""Pages that write the structure: classes, their links, the profile: what works, what is refused, what stays typed."""

import pytest

from orgstructure.models import Organization, PlatformLink, SchoolClass
from tests import factories as f


def text(response):
    return response.content.decode()


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


def shown_form(client, url):
    """What a browser would send of a form as it is shown, hidden initial values among it."""
    form = client.get(url).context["form"]
    fields = [(bound, bound.value() or "") for bound in form]
    return {bound.html_name: value for bound, value in fields} | {
        bound.html_initial_name: value for bound, value in fields
    }


GENERATE = {"first": 1, "last": 9, "letters": "А, Б", "exceptions": "3Б, 9Б"}


def test_classes_are_shown_before_they_are_made(web, year, staff_room):
    shown = web.post("/structure/generate/", GENERATE)
    assert "16 классов" in text(shown)
    assert not SchoolClass.objects.filter(kind="study").exists()
    confirmed = GENERATE | {"confirm": shown.context["mark"]}
    assert web.post("/structure/generate/", confirmed).status_code == 302
    assert SchoolClass.objects.filter(kind="study").count() == 16
    again = web.post("/structure/generate/", GENERATE)
    assert "уже есть" in text(again)
    web.post("/structure/generate/", GENERATE | {"confirm": again.context["mark"]})
    assert SchoolClass.objects.filter(kind="study").count() == 16


def test_classes_that_were_not_shown_are_not_made(web, year):
    """What was typed, or which classes there are, changed after the preview: it is shown anew."""
    mark = web.post("/structure/generate/", GENERATE).context["mark"]
    changed = GENERATE | {"exceptions": "3Б"}
    page = web.post("/structure/generate/", changed | {"confirm": mark})
    assert "ничего не сделано" in text(page)
    assert "17 классов" in text(page)
    assert not SchoolClass.objects.filter(kind="study").exists()
    f.SchoolClassFactory(year=year, grade=1, letter="А")
    assert "ничего не сделано" in text(web.post("/structure/generate/", GENERATE | {"confirm": mark}))
    web.post(
        "/structure/generate/",
        changed | {"confirm": web.post("/structure/generate/", changed).context["mark"]},
    )
    assert SchoolClass.objects.filter(kind="study").count() == 17


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"letters": "A"}, "русские буквы"),
        ({"first": 9, "last": 1}, "больше последней"),
        ({"first": -1}, "0"),
        ({"last": 13}, "12"),
        ({"letters": "мед"}, "одна литера или 3"),
        ({"exceptions": "11А"}, "Класса «11А» в этом списке нет"),
        ({"last": "девять"}, "целое число"),
        ({"exceptions": "3Ю🙂"}, "не похоже на класс"),
    ],
)
def test_a_wrong_nomenclature_keeps_what_was_typed(web, year, change, words):
    response = web.post("/structure/generate/", GENERATE | change | {"confirm": 1})
    assert response.status_code == 400
    assert words in text(response)
    assert f'value="{(GENERATE | change)["letters"]}"' in text(response)
    assert not SchoolClass.objects.exists()


def test_one_class_is_made_once(web, year):
    form = {"grade": 5, "letter": "А"}
    assert web.post("/structure/new/", form).status_code == 302
    response = web.post("/structure/new/", form)
    assert (response.status_code, "уже есть" in text(response)) == (400, True)


@pytest.mark.parametrize(
    ("form", "title"),
    [
        ({"grade": 0, "letter": "а"}, "0А"),
        ({"grade": 12, "letter": ""}, "12"),
        ({"grade": "", "letter": "комплект 1–3"}, "комплект 1–3"),
        ({"grade": 10, "letter": "инженерный"}, "10 инженерный"),
        ({"grade": 5, "letter": "А", "mark": "(филиал)"}, "5А (филиал)"),
    ],
)
def test_a_class_is_called_as_the_school_calls_it(web, year, form, title):
    assert web.post("/structure/new/", form).status_code == 302
    made = SchoolClass.objects.get()
    assert (made.title, str(made)) == (title, title)
    assert title in text(web.get("/structure/"))
    url = f"/structure/classes/{made.pk}/edit/"
    edited = {"grade": 7, "letter": "Б1", "mark": "ОВЗ", "platform": "max"}
    assert web.post(url, edited).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.grade, made.letter, made.mark) == ("7Б1 (ОВЗ)", 7, "Б1", "ОВЗ")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"grade": "", "letter": ""}, "Впишите параллель или литеру"),
        ({"grade": 13, "letter": "А"}, "12"),
        ({"grade": 5, "letter": "А, Б"}, "у класса одна литера"),
        ({"grade": 5, "letter": "БOВ"}, "«O» — латинская буква"),
        ({"grade": 5, "letter": "технологический Б"}, "17 знаков"),
        ({"grade": 5, "letter": "А", "mark": "ф" * 61}, "61 знак,"),
        ({"grade": "", "letter": "+"}, "Литера «+»: нужна хотя бы одна буква"),
        ({"grade": 5, "letter": "А", "mark": "😀"}, "Пометка «😀»: нужна хотя бы одна буква"),
        ({"grade": "", "letter": "учительская"}, "«Учительская» в школе уже есть"),
    ],
)
def test_a_class_that_nothing_names_is_refused_in_words(web, year, form, words):
    response = web.post("/structure/new/", form)
    assert (response.status_code, words in text(response)) == (400, True)
    assert not SchoolClass.objects.exists()


def test_classes_without_a_parallel_stand_together_after_the_others(web, year):
    for form in ({"letter": "инженерный"}, {"grade": 11, "letter": "А"}, {"grade": 0, "letter": "А"}):
        assert web.post("/structure/new/", form).status_code == 302
    shown = text(web.get("/structure/"))
    places = [shown.index(word) for word in ("0-е классы", "11-е классы", "Без параллели", "инженерный<")]
    assert places == sorted(places)


def test_a_class_teacher_fills_in_the_link_and_nothing_else(client_of, class_teacher, school_class):
    letter = school_class.letter
    url = f"/structure/classes/{school_class.pk}/edit/"
    form = {"link_all": "https://max.ru/join/1", "letter": "Я", "platform": "vk"}
    assert client_of(class_teacher).post(url, form).status_code == 302
    school_class.refresh_from_db()
    assert (school_class.letter, school_class.platform) == (letter, "max")
    for role in ("pupil", "parent", "teacher"):
        assert f.platform_link_of(school_class, role) == "https://max.ru/join/1"


def test_each_role_is_given_a_link_of_its_own(web, school_class):
    url = f"/structure/classes/{school_class.pk}/edit/"
    named = {"grade": 5, "letter": school_class.letter, "platform": "max"}
    links = {"link_pupil": "https://max.ru/join/1", "link_parent": "https://max.ru/join/2"}
    assert web.post(url, named | links).status_code == 302
    shown = text(web.get(f"/structure/classes/{school_class.pk}/"))
    for words in ("Для учеников", "join/1", "Для родителей", "join/2", "Для педагогов: ещё не вписана"):
        assert words in shown
    form = text(web.get(url))
    assert 'value="https://max.ru/join/2"' in form
    assert web.post(url, shown_form(web, url) | {"link_pupil": "", "confirmed": "1"}).status_code == 302
    assert "join/1" not in text(web.get(f"/structure/classes/{school_class.pk}/"))


def test_an_old_tab_undoes_nothing_of_what_another_wrote(web, school_class):
    url = f"/structure/classes/{school_class.pk}/edit/"
    first, second = shown_form(web, url), shown_form(web, url)
    web.post(url, first | {"link_parent": "https://max.ru/join/2", "letter": "Ю"})
    assert web.post(url, second | {"link_pupil": "https://max.ru/join/1"}).status_code == 302
    assert web.post(url, second | {"mark": "ОВЗ"}).status_code == 302
    assert f.platform_link_of(school_class, "parent") == "https://max.ru/join/2"
    assert f.platform_link_of(school_class, "pupil") == "https://max.ru/join/1"
    school_class.refresh_from_db()
    assert (school_class.letter, school_class.mark) == ("Ю", "ОВЗ")
    assert web.post(url, shown_form(web, url) | {"link_parent": "", "confirmed": "1"}).status_code == 302
    assert f.platform_link_of(school_class, "parent") == ""


def test_wrong_links_are_told_at_once_each_at_its_field_and_none_is_written(web, school_class):
    url = f"/structure/classes/{school_class.pk}/edit/"
    form = {
        "grade": 5,
        "letter": school_class.letter,
        "platform": "max",
        "link_teacher": "https://max.ru/join/3",
    }
    wrong = form | {"link_pupil": "https://vk.com/1", "link_parent": "нет"}
    response = web.post(url, wrong)
    assert response.status_code == 400
    for words in ("ведёт на vk.com", "«нет» — не ссылка"):
        assert words in text(response)
    both = web.post(url, form | {"link_all": "https://max.ru/join/4"})
    assert (both.status_code, "либо одну ссылку для всех" in text(both)) == (400, True)
    assert not PlatformLink.objects.exists()


def test_the_staff_room_has_one_link(web, staff_room):
    url = f"/structure/classes/{staff_room.pk}/edit/"
    form = text(web.get(url))
    assert ("link_teacher" in form, "link_pupil" in form, "link_all" in form) == (True, False, False)
    assert web.post(url, {"platform": "max", "link_teacher": "https://max.ru/join/room"}).status_code == 302
    shown = text(web.get(f"/structure/classes/{staff_room.pk}/"))
    assert ("join/room" in shown, "Для педагогов" in shown) == (True, False)


def test_a_subject_teacher_does_not_edit_the_class(client_of, subject_teacher, school_class):
    assert client_of(subject_teacher).get(f"/structure/classes/{school_class.pk}/edit/").status_code == 403


def test_a_second_school_of_one_number_is_refused_with_the_number(web, organization):
    f.OrganizationFactory(inn="2600000020")
    response = web.get("/organization/")
    form = {name: value or "" for name, value in response.context["form"].initial.items()}
    refused = web.post("/organization/", form | {"inn": "2600000020"})
    assert (refused.status_code, "Школа с ИНН 2600000020 уже заведена" in text(refused)) == (400, True)


@pytest.mark.parametrize(
    ("typed", "status", "kept"), [("14", 302, 14), ("12", 302, 12), ("", 302, 13), ("15", 400, 13)]
)
def test_lesson_f47_the_school_chooses_the_size_of_its_orders(web, organization, typed, status, kept):
    form = {name: value or "" for name, value in web.get("/organization/").context["form"].initial.items()}
    assert web.post("/organization/", form | {"paper_size": typed}).status_code == status
    assert Organization.objects.get(pk=organization.pk).paper_size == kept


@pytest.mark.parametrize("name", ["full_name", "short_name", "locality", "address"])
def test_lesson_f47_the_head_of_papers_holds_no_sign_that_cannot_be_printed(web, organization, name):
    form = {key: value or "" for key, value in web.get("/organization/").context["form"].initial.items()}
    response = web.post("/organization/", form | {name: "Школа 🎓"})
    assert (response.status_code, "знака «🎓» нет в шрифте" in text(response)) == (400, True)


def test_the_profile_is_edited_and_a_wrong_number_is_said(web, organization):
    form = {
        n: getattr(organization, n)
        for n in ("full_name", "short_name", "mark", "locality", "address", "email", "platform", "time_zone")
    }
    assert (
        web.post("/organization/", form | {"inn": "2600000038", "phone": "8 900 000-14-08"}).status_code
        == 302
    )
    saved = Organization.objects.get(pk=organization.pk)
    assert (saved.inn, saved.phone) == ("2600000038", "+79000001408")
    response = web.post("/organization/", form | {"inn": "26 00", "ogrn": "1"})
    assert response.status_code == 400
    assert ">ИНН</a>: «26 00»" in " ".join(text(response).split())


def test_the_saved_profile_leads_back_to_what_asked_for_it(web, organization):
    page = web.get("/organization/?next=/registration/")
    assert 'name="next" value="/registration/"' in text(page)
    form = {name: value or "" for name, value in page.context["form"].initial.items()}
    assert web.post("/organization/", form | {"next": "/registration/"}).url == "/registration/"
    assert web.post("/organization/", form | {"next": "https://evil.example/"}).url == "/"
