"""The page of a pasted list: what is shown, mended in place, asked and written."""

import pytest

from orgstructure.models import Enrolment, Guardianship, Person
from tests import factories as f


def text(response):
    return response.content.decode()


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


def paste(client, *, confirm=None, **form):
    """The page of what was sent; with `confirm` the button on that page is pressed too."""
    if confirm:
        form["confirm"] = paste(client, **form).context["form"].mark
    return client.post("/people/paste/", form)


def test_a_list_is_shown_and_then_written_in_one_go(web, school_class):
    form = {
        "role": "pupil",
        "school_class": school_class.pk,
        "text": "Белов Илья Ильич\nАхметова Алина; 8 900 000-14-08",
    }
    assert "2 человека" in text(paste(web, **form))
    assert not Enrolment.objects.filter(school_class=school_class).exists()
    assert paste(web, **form, confirm=1).status_code == 302
    assert paste(web, **form, confirm=1).status_code == 302  # pressed twice, or from the other tab
    assert Enrolment.objects.filter(school_class=school_class).count() == 2


def test_lesson_d20_a_list_is_mended_in_place_and_counts_what_will_be_written(web, school_class):
    form = {
        "role": "pupil",
        "school_class": school_class.pk,
        "text": "№\tФИО\tТелефон\n1\tМария Сергеевна Гуревич\t8 900 000-14-08\n2\tПОПОВА СВЕТЛАНА\n3\tЦой 8900111223",
    }
    page = text(paste(web, **form))
    assert "заголовок таблицы" in page
    assert "похоже, имя стоит первым" in page
    assert "Исправить регистр" in page
    assert "«8900111223»: 10 цифр" in page
    assert "Запишется: 1 человек" in page  # the others wait for an answer, or for a phone
    assert 'name="confirm"' not in page
    # One press turns the name; the wrong line is typed anew in its own field; the other is dropped.
    form["text"] = sent_text(paste(web, **form, do="turn:2"))
    page = paste(
        web, **form, do="case:3", **{"was-4": "3 Цой 8900111223", "line-4": "Цой Виктор 8 900 000-14-09"}
    )
    form["text"] = sent_text(page)
    assert "Запишется: 3 человека" in text(page)
    assert 'name="confirm"' in text(page)
    assert not Enrolment.objects.filter(school_class=school_class).exists()
    assert paste(web, **form, confirm=1).status_code == 302
    names = Person.objects.filter(enrolments__school_class=school_class).order_by("pk")
    assert [person.full_name for person in names] == [
        "Гуревич Мария Сергеевна",
        "Попова Светлана",
        "Цой Виктор",
    ]


def sent_text(response):
    """What stands in the field of the list by now."""
    return response.context["form"]["text"].value()


def test_a_row_is_opened_and_typed_anew_by_its_parts(web, school_class):
    form = {"role": "pupil", "school_class": school_class.pk, "text": "Цой Виктор; 8 900 000-14-08"}
    page = text(paste(web, **form, do="edit:1"))
    assert 'name="row-1-last_name" value="Цой"' in page
    typed = {"last_name": "Цой", "first_name": "Вера", "phone": "+7 900 000-14-08"}
    fields = {f"row-1-{name}": value for name, value in typed.items()} | {"was-1": form["text"]}
    assert "Цой / Вера" in text(paste(web, **form, **fields))
    # The text was changed in another way meanwhile: nothing of it is written over.
    assert "Цой / Ян" in text(paste(web, **form | {"text": "Цой Ян"}, **fields))


def test_lesson_d20_a_double_of_a_list_is_asked_about(web, school_class):
    form = {"role": "pupil", "school_class": school_class.pk, "text": "Белов Илья\nБелов Илья"}
    asked = paste(web, **form, confirm=1)
    assert "такое же имя в строке 1" in text(asked)
    assert not Enrolment.objects.filter(school_class=school_class).exists()
    form["text"] = sent_text(paste(web, **form, do="another:2"))
    assert paste(web, **form, confirm=1).status_code == 302
    assert Enrolment.objects.filter(school_class=school_class).count() == 2
    assert "Запишется: 0 человек" in text(paste(web, **form))


@pytest.mark.parametrize(
    "do", ["turn:²", "turn:99999999999999", ":", "edit:", "drop:0", "all:all", "case:all"]
)
def test_a_press_made_by_hand_harms_nothing(web, school_class, do):
    form = {
        "role": "pupil",
        "school_class": school_class.pk,
        "text": "Белов Илья",
        "was-²": "x",
        "was-1": "y",
    }
    assert paste(web, **form, do=do).status_code == 200


