"""Pasted tables: a column of the class, of the child, what nobody claims. Everybody here is invented."""

from datetime import date

import pytest

from core.names import search_form
from orgstructure.pasted import mend, read_list
from tests.orgstructure.test_pasted import NAME, PHONE, brief, one

CLASSES = [
    "5А", "5 А", "5а", "5-а", "5 «А»", "5«а»", "5 \"А\"", "5A", "5 а класс", "5А кл.", "класс 5А", "5 класс", "5-А класс",
]  # fmt: skip


@pytest.mark.parametrize("named", CLASSES)
@pytest.mark.parametrize(
    "line",
    ["1\tЁжикова Софья Ильинична\t{}\t12.03.2015", "{}\tЁжикова Софья Ильинична\t12.03.2015",
     "Ёжикова Софья Ильинична, {}, 12.03.2015", "Ёжикова Софья Ильинична ({}) 12.03.2015"],
)  # fmt: skip
def test_lesson_d20_the_class_of_a_line_is_read_and_another_is_asked_about(line, named):
    text = line.format(named)
    row = one(text, school_class="5А")
    assert (row.error, row.skipped, row.questions, row.notes, row.in_class) == ("", "", (), (), True)
    assert brief(row.person) == f"{NAME} ; 12.03.2015"
    other = one(text, school_class="2А")
    assert [question.kind for question in other.questions] == ["class"]
    assert other.blocks
    assert f"В строке стоит {'5' if named == '5 класс' else '5А'}, а выбран 2А" in other.questions[0].words
    reading = {"with_children": False, "school_class": "2А"}
    here = one(mend(text, "here", "1", **reading), school_class="2А")
    assert (here.questions, brief(here.person)) == ((), f"{NAME} ; 12.03.2015")
    assert mend(text, "aside", "1", **reading) == ""


@pytest.mark.parametrize(
    ("chosen", "named", "same"),
    [("10 инженерный", "10 Инженерный", True), ("5-1", "5-1", True), ("5А (филиал)", "5а", True), ("5", "5", True),
     ("5", "6", False), ("10А", "10 «А»", True), ("1А", "11А", False), ("5А", "5Б", False)],
)  # fmt: skip
def test_lesson_d20_a_class_is_compared_as_schools_call_it(chosen, named, same):
    row = one(f"Ёжикова Софья\t{named}", school_class=chosen)
    assert (row.in_class, row.blocks) == (same, not same)


@pytest.mark.parametrize("line", ["Ёжикова Софья 3Б", "3Б Ёжикова Софья", "3 «Б» класс Ёжикова Софья"])
def test_lesson_d20_a_class_beside_a_name_is_no_part_of_it(line):
    row = one(line, school_class="2А")
    assert row.person.full_name == "Ёжикова Софья"
    assert [question.kind for question in row.questions] == ["class"]


def test_lesson_d20_all_lines_of_another_class_are_answered_at_once_and_other_questions_stay():
    text = "Гуревич Мария\t2А\nМария Белова\t3Б\nИванова М. П.\t3 «Б»"
    reading = {"with_children": False, "school_class": "2А"}
    assert read_list(text, school_class="2А").asked == {"class": 2, "order": 1, "initials": 1}
    here = read_list(mend(text, "here", "all", **reading), school_class="2А")
    assert here.asked == {"order": 1, "initials": 1}
    turned = read_list(mend(text, "turn", "2", **reading), school_class="2А")
    assert turned.asked == {"class": 2, "initials": 1}
    assert [p.full_name for p in read_list(mend(text, "aside", "all", **reading)).people] == ["Гуревич Мария"]


UNREAD = [
    ("Ёжикова (Лисицына) Софья", "(Лисицына)"),
    ("Ёжикова Софья\t8 900 000-14-08\tкаб. 5", "каб. 5"),
    ("Ёжикова Софья\t5А", "5А"),
    ("Ёжикова Софья, учитель химии, каб. 5", "каб. 5"),
    ("Ёжикова Софья, учитель истории, Обществознания, 2 этаж", "Обществознания, 2 этаж"),
]


@pytest.mark.parametrize(("line", "unread"), UNREAD)
def test_lesson_d20_what_is_not_read_is_asked_about_and_stays_until_it_is_answered(line, unread):
    row = one(line)
    assert [question.kind for question in row.questions] == ["unread"]
    assert (row.blocks, row.person.unread) == (True, unread)
    assert one(mend(line, "case", "1", with_children=False)).person.unread == unread
    forgotten = one(mend(line, "forget", "1", with_children=False))
    assert (forgotten.questions, forgotten.person.unread) == ((), "")


