"""Children as parents name them in a messenger: by the first name, in the form of whom, without commas. All are invented."""

from datetime import date

import pytest

from core.errors import Invalid
from orgstructure.pasted import Pupil, Unsure, child_labels, match_child, mend, read_list, write_line
from orgstructure.pasted.given import own_forms
from tests.orgstructure.test_pasted import PHONE, brief, one

TODAY = date(2026, 11, 29)
OF_PARENTS = {"with_children": True, "with_posts": False, "today": TODAY}

LINES = [
    ("• Ёжикова Инна Ильинична бабушка Маши 8 900 000 14 08", f"Ёжикова / Инна / Ильинична ; {PHONE} ; guardian ; Маши"),
    ("Ёжикова Инна Ильинична, мама Марка, тел: +7 (900) 000 14 08",
     f"Ёжикова / Инна / Ильинична ; {PHONE} ; mother ; Марка"),
    ("Ёжикова Инна Ильинична (мама Сони) 8(900)0001408", f"Ёжикова / Инна / Ильинична ; {PHONE} ; mother ; Сони"),
    ("Ёжикова Инна папа Кирилла +7900000 14 08", f"Ёжикова / Инна ; {PHONE} ; father ; Кирилла"),
    ("Ёжикова Инна мама Ильи eva@example.ru 8 900 000 14 08 12.03.1985",
     f"Ёжикова / Инна ; {PHONE} ; eva@example.ru ; 12.03.1985 ; mother ; Ильи"),
    ("Ёжикова Инна 12.03.2017 900 000-14-08", f"Ёжикова / Инна ; {PHONE} ; 12.03.2017"),
    ("мама Вани Ёжикова Инна 8 900 000 14 08", f"Ёжикова / Инна ; {PHONE} ; mother ; Вани"),
    ("мама Артёма — Ёжикова Инна Ильинична 8 900 000 14 08", f"Ёжикова / Инна / Ильинична ; {PHONE} ; mother ; Артёма"),
    ("Мама Артёма: Ёжикова Инна 8 900 000 14 08", f"Ёжикова / Инна ; {PHONE} ; mother ; Артёма"),
    ("мама Ёжикова Ильи Ёжикова Инна Ильинична", "Ёжикова / Инна / Ильинична ; mother ; Ёжикова Ильи"),
    ("мама Белова Богдана 8 900 000 14 08", f"Белова / Богдана ; {PHONE} ; mother"),
    ("мать: Ёжикова | Ильи", "Ёжикова / Ильи ; mother"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "read"), LINES, ids=range(len(LINES)))
def test_a_child_is_read_wherever_the_phone_stands(line, read):
    row = one(line, **OF_PARENTS)
    assert row.error == ""
    assert {question.kind for question in row.questions} <= {"minor", "kin", "sex"}
    assert brief(row.person) == read


@pytest.mark.parametrize("said", ["(01.06)", "01.06", "1.06,"])
def test_a_day_of_no_year_is_no_phone_and_is_told(said):
    row = one(f"Ёжикова Инна мама Вани {said} 8 900 000 14 08", **OF_PARENTS)
    assert (row.error, row.person.phone, row.person.child) == ("", PHONE, "Вани")
    assert row.person.unread == said.strip("(),")
    assert [question.kind for question in row.questions] == ["unread"]


@pytest.mark.parametrize(
    ("line", "child"),
    [
        ("• мама Артёма Ёжикова 8 900 000 14 08", "Артёма Ёжикова"),
        ("мама Ёжикова Артёма 8 900 000 14 08", "Ёжикова Артёма"),
        ("мама Вани 8 900 000 14 08", "Вани"),
        ("мама Ии 8 900 000 14 08", "Ии"),
        ("мама Пети и Паши, 8 900 000 14 08", "Пети, Паши"),
    ],
)
def test_a_line_that_names_the_child_alone_asks_for_the_parent(line, child):
    row = one(line, **OF_PARENTS, pupils=["цой ия"])
    assert "Нет имени родителя" in row.error
    assert row.blocks
    assert (row.person.child, row.person.phone, row.person.full_name) == (child, PHONE, "")
    assert read_list(line, **OF_PARENTS, pupils=["цой ия"]).people == []


@pytest.mark.parametrize("word", ["бабушка", "дедушка", "тётя", "дядя", "отчим", "мачеха"])
def test_who_is_no_parent_is_asked_about_and_written_as_a_guardian_or_not_at_all(word):
    line = f"{word}: Ёжикова Инна Ильинична — Белова Маша"
    row = one(line, **OF_PARENTS)
    [question] = row.questions
    assert question.words == f"{word.capitalize()} — законный представитель?"
    assert [words for _, words in question.answers] == ["Да, опекун", "Не записывать"]
    assert row.blocks
    assert (row.person.relation, row.person.kin) == ("guardian", word)
    assert (
        one(write_line(row.person), **OF_PARENTS).questions == row.questions
    )  # stays one through other answers
    guards = one(mend(line, "guards", "1", **OF_PARENTS), **OF_PARENTS)
    assert (guards.questions, guards.person.relation, guards.person.child) == ((), "guardian", "Белова Маша")
    assert mend(line, "omit", "1", **OF_PARENTS) == ""