def test_a_long_list_is_read_at_a_flat_cost(web, school_class, django_assert_max_num_queries):
    names = (
        f"Иванов{'а' * (i % 40)} Пётр{'б' * (i // 40)}; 8 900 000-{i // 100:02}-{i % 100:02}"
        for i in range(500)
    )
    with django_assert_max_num_queries(40):
        page = paste(web, role="pupil", school_class=school_class.pk, text="\n".join(names))
    assert "Запишется: 500 человек" in text(page)


def test_a_list_with_a_wrong_line_writes_nobody_and_keeps_the_text(web, school_class):
    response = paste(
        web, role="pupil", school_class=school_class.pk, text="Белов Илья\nBelov Илья", confirm=1
    )
    assert "латинская буква «B»" in text(response)
    assert "Belov Илья" in text(response)
    assert not Enrolment.objects.filter(school_class=school_class).exists()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"role": "pupil", "text": "Белов Илья"}, "Выберите класс"),
        ({"role": "teacher", "text": "  "}, "Список пуст"),
        ({"role": "boss", "text": "Белов Илья"}, "Выберите корректный вариант"),
        ({"role": "teacher", "text": "Белов Илья\n" * 1001}, "1001 строк"),
    ],
)
def test_a_wrong_list_is_refused_in_words(web, staff_room, form, words):
    response = paste(web, **form)
    assert response.status_code == 400
    assert words in text(response)


def test_a_class_teacher_adds_to_the_own_class_only(client_of, class_teacher, school_class, year, staff_room):
    other = f.SchoolClassFactory(year=year, grade=8)
    web = client_of(class_teacher)
    assert (
        paste(web, role="pupil", school_class=school_class.pk, text="Белов Илья", confirm=1).status_code
        == 302
    )
    assert paste(web, role="pupil", school_class=other.pk, text="Чужой Илья", confirm=1).status_code == 400
    assert paste(web, role="teacher", text="Чужой Илья", confirm=1).status_code == 400
    assert not Person.objects.filter(last_name="Чужой").exists()


def test_parents_are_pasted_with_their_children(client_of, class_teacher, school_class):
    f.EnrolmentFactory(
        school_class=school_class, person__last_name="Белов", person__search_name="белов илья ильич"
    )
    web = client_of(class_teacher)
    form = {
        "role": "parent",
        "school_class": school_class.pk,
        "text": "мать: Белова Анна; 8 900 000-14-08 — Белов Илья",
    }
    assert "мать · Белов Илья" in text(paste(web, **form))
    assert paste(web, **form, confirm=1).status_code == 302
    assert paste(web, **form, confirm=1).status_code == 302
    assert Guardianship.objects.get().relation == "mother"
    wrong = paste(web, **(form | {"text": "Чужой Пётр — Нет Такого"}), confirm=1)
    assert "в классе нет" in text(wrong)
    assert not Person.objects.filter(last_name="Чужой").exists()


@pytest.fixture
def two_children(school_class):
    """Two pupils of the class; their names in the order of their cards."""
    names = [("Белов", "Илья"), ("Цой", "Ия")]
    for last, first in names:
        search = f"{last} {first}".lower()
        name = {"person__last_name": last, "person__first_name": first, "person__patronymic": ""}
        f.EnrolmentFactory(school_class=school_class, person__search_name=search, **name)
    return [" ".join(name) for name in names]


ONE, OTHER = "Белова Анна; 8 900 000-14-08 — Белов Илья", "Белова Анна; 8 900 000-14-09 — Цой Ия"


def mothers():
    """The phones of each «Белова Анна», and the surnames of the children whom she represents."""
    found = Person.objects.filter(last_name="Белова", first_name="Анна").order_by("pk")
    return [
        (mother.phone[-2:], [link.pupil.last_name for link in mother.wards.order_by("pk")])
        for mother in found
    ]


@pytest.mark.parametrize("lists", [[ONE, OTHER], [f"{ONE}\n{OTHER}"]], ids=["two lists", "one list"])
def test_lesson_d20_two_mothers_of_one_name_are_asked_about_and_stand_as_two(
    web, school_class, two_children, lists
):
    form = {"role": "parent", "school_class": school_class.pk}
    for text_of in lists:
        page = text(paste(web, **form, text=text_of))
        assert paste(web, **form, text=text_of, confirm=1).status_code == 302
    assert "запишем двух" in page
    assert mothers() == [("08", ["Белов"]), ("09", ["Цой"])]


