"""The page of a pasted list and the people whom the school knows: nobody is doubled, lost or mixed up in silence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from orgstructure.models import Enrolment, Person
from orgstructure.pasted import mend
from tests import factories as f
from tests.orgstructure.test_paste_page import paste, sent_text, text
from undo.models import Run
from undo.services import undo_run


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


def test_two_children_of_one_line_are_linked_to_one_parent(web, school_class):
    for first in ("Аня", "Таня"):
        name = {"person__last_name": "Близнецова", "person__first_name": first, "person__patronymic": ""}
        f.EnrolmentFactory(
            school_class=school_class, person__search_name=f"близнецова {first.lower()}", **name
        )
    line = "Близнецова Ольга — Близнецова Аня, Близнецова Таня"
    form = {"role": "parent", "school_class": school_class.pk, "text": line}
    page = text(paste(web, **form))
    assert "двое детей: Близнецова Аня, Близнецова Таня" in page
    assert 'value="split:1"' in page
    assert 'name="confirm"' not in page
    form["text"] = sent_text(paste(web, **form, do="split:1"))
    assert paste(web, **form, confirm=1).status_code == 302
    mother = Person.objects.get(last_name="Близнецова", first_name="Ольга")
    assert [link.pupil.first_name for link in mother.wards.order_by("pk")] == ["Аня", "Таня"]


def test_a_pupils_line_reads_its_birthday_and_leaves_the_mothers_phone(web, school_class):
    line = "Осипов Пётр 12.03.19, мама Осипова Инна 8 900 000-14-08"
    form = {"role": "pupil", "school_class": school_class.pk, "text": line}
    page = text(paste(web, **form))
    assert "12.03.2019" in page
    assert "Родителей запишет этот же список, вставленный ещё раз как «родители»" in page
    answered = paste(web, **form, do="orphan:1")
    assert answered.context["form"].whole == line  # kept beside the answers
    form |= {"text": sent_text(answered), "whole": line}
    told = text(web.get(paste(web, **form, confirm=1).url))
    assert "вставьте тот же список ещё раз как «родители»" in told
    address = f"/people/paste/?class={school_class.pk}&amp;role=parent#parents"
    assert f'href="{address}"' in told
    next_page = web.get(address.replace("&amp;", "&")).context["form"]
    assert (next_page["role"].value(), next_page["school_class"].value()) == ("parent", str(school_class.pk))
    pupil = Person.objects.get(last_name="Осипов")
    assert (pupil.phone, pupil.birth_date.isoformat()) == ("", "2019-03-12")


@pytest.fixture
def other_class(year):
    """A class with one pupil."""
    row = f.SchoolClassFactory(year=year, grade=2)
    name = {"person__last_name": "Иванов", "person__first_name": "Пётр", "person__patronymic": "Ильич"}
    f.EnrolmentFactory(school_class=row, **name)
    return row


@pytest.mark.parametrize(("there", "pasted"), [("Викторович", ""), ("", "Викторович")])
def test_a_pupil_of_another_class_is_asked_about_without_a_patronymic_too(
    web, school_class, other_class, there, pasted
):
    name = {"person__last_name": "Лыткин", "person__first_name": "Денис", "person__patronymic": there}
    f.EnrolmentFactory(school_class=other_class, **name)
    form = {"role": "pupil", "school_class": school_class.pk, "text": f"Лыткин Денис {pasted}\nЛыткин Олег"}
    page = text(paste(web, **form))
    assert f"Лыткин Денис {there}".strip() + f" учится в {other_class}" in page
    assert 'name="confirm"' not in page
    form["text"] = sent_text(paste(web, **form, do="another:1"))
    assert "Запишется: 2 человека" in text(paste(web, **form))


def test_a_pupil_of_another_class_is_not_doubled_in_silence(web, school_class, other_class):
    form = {"role": "pupil", "school_class": school_class.pk, "text": "Иванов Пётр Ильич 12.03.2019"}
    page = text(paste(web, **form))
    assert f"учится в {other_class}, а ученик состоит в одном классе" in page
    assert "кнопка «Убрать» в карточке" in page
    assert f'href="/people/{Person.objects.get(last_name="Иванов").pk}/"' in page
    assert 'value="same:1"' not in page
    assert 'name="confirm"' not in page
    same = f"{form['text']}; тот же человек"
    form["text"] = sent_text(paste(web, **form, do="another:1"))
    assert paste(web, **form, confirm=1).status_code == 302
    assert Person.objects.filter(last_name="Иванов").count() == 2
    again = text(paste(web, **form))
    assert "Запишется: 0 человек" in again
    assert "Записывать нечего" in again
    assert 'name="confirm"' not in again
    # The place there is closed: the same card comes here, and the sum says so.
    Person.objects.filter(enrolments__school_class=school_class).update(search_name="иной")
    Enrolment.objects.filter(school_class=other_class).update(valid_from="2026-09-01", valid_to="2026-09-02")
    page = text(paste(web, **form | {"text": same}))
    assert "Записать 1 человека" in page
    assert "не записывается: дата рождения 12.03.2019" in page
    told = web.get(paste(web, **form | {"text": same}, confirm=1).url)
    assert "Записано: 1 человек" in text(told)
    place = Enrolment.objects.get(
        school_class=school_class, valid_to=None, person__search_name="иванов петр ильич"
    )
    assert place.person.enrolments.filter(school_class=other_class).exists()


def test_somebody_known_becomes_staff_by_an_answer(web, school_class, staff_room):
    parent = f.EnrolmentFactory(school_class=school_class, role="parent", person__last_name="Ким").person
    form = {"role": "teacher", "text": f"{parent.full_name}, учитель химии"}
    assert f"в портале уже есть {parent.full_name}, родитель: тот же человек?" in text(paste(web, **form))
    form["text"] = sent_text(paste(web, **form, do="same:1"))
    assert "получит место здесь" in text(paste(web, **form))
    assert paste(web, **form, confirm=1).status_code == 302
    assert Person.objects.filter(last_name="Ким").count() == 1
    assert list(parent.employments.values_list("post", flat=True)) == ["учитель химии"]
    assert parent.enrolments.filter(school_class=staff_room, role="teacher").exists()


@pytest.mark.parametrize("n", [1, 90])
def test_people_elsewhere_are_looked_up_at_a_flat_cost(
    web, school_class, other_class, django_assert_max_num_queries, n
):
    born = [f"{1 + i % 28:02}.{1 + i // 28:02}.2018" for i in range(n)]
    for i in range(n):
        name = {"person__last_name": f"Цой{'а' * i}", "person__first_name": "Ян", "person__patronymic": ""}
        f.EnrolmentFactory(school_class=other_class, **name)
    lines = [f"Цой{'а' * i} Ян {day}" for i, day in enumerate(born)]
    with django_assert_max_num_queries(42):
        page = text(paste(web, role="pupil", school_class=school_class.pk, text="\n".join(lines)))
    assert page.count("Если это тот же ученик") == len(lines)


@pytest.fixture
def pupils(school_class):
    """{how one is called: the pupil} of the class."""
    rows = {
        "Кирилл": ("Денисенко", "Кирилл", None),
        "Мария": ("Лебедева", "Мария", None),
        "Егор": ("Иванов", "Егор", None),
        "Егор Белый": ("Белый", "Егор", None),
        "старший": ("Сидоров", "Иван", "2017-02-01"),
        "младший": ("Сидоров", "Иван", "2017-08-19"),
    }
    return {
        called: f.EnrolmentFactory(
            school_class=school_class,
            person__last_name=last,
            person__first_name=first,
            person__patronymic="",
            person__search_name=f"{last} {first}".lower(),
            person__birth_date=born,
        ).person
        for called, (last, first, born) in rows.items()
    }


def test_a_messengers_list_finds_its_children(web, school_class, pupils):
    lines = (
        "• Осипова Инна Ивановна бабушка Маши 8 900 000 00 13\n"
        "Рогова Жанна Олеговна, мама Кирилла, тел: +7 (900) 000 00 07\n"
        "Иванова Вера (мама Егора) 8(900)0000003\n"
        "Сидорова Анна — Сидоров Иван 19.08.2017"
    )
    form = {"role": "parent", "school_class": school_class.pk, "text": lines}
    page = text(paste(web, **form))
    for told in ("«Маши» — Лебедева Мария", "«Кирилла» — Денисенко Кирилл", "«Егора» — Иванов Егор"):
        assert told in page
    assert "Бабушка — законный представитель?" in page
    assert paste(web, **form, confirm=1).status_code == 200  # not before it is said
    form["text"] = mend(lines, "guards", "1", with_children=True, with_posts=False)
    assert paste(web, **form, confirm=1).status_code == 302
    written = {
        (link.guardian.last_name, link.guardian.phone, link.relation): link.pupil
        for called in pupils.values()
        for link in called.guardians.all()
    }
    assert written == {
        ("Осипова", "+79000000013", "guardian"): pupils["Мария"],
        ("Рогова", "+79000000007", "mother"): pupils["Кирилл"],
        ("Иванова", "+79000000003", "mother"): pupils["Егор"],
        ("Сидорова", "", "guardian"): pupils["младший"],
    }


def test_of_several_children_those_who_fit_are_offered_first(web, school_class, pupils):
    line = "Рогова Жанна, мама Егора\nРогова Зоя — Сидоров Иван"
    form = {"role": "parent", "school_class": school_class.pk, "text": line}
    page = text(paste(web, **form))
    fits = '<optgroup label="Подходят"><option>Белый Егор</option><option>Иванов Егор</option></optgroup>'
    assert fits in page
    assert "<option>Сидоров Иван 01.02.2017</option>" in page
    assert "№ " not in page.split('name="child-2"')[1]
    chosen = {"asked-2": "Рогова Зоя — Сидоров Иван", "child-2": "Сидоров Иван 01.02.2017"}
    chosen |= {"asked-1": "Рогова Жанна, мама Егора", "child-1": "Белый Егор"}
    form["text"] = sent_text(paste(web, **form, **chosen))
    assert paste(web, **form, confirm=1).status_code == 302
    assert pupils["старший"].guardians.get().guardian.first_name == "Зоя"
    assert not pupils["младший"].guardians.exists()
    assert pupils["Егор Белый"].guardians.get().guardian.first_name == "Жанна"


def test_a_mother_of_no_name_waits_with_her_child_and_her_phone(web, school_class, pupils):
    form = {"role": "parent", "school_class": school_class.pk, "text": "• мама Кирилла 8 900 000 00 12"}
    page = text(paste(web, **form))
    assert "Нет имени родителя" in page
    assert "«Кирилла» — Денисенко Кирилл" in page
    assert 'name="confirm"' not in page
    typed = {"last_name": "Рогова", "first_name": "Жанна", "phone": "8 900 000 00 12", "child": "Кирилла"}
    fields = {f"row-1-{name}": value for name, value in (typed | {"relation": "mother"}).items()}
    form["text"] = sent_text(paste(web, **form, **fields, **{"was-1": form["text"]}))
    assert paste(web, **form, confirm=1).status_code == 302
    (link,) = pupils["Кирилл"].guardians.all()
    assert (link.guardian.full_name, link.guardian.phone, link.relation) == (
        "Рогова Жанна",
        "+79000000012",
        "mother",
    )


def test_initials_beside_a_full_name_are_asked_about(web, staff_room):
    name = {
        "person__last_name": "Крылова",
        "person__first_name": "Надежда",
        "person__patronymic": "Сергеевна",
    }
    f.EnrolmentFactory(school_class=staff_room, role=Enrolment.Role.TEACHER, **name)
    Person.objects.filter(last_name="Крылова").update(search_name="крылова надежда сергеевна")
    form = {"role": "teacher", "text": "Крылова Н.С., учитель"}
    page = text(paste(web, **form))
    assert "здесь уже есть Крылова Надежда Сергеевна: тот же человек?" in page
    kept = sent_text(paste(web, **form, do="keep:1"))
    assert "тот же человек?" in text(paste(web, **form | {"text": kept}))
    same = sent_text(paste(web, **form, do="same:1"))
    assert "Запишется: 0 человек" in text(paste(web, **form | {"text": same}))


@pytest.fixture
def known_pupils(school_class):
    """Two pupils of the class: one of no birthday and no phone, one whose phone is known."""
    rows = [("Осипов", ""), ("Рогов", "+79000001400")]
    return [
        f.EnrolmentFactory(
            school_class=school_class,
            person__last_name=last,
            person__first_name="Пётр",
            person__patronymic="",
            person__search_name=f"{last.lower()} петр",
            person__phone=phone,
            person__email="",
            person__birth_date=None,
        ).person
        for last, phone in rows
    ]


KNOWN = "Осипов Пётр 12.03.2018 8 900 000-14-08\nРогов Пётр 13.03.2018 8 900 000-14-09"


def test_what_a_card_leaves_empty_is_filled_by_a_press_and_taken_back(web, school_class, known_pupils):
    form = {"role": "pupil", "school_class": school_class.pk, "text": KNOWN}
    page = text(paste(web, **form))
    assert "Дополнить карточку: телефон, дата рождения" in page
    assert "Записывать нечего" in page  # never in silence
    form["text"] = sent_text(paste(web, **form, do="fill:1"))
    shown = text(paste(web, **form))
    assert "в карточку допишется: телефон, дата рождения" in shown
    assert "Дополнить 1 карточку" in shown
    form["text"] = sent_text(paste(web, **form, do="fill:1,2"))
    assert paste(web, **form, confirm=1).status_code == 302
    first, second = (Person.objects.get(pk=one.pk) for one in known_pupils)
    assert (first.phone, f"{first.birth_date}") == ("+79000001408", "2018-03-12")
    assert (second.phone, f"{second.birth_date}") == ("+79000001400", "2018-03-13")
    assert Event.objects.filter(verb="person.filled").count() == 2
    run = Run.objects.latest("pk")
    assert run.title.endswith("карточек дополнено 2")
    undo_run(run=run, actor=None)
    first.refresh_from_db()
    assert (first.phone, first.birth_date) == ("", None)
    assert "Записывать нечего" not in text(paste(web, **form))  # a list sent again


def test_all_cards_are_filled_by_one_press(web, school_class, known_pupils):
    form = {"role": "pupil", "school_class": school_class.pk, "text": KNOWN}
    page = text(paste(web, **form))
    assert "Дополнить пустое в карточках: 2 строки" in page
    assert 'value="fill:1,2"' in page


def test_who_may_not_change_cards_fills_none(client_of, class_teacher, school_class, known_pupils):
    web = client_of(class_teacher)
    line = "Осипов Пётр; +7 900 000-14-08; дополнить карточку"
    form = {"role": "pupil", "school_class": school_class.pk, "text": line}
    page = text(paste(web, **form))
    assert "в карточке остаётся как есть, не записывается: телефон" in page
    assert "Дополнить" not in page
    paste(web, **form, confirm=1)
    assert Person.objects.get(pk=known_pupils[0].pk).phone == ""


FULLER = "Осипов Пётр Ильич; тот же человек\nРогов Пётр Олегович 8 900 000-14-00; тот же человек"


def test_lesson_d21_a_fuller_name_is_filled_by_a_press_and_taken_back(web, school_class, known_pupils):
    Person.objects.update(created_at="2020-01-01T00:00:00Z", gender="")
    form = {"role": "pupil", "school_class": school_class.pk, "text": FULLER}
    page = text(paste(web, **form))
    assert "в карточке остаётся как есть, не записывается: имя Осипов Пётр Ильич" in page
    assert page.count("Дополнить карточку: полное имя") == 2
    form["text"] = sent_text(paste(web, **form, do="fill:1,2"))
    page = text(paste(web, **form))
    assert "в карточку допишется: полное имя" in page
    assert "не записывается: имя" not in page
    assert paste(web, **form, confirm=1).status_code == 302
    first, second = (Person.objects.get(pk=one.pk) for one in known_pupils)
    assert (first.full_name, first.search_name, first.gender) == (
        "Осипов Пётр Ильич",
        "осипов петр ильич",
        "m",
    )
    assert second.full_name == "Рогов Пётр Олегович"
    assert [one.full_name for one in first.former_names.all()] == ["Осипов Пётр"]
    assert Event.objects.filter(verb="person.filled").count() == 2
    assert "Записывать нечего" in text(paste(web, **form))  # a list sent again
    undo_run(run=Run.objects.latest("pk"), actor=None)
    first.refresh_from_db()
    assert (first.full_name, first.search_name, first.former_names.count()) == (
        "Осипов Пётр",
        "осипов петр",
        0,
    )


@pytest.mark.parametrize(
    ("was", "line", "offered"),
    [
        ("П. И.", "Осипов Пётр Ильич", True),
        ("Пётр", "Осипов Пётр И.", False),
        ("Пётр Ильич", "Осипов Пётр", False),
        ("Петя", "Осипов Пётр", False),
    ],
)
def test_only_a_fuller_name_is_offered(web, school_class, known_pupils, was, line, offered):
    first, _, patronymic = was.partition(" ")
    Person.objects.filter(pk=known_pupils[0].pk).update(
        first_name=first, patronymic=patronymic, search_name=f"осипов {was.lower().replace('ё', 'е')}"
    )
    form = {"role": "pupil", "school_class": school_class.pk, "text": f"{line}; тот же человек"}
    page = text(paste(web, **form))
    assert ("Дополнить карточку: полное имя" in page) == offered
    assert "не записывается: имя Осипов" in page


def test_many_fuller_names_take_no_more_queries(web, school_class, django_assert_max_num_queries):
    def listed(first, last):
        lines = []
        for at in range(first, last):
            surname = f"Рожков{'абвгдежзик'[at]}"
            f.EnrolmentFactory(
                school_class=school_class, person__last_name=surname, person__first_name="Пётр",
                person__patronymic="", person__search_name=f"{surname.lower()} петр",
            )  # fmt: skip
            lines.append(f"{surname} Пётр Ильич; тот же человек; дополнить карточку")
        return {"role": "pupil", "school_class": school_class.pk, "text": "\n".join(lines), "confirm": 1}

    Person.objects.update(created_at="2020-01-01T00:00:00Z")
    with CaptureQueriesContext(connection) as few:
        assert paste(web, **listed(0, 2)).status_code == 302
    form = listed(2, 10)
    with django_assert_max_num_queries(len(few)):
        assert paste(web, **form).status_code == 302


@pytest.mark.parametrize(("role", "whom"), [("pupil", "учеников"), ("parent", "родителей")])
def test_the_run_of_a_list_says_whom_it_is_of(web, school_class, role, whom):
    form = {"role": role, "school_class": school_class.pk, "text": "Белов Илья Ильич\nАхметова Алина"}
    assert paste(web, **form, confirm=1).status_code == 302
    assert Run.objects.get().title == f"Список {whom}, {school_class}: 2 человека"
