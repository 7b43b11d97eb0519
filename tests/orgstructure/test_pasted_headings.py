"""Headings of classes in pasted lists: who stands below another class's is asked about. Everybody here is invented."""

import pytest

from orgstructure.pasted import mend, read_list

READING = {"with_posts": False, "school_class": "1А"}


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("Список 1 «А» класса", "Список 1 «Б» класса"),
        ("1 А класс", "1 Б класс"),
        ("1А", "1Б"),
        ("Список учащихся 1 класса «А»", "Список учащихся 1 класса «Б»"),
        ("Класс: 1-а", "Класс: 1-б"),
        ("Ученики 1А, 2026-2027", "Ученики 1Б, 2026-2027"),
        ("Список учащихся школы № 1 г. Тулы", "Учащиеся 1б класса школы № 1 г. Тулы"),
        ("№\tФИО", "1 «Б» класс\t\t"),
        ("1А (кл. рук. Белова А. С.)", "1 «Б» класс, классный руководитель Титова Ия Олеговна"),
    ],
)
def test_lesson_d20_who_stands_under_the_heading_of_another_class_is_asked_about(own, other):
    pasted = f"{own}\nАбрикосов Глеб Ильич\n{other}\nВоронов Лев Антонович\nСоколов Пётр Ильич"
    told = read_list(pasted, **READING)
    assert [row.number for row in told.rows if row.skipped] == [1, 3]
    assert [row.number for row in told.rows if row.blocks] == [4, 5]
    assert told.rows[3].questions[0].words == "Строка под заголовком 1Б, а выбран 1А"
    assert told.asked == {"class": 2}
    here = read_list(mend(pasted, "here", "all", **READING), **READING)
    assert (here.unanswered, len(here.people)) == (0, 3)
    assert [p.last_name for p in read_list(mend(pasted, "aside", "all", **READING), **READING).people] == [
        "Абрикосов"
    ]


def test_lesson_d20_an_answer_about_the_class_holds_below_the_heading_whatever_is_answered_next():
    pasted = "1Б\nВОРОНОВ ЛЕВ\n1А\nБелов Илья"
    assert read_list(mend(pasted, "case", "2", **READING), **READING).asked == {"class": 1}
    mended = mend(mend(pasted, "here", "2", **READING), "case", "2", **READING)
    assert mended == "1Б\nВоронов | Лев; 1А\n1А\nБелов Илья"
    assert read_list(mended, **READING).unanswered == 0


def test_lesson_d20_parents_under_the_heading_of_another_class_are_asked_about():
    told = read_list("1 «Б» класс\nБелова Анна — Белов Илья", with_children=True, school_class="1А")
    assert told.asked == {"class": 1}


def test_staff_have_no_class_to_compare():
    told = read_list("1Б\nБелова Анна Ильинична")
    assert [row.questions for row in told.rows] == [(), ()]