def test_lesson_d20_an_answer_makes_one_mother_of_two_lists(web, school_class, two_children):
    form = {"role": "parent", "school_class": school_class.pk}
    assert paste(web, **form, text=ONE, confirm=1).status_code == 302
    answered = sent_text(paste(web, **form, text=OTHER, do="same:1"))
    assert "Записать связи с детьми: 1" in text(paste(web, **form, text=answered))
    assert paste(web, **form, text=answered, confirm=1).status_code == 302
    assert mothers() == [("08", ["Белов", "Цой"])]


@pytest.mark.parametrize("role", ["pupil", "parent"])
def test_lesson_d20_a_list_without_a_class_stops_at_the_top_and_says_of_nobody_that_he_is_there(
    web, school_class, role
):
    assert "«Учительская»</option>" not in text(web.get("/people/paste/"))
    page = text(paste(web, role=role, text="Белов Илья\nАхметова Алина"))
    assert "Выберите класс, в который записать людей" in page
    assert "уже есть" not in page
    assert "Запишется" not in page
    assert "Ахметова Алина</textarea>" in page  # what was pasted stays
    shown = text(paste(web, role=role, school_class=school_class.pk, text="Белов Илья"))
    assert shown.index('name="school_class"') < shown.index("Запишется: 1 человек")


@pytest.mark.parametrize("do", ["", "edit:1"])
def test_lesson_d20_a_row_to_correct_has_the_width_of_the_table(web, school_class, do):
    line = "Belov Илья" if not do else "Белов Илья"
    page = text(paste(web, role="pupil", school_class=school_class.pk, text=line, do=do))
    assert 'colspan="3" id="row-1"' in page
    assert "Пропустить строку" in page


def test_lesson_d20_a_child_who_is_not_found_is_chosen_in_the_row(web, school_class):
    for last, first, patronymic in [("Белова", "Мария", "Ильинична"), ("Ершов", "Матвей", "Олегович")]:
        name = {"person__last_name": last, "person__first_name": first, "person__patronymic": patronymic}
        search = f"{last} {first} {patronymic}".lower()
        f.EnrolmentFactory(school_class=school_class, person__search_name=search, **name)
    form = {
        "role": "parent",
        "school_class": school_class.pk,
        "text": "Белова Анна — Белова М. И.\nЁлкин Пётр — Ершов Мотя",
    }
    page = text(paste(web, **form))
    assert "«Белова М.\u00a0И.» — Белова Мария Ильинична" in page
    assert "Ребёнка «Ершов Мотя» в классе нет" in page
    assert "<option>Ершов Матвей Олегович</option>" in page
    assert 'name="confirm"' not in page
    asked = {"asked-2": "Ёлкин Пётр — Ершов Мотя", "child-2": "Ершов Матвей Олегович"}
    form["text"] = sent_text(paste(web, **form, **asked))
    assert paste(web, **form, confirm=1).status_code == 302
    links = Guardianship.objects.order_by("pk").values_list("guardian__last_name", "pupil__last_name")
    assert list(links) == [("Белова", "Белова"), ("Ёлкин", "Ершов")]


def test_lesson_d20_a_pupil_of_another_class_is_written_only_after_an_answer(web, school_class):
    line = f"Грачёв Иван\t{school_class}\nСинёв Пётр\t3Я\nЛосев Ян\t3Я"
    form = {"role": "pupil", "school_class": school_class.pk, "text": line}
    page = text(paste(web, **form, confirm=1))
    assert f"В строке стоит 3Я, а выбран {school_class}" in page
    assert "Запишется: 1 человек" in page
    assert not Enrolment.objects.filter(school_class=school_class).exists()
    form["text"] = sent_text(paste(web, **form, do="aside:3"))
    form["text"] = sent_text(paste(web, **form, do="here:all"))
    assert paste(web, **form, confirm=1).status_code == 302
    names = Person.objects.filter(enrolments__school_class=school_class).order_by("pk")
    assert [person.last_name for person in names] == ["Грачёв", "Синёв"]


def test_lesson_d20_a_line_that_yields_nobody_waits(web, school_class):
    form = {"role": "pupil", "school_class": school_class.pk, "text": "Цой Виктор\nБелова Мария 12"}
    page = text(paste(web, **form, confirm=1))
    assert "1 строка ждёт исправления или ответа" in page
    assert not Enrolment.objects.filter(school_class=school_class).exists()
    form["text"] = sent_text(paste(web, **form, do="drop:2"))
    assert paste(web, **form, confirm=1).status_code == 302


