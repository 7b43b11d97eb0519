"""What is asked of a pasted row that reads well and may still be wrong: who left, ages, initials, which phone. All invented."""

from datetime import date

import pytest

from orgstructure.pasted import mend, read_list
from tests.orgstructure.test_pasted import one

TODAY = date(2026, 11, 30)
PUPILS = {"with_posts": False, "school_class": "1А", "today": TODAY}


def kinds(row):
    return [question.kind for question in row.questions]


@pytest.mark.parametrize(
    "line",
    ["Белый Егор Дмитриевич, 2019 г.р., выбыл 01.10.2026", "Белый Егор Дмитриевич (выбыл)", "Белый Егор Дмитриевич\tвыбыла",
     "Белый Егор Дмитриевич - отчислен приказом № 5", "Белый Егор Дмитриевич, переведён в школу № 5",
     "Белый Егор Дмитриевич\tуволен 01.09.2026", "Белый Егор Дмитриевич, уволилась"],
)  # fmt: skip
@pytest.mark.parametrize("reading", [PUPILS, {"today": TODAY}, {"with_children": True}])
def test_lesson_d20_who_is_here_no_more_is_asked_about(line, reading):
    assert (kinds(one(line, **reading)), one(line, **reading).blocks) == (["gone"], True)
    assert mend(line, "depart", "1", **reading) == ""
    stays = one(mend(line, "stays", "1", **reading), **reading)
    assert (stays.questions, stays.person.full_name) == ((), "Белый Егор Дмитриевич")


def test_lesson_d20_another_answer_does_not_forget_who_is_here_no_more():
    line = "БЕЛЫЙ ЕГОР ДМИТРИЕВИЧ, выбыл 01.10.2026, учитель химии"
    again = one(mend(line, "case", "1"))
    assert (kinds(again), again.person.gone) == (["gone"], "выбыл 01.10.2026")


@pytest.mark.parametrize("said", ["прибыл 01.09.2026", "зачислен 01.09.2026", "переведён из школы № 5"])
def test_who_came_is_not_asked_about(said):
    assert "gone" not in kinds(one(f"Белый Егор Дмитриевич, {said}", **PUPILS))


@pytest.mark.parametrize("line", ["щербакова т.л. - повар", "щербакова т. л., повар", "щербакова т л\tповар"])
def test_lesson_d20_initials_in_small_letters_are_asked_about(line):
    row = one(line)
    assert (row.person.first_name[:1], row.person.patronymic[:1], row.person.post) == ("т", "л", "повар")
    assert "initials" in kinds(row)
    assert one(mend(line, "case", "1")).person.full_name.replace(".", "") == "Щербакова Т Л"
    assert "initials" in kinds(one(mend(line, "case", "1")))


@pytest.mark.parametrize(
    ("born", "reading"), [("01.02.1916", PUPILS), ("01.02.2004", PUPILS), ("01.02.1916", {})]
)
def test_lesson_d20_somebody_too_old_is_asked_about(born, reading):
    row = one(f"Титова Василиса Николаевна {born}", **{"today": TODAY, **reading})
    assert kinds(row) == ["minor"]
    assert "По ней ему больше" in row.questions[0].words


@pytest.mark.parametrize("phones", ["8(86544)51234, 89187654321", "89187654321; 8(86544)51234"])
def test_lesson_d20_of_two_phones_the_mobile_is_taken(phones):
    row = one(f"Титова Василиса Николаевна, {phones}")
    assert row.person.phone == "+79187654321"
    assert row.notes == ("второй телефон не записывается: +7 86544 5-12-34",)


def test_two_who_are_here_no_more_are_answered_at_once():
    assert (
        read_list(mend("Белый Егор, выбыл\nТитов Илья, выбыл", "depart", "all", **PUPILS) + "Ли Ян")
        .people[0]
        .last_name
        == "Ли"
    )


@pytest.mark.parametrize(
    "line",
    ["елкина\tирина\tпетровна\t1.2.69\tучитель изо\t79281110002", "елкина ирина\tпетровна\tучитель изо"],
)
def test_lesson_d20_a_name_in_small_letters_is_read_from_columns_as_from_one_cell(line):
    row = one(line, today=TODAY)
    assert (row.error, row.person.full_name, row.person.post) == ("", "елкина ирина петровна", "учитель изо")
    assert one(mend(line, "case", "1"), today=TODAY).person.full_name == "Елкина Ирина Петровна"


@pytest.mark.parametrize(
    ("line", "post"),
    [
        ("Титова Анна Олеговна +7928-333-00-04 Viber учитель биологии", "учитель биологии"),
        ("Титова Анна Олеговна +7928-333-00-04 (MAX), учитель биологии", "учитель биологии"),
        ("Титова Анна Олеговна (+7928-333-00-04, WhatsApp)", ""),
        ("Титова Анна Олеговна, есть в Telegram +7928-333-00-04", ""),
        ("Титова Анна Олеговна 89283330004 ватсап", ""),
    ],
)
def test_lesson_d20_a_messenger_beside_a_phone_is_no_part_of_the_name(line, post):
    row = one(line)
    assert (row.error, row.questions) == ("", ())
    assert (row.person.full_name, row.person.phone, row.person.post) == (
        "Титова Анна Олеговна",
        "+79283330004",
        post,
    )


def test_lesson_d20_who_begins_with_the_surname_is_not_turned_with_those_who_do_not():
    told = read_list("Мария Белова\nАнна Крылова\nОльга Серова\nГРАЧЁВА ЛИЯ", **PUPILS)
    assert told.turned_around == 3
    assert kinds(told.rows[3]) == ["case"]


def test_lesson_d20_a_name_is_put_into_the_usual_case_where_it_stands_and_no_note_is_lost():
    line = "ТИТОВА АННА ОЛЕГОВНА; УЧИТЕЛЬ ИСТОРИИ И ОБЖ, кл. рук. 5А; a@school.example, b@school.example"
    row, again = one(line), one(mend(line, "case", "1"))
    assert again.notes == row.notes
    assert len(again.notes) == 2
    assert (again.person.full_name, again.person.post) == ("Титова Анна Олеговна", "учитель истории и ОБЖ")


@pytest.mark.parametrize("line", ["Белов Илья (мама) 89005001006", "Белов Илья (мама Анна"])
def test_lesson_d20_no_bracket_is_left_open_in_a_question(line):
    asked = one(line, **PUPILS).questions[0].words
    assert asked.count("(") == asked.count(")")


@pytest.mark.parametrize(
    "line", ["Титова Анна, учитель географии, 2 корпус", "Титова Анна\tучитель географии, корпус 2"]
)
def test_lesson_d20_the_place_of_work_is_no_part_of_a_post(line):
    row = one(line)
    assert (row.person.post, kinds(row)) == ("учитель географии", ["unread"])


def test_lesson_d20_a_month_and_a_year_are_no_phone():
    row = one("Белов Илья\t12.2018", **PUPILS)
    assert (row.error, row.person.unread) == ("", "12.2018")