def test_all_who_are_no_parents_are_left_out_at_once():
    lines = "бабушка: Ёжикова Инна — Белова Маша\nмать: Белова Анна — Белова Маша\nотчим: Рогов Олег — Белова Маша"
    left = read_list(mend(lines, "omit", "all", **OF_PARENTS), **OF_PARENTS)
    assert [person.full_name for person in left.people] == ["Белова Анна"]


@pytest.mark.parametrize(
    "line", ["Ёжикова Инна мама Пети и Паши 8 900 000 14 08", "Ёжикова Инна, мама Пети, Паши"]
)
def test_twins_by_their_first_names_are_two_children(line):
    row = one(line, **OF_PARENTS)
    assert (row.error, row.person.full_name, row.person.unread) == ("", "Ёжикова Инна", "")
    assert [question.words for question in row.questions] == ["в строке двое детей: Пети, Паши"]
    split = read_list(mend(line, "split", "1", **OF_PARENTS), **OF_PARENTS)
    assert [(person.full_name, person.child) for person in split.people] == [
        ("Ёжикова Инна", "Пети"),
        ("Ёжикова Инна", "Паши"),
    ]


def test_a_word_behind_the_child_is_no_part_of_the_parents_name():
    row = one("Ёжикова Инна мама Пети, Абвгдеж", **OF_PARENTS)
    assert (row.person.full_name, row.person.unread) == ("Ёжикова Инна", "Абвгдеж")
    assert row.blocks


BORN, OTHER = date(2017, 8, 19), date(2017, 2, 1)
PUPILS = [
    Pupil(1, "денисенко кирилл олегович", "Денисенко Кирилл Олегович"),
    Pupil(2, "иванов егор ильич", "Иванов Егор Ильич"),
    Pupil(3, "белый егор", "Белый Егор"),
    Pupil(4, "котова алина", "Котова Алина"),
    Pupil(5, "лебедева мария тимуровна", "Лебедева Мария Тимуровна"),
    Pupil(6, "сидоров иван иванович", "Сидоров Иван Иванович", BORN),
    Pupil(7, "сидоров иван иванович", "Сидоров Иван Иванович", OTHER),
    Pupil(8, "рюмин павел", "Рюмин Павел"),
    Pupil(9, "ким лев", "Ким Лев"),
    Pupil(10, "кузнецов артем", "Кузнецов Артём"),
    Pupil(11, "белая ева", "Белая Ева"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("child", "parent", "pk"),
    [
        ("Кирилла", "Осипова", 1), ("Кирилл", "", 1), ("Егора", "Иванова", 2), ("Егора", "Белая", 3), ("Али", "Котова", 4),
        ("Маши", "Рогова", 5), ("Марии", "", 5), ("Павла", "", 8), ("Паши", "", 8), ("Льва", "Ким", 9), ("Лёвы", "", 9),
        ("Артёма Кузнецова", "", 10), ("Кузнецова Артёма", "", 10), ("Белой Евы", "", 11), ("Евы", "Белый", 11),
        ("Ким Льва", "", 9), ("Егора", "Иванова-Петрова", 2), ("Сидоров Иван 19.08.2017", "", 6), ("Вани 01.02.2017", "", 7),
    ],
)  # fmt: skip
def test_a_child_is_found_by_the_first_name_and_the_parents_surname(child, parent, pk):
    assert match_child(child, PUPILS, parent).pk == pk


def test_of_several_children_only_those_who_fit_are_offered():
    with pytest.raises(Unsure) as asked:
        match_child("Егора", PUPILS, "Осипова")
    assert [one.pk for one in asked.value.fits] == [2, 3]
    with pytest.raises(Invalid, match="в классе нет"):
        match_child("Ярослава", PUPILS, "Иванова")


def test_namesakes_are_told_apart_by_their_birthdays():
    assert child_labels(PUPILS)[5:7] == [
        "Сидоров Иван Иванович 19.08.2017",
        "Сидоров Иван Иванович 01.02.2017",
    ]
    with pytest.raises(Unsure, match="Сидоров Иван Иванович 19.08.2017, Сидоров Иван Иванович 01.02.2017"):
        match_child("Сидоров Иван Иванович", PUPILS)
    with pytest.raises(Unsure, match="дата рождения в карточке другая"):
        match_child("Сидоров Иван Иванович 05.05.2016", PUPILS)


@pytest.mark.parametrize(
    ("name", "form"),
    [("лев", "льва"), ("павел", "павла"), ("илья", "ильи"), ("игорь", "игоря"), ("любовь", "любови"), ("андрей", "андрея"),
     ("ольга", "ольги"), ("отто", "отто"), ("софия", "софии"), ("анна", "анны"), ("петр", "петра")],
)  # fmt: skip
def test_a_first_name_of_whom(name, form):
    assert form in own_forms(name)


@pytest.mark.parametrize(
    "line", ["Лёля Петрова", "Айлин Петрова", "Али Иванов", "Аделя Белинская", "Мишаня Пушкин"]
)
def test_a_first_name_that_nobody_knows_before_a_surname_is_asked_about(line):
    assert [question.kind for question in one(line).questions] == ["order"]
    assert one(mend(line, "turn", "1")).person.full_name == " ".join(reversed(line.split()))


@pytest.mark.parametrize(
    "line", ["Петрова Айлин", "Ким Али", "Иванов Яков", "Цой Ева", "Белинская Аделя", "Ли Алевтина"]
)
def test_a_surname_that_stands_first_is_not_asked_about(line):
    assert one(line).questions == ()