TABLE = "№\tФИО родителя\tТелефон\tФИО ребёнка\tДата рождения ребёнка"
TABLES = [
    "1\tГрачёв Пётр Олегович\t8 900 000-14-08\tГрачёв Иван Петрович\t01.02.2018",
    "Грачёв Пётр Олегович\t8 900 000-14-08\tГрачёв Иван Петрович\t1 февраля 2018",
    "Грачёв\tПётр\tОлегович\t8 900 000-14-08\tГрачёв Иван Петрович\t01.02.2018\t2А",
    "Грачёв Иван Петрович\t01.02.2018\tГрачёв Пётр Олегович\t8 900 000-14-08",
    "Грачёв Пётр Олегович\tГрачёв Иван\t01.02.2018\t8 900 000-14-08",
    "Грачёв Пётр Олегович; 8 900 000-14-08 — Грачёв Иван Петрович, 01.02.2018, 2А",
]  # fmt: skip


@pytest.mark.parametrize("line", TABLES)
def test_lesson_d20_a_table_of_parents_says_whose_the_birthday_is(line):
    reading = {"with_children": True, "school_class": "2А", "pupils": ["грачев иван петрович"]}
    header, row = read_list(f"{TABLE}\n{line}", **reading, today=date(2026, 9, 1)).rows
    assert header.skipped == "заголовок таблицы"
    assert (row.error, row.questions) == ("", ())
    assert row.person.full_name == "Грачёв Пётр Олегович"
    assert row.person.child in ("Грачёв Иван Петрович 01.02.2018", "Грачёв Иван 01.02.2018")
    assert (row.person.birth_date, row.person.phone) == (None, PHONE)
    assert "дата рождения ребёнка, родителю не записывается: 01.02.2018" in row.notes


def test_lesson_d20_a_birthday_of_a_child_is_no_parents():
    line, reading = "Грачёв Пётр\t01.02.2018\tГрачёв Иван", {"with_children": True, "today": date(2026, 9, 1)}
    assert [question.kind for question in one(line, **reading).questions] == ["minor"]
    assert one(mend(line, "undate", "1", **reading), **reading).questions == ()
    assert one("Грачёв Пётр\t01.02.1988", **reading).questions == ()


@pytest.mark.parametrize("shown", ["Белова М. И.", "Белова М.И.", "Белов Илья"])
def test_lesson_d20_a_child_is_shown_as_written(shown):
    assert one(f"Белова Анна — {shown}", with_children=True).person.child == shown
    assert (
        one(f"Белова Анна — {shown}{'' if shown[-1] == '.' else '.'}", with_children=True).person.child
        == shown
    )


@pytest.mark.parametrize(
    "cells",
    [
        "Карпов Фёдор Ильдарович\tБелова Анна Сергеевна, мать",
        "Карпов Фёдор Ильдарович\tмать: Белова Анна Сергеевна",
        "Карпов Фёдор Ильдарович\tБелова Анна Сергеевна (мать)",
        "Карпов Фёдор Ильдарович\tмать\tБелова Анна Сергеевна",
        "Карпов Фёдор\tБелова Анна Сергеевна\tмать",
        "Белова Анна Сергеевна, мать\tКарпов Фёдор Ильдарович",
        "мать\tБелова Анна Сергеевна\tКарпов Фёдор Ильдарович",
    ],
)
def test_lesson_d20_in_a_table_the_pupil_is_the_child_wherever_the_word_about_the_parent_stands(cells):
    line = f"1\t{cells}\t8 900 000-14-08"
    read = read_list(line, with_children=True, pupils={"карпов федор ильдарович"})
    (row,) = read.rows
    assert (row.person.full_name, row.person.relation) == ("Белова Анна Сергеевна", "mother")
    assert search_form(row.person.child) in "карпов федор ильдарович"
    assert (row.error, row.questions, row.notes) == ("", (), ())


@pytest.mark.parametrize(
    ("head", "line", "parent", "child"),
    [
        ("№\tУченик\tРодитель\tТелефон", "4\tСидоров Ян\tСидоров Олег Петрович\t", "Сидоров Олег Петрович", "Сидоров Ян"),
        ("Родитель\tТелефон\tФИО ребёнка", "Ли Хуа\t+7 900 000-14-08\tЛи Артём Хуанович", "Ли Хуа", "Ли Артём Хуанович"),
        ("Ученик\tРодитель", "Белова Анна Ильинична\tБелова Анна", "Белова Анна", "Белова Анна Ильинична"),
    ],
)  # fmt: skip
def test_lesson_d20_the_column_of_the_children_tells_the_child_from_the_parent(head, line, parent, child):
    """Also where nobody of the class is called so, where the parent alone has a patronymic, where both are of one name."""
    read = read_list(f"{head}\n{line}", with_children=True, pupils=[search_form("Белова", "Анна", "")])
    row = read.rows[1]
    assert (row.error, row.person.full_name, row.person.child) == ("", parent, child)


@pytest.mark.parametrize(
    "name", ["Дата рождения ребёнка", "Родитель ученика", "Телефон ученика", "Класс ребёнка"]
)
def test_lesson_d20_what_is_said_of_the_children_is_no_column_of_their_names(name):
    text = f"ФИО родителя\t{name}\nБелова Анна Ильинична\tСидоров Ян"
    assert read_list(text, with_children=True).rows[1].person.full_name == "Белова Анна Ильинична"