def test_what_was_not_shown_is_not_written(web, school_class, year):
    """The text, the class or the people of the class changed after the list was shown: it is shown anew."""
    form = {"role": "pupil", "school_class": school_class.pk, "text": "Цой Виктор\nЦой Ия"}
    mark = paste(web, **form).context["form"].mark
    other = f.SchoolClassFactory(year=year, grade=8)
    for changes in (
        {"text": "Цой Виктор\nЦой Ия\nЦой Ян"},
        {"school_class": other.pk},
        {"text": "Цой Виктор\nЦой Яна"},
    ):
        page = web.post("/people/paste/", form | changes | {"confirm": mark})
        assert "ничего не записано" in text(page)
        assert 'name="confirm"' in text(page)
        assert not Person.objects.filter(last_name="Цой").exists()
    f.EnrolmentFactory(school_class=school_class, person__search_name="цой ия")
    assert "ничего не записано" in text(web.post("/people/paste/", form | {"confirm": mark}))
    page = web.post("/people/paste/", form | {"text": form["text"].replace("\n", "\r\n")})
    assert "ничего не записано" not in text(page)
    again = web.post("/people/paste/", form | {"confirm": page.context["form"].mark})
    assert again.status_code == 302
    assert list(Person.objects.filter(last_name="Цой").values_list("first_name", flat=True)) == ["Виктор"]


def test_a_parent_without_a_child_is_told_in_the_row_and_in_the_sum(web, school_class, two_children):
    form = {"role": "parent", "school_class": school_class.pk, "text": f"{ONE}\nТестова Тамара"}
    page = text(paste(web, **form))
    assert "без ребёнка: 1 родитель" in page
    assert page.count("без ребёнка") == 2
    assert "Записать 2 человека" in page
    asked = text(paste(web, **form | {"text": "Зверева Инна, мать Зверева Олега"}))
    assert "Ребёнка «Зверева Олега» в классе нет" in asked
    assert "Записать без ребёнка" in asked


def test_lesson_d20_pupils_alone_in_their_lines_become_no_parents(web, school_class, two_children):
    listed = "Белов Илья\nмама: Белова Анна, тел. 8 (900) 000-14-08\n\nЦой Ия - папа Цой Ян, 8 900 000-14-09\nБелов Илья"
    form = {"role": "parent", "school_class": school_class.pk, "text": listed}
    page = text(paste(web, **form, confirm=1))
    assert "ученик класса: ниже его родители" in page
    assert "мать · Белов Илья" in page
    assert "отец · Цой Ия" in page
    assert "Белов Илья — ученик этого класса, а не родитель?" in page
    assert not Guardianship.objects.exists()
    form["text"] = sent_text(paste(web, **form, do="unlist:5"))
    assert paste(web, **form, confirm=1).status_code == 302
    links = Guardianship.objects.order_by("pk").values_list(
        "guardian__last_name", "pupil__last_name", "relation"
    )
    assert sorted(links) == [("Белова", "Белов", "mother"), ("Цой", "Цой", "father")]


def test_lesson_d20_a_pupils_name_that_a_parent_of_the_class_has_is_asked_about(
    web, school_class, two_children
):
    name = {"person__last_name": "Белов", "person__first_name": "Илья", "person__search_name": "белов илья"}
    f.EnrolmentFactory(school_class=school_class, role=Enrolment.Role.PARENT, **name)
    form = {"role": "parent", "school_class": school_class.pk, "text": "Белов Илья\nмама: Белова Анна"}
    assert "Белов Илья — ученик этого класса, а ниже его родители?" in text(paste(web, **form))
    form["text"] = sent_text(paste(web, **form, do="head:1"))
    assert paste(web, **form, confirm=1).status_code == 302
    assert Guardianship.objects.get().relation == "mother"


def test_lesson_a02_who_pastes_no_staff_is_told_nothing_of_it(client_of, web, class_teacher, school_class):
    own = text(client_of(class_teacher).get("/people/paste/"))
    assert ("Учительскую" in own, "должность" in own, "дата рождения —" in own) == (False, False, True)
    whole = text(web.get("/people/paste/"))
    assert ("Сотрудники всегда попадают" in whole, "должность" in whole) == (True, True)
