"""Staff who stand in a list of pupils or parents: said, or asked about, never written in silence. Everybody here is invented."""

import pytest

from orgstructure.pasted import mend, read_list
from tests.orgstructure.test_pasted import one

PUPILS = {"with_posts": False, "school_class": "1А"}
PARENTS = {**PUPILS, "with_children": True, "pupils": {"белов илья ильич"}}
LABELLED = [
    "Классный руководитель: Белослудцева-Ким Зоя Андреевна",
    "Кл. рук. - Титова Ия Павловна, 8 914 555-71-01",
    "кл. руководитель 1А: Титова Ия Павловна",
    "Учитель: Титова Ия",
    "Воспитатель\tТитова Ия Павловна",
    "1. Тьютор — Титова Ия Павловна",
    "Директор школы: Титова Ия Павловна",
]


@pytest.mark.parametrize("line", LABELLED)
@pytest.mark.parametrize("reading", [PUPILS, PARENTS])
def test_lesson_d20_a_line_of_staff_in_another_list_is_no_pupil_and_no_parent(line, reading):
    read = read_list(f"{line}\nБелов Пётр Ильич", **reading)
    assert read.rows[0].skipped.startswith("строка о сотруднике, не записывается: «")
    assert [person.last_name for person in read.people] == ["Белов"]


def test_lesson_d20_who_stands_under_another_classs_teacher_is_asked_about():
    read = read_list("Классный руководитель 1Б: Титова Ия Павловна\nБелов Илья Ильич", **PUPILS)
    assert read.asked == {"class": 1}


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("Титова Ия Павловна (кл. рук.)", PUPILS),
        ("Кл. рук. Титова Ия Павловна", PUPILS),
        ("Титова Ия Павловна — учитель химии", PUPILS),
        ("Титова Ия Павловна, классный руководитель", PARENTS),
        ("Учитель химии Титова Ия Павловна", PARENTS),
    ],
)
def test_lesson_d20_a_post_beside_a_name_is_asked_about_and_the_answer_holds(line, reading):
    row = one(line, **reading)
    assert ([question.kind for question in row.questions], row.blocks) == (["staff"], True)
    assert mend(line, "drop", "1", **reading) == ""
    again = one(mend(line, "civil", "1", **reading), **reading)
    assert (again.person.full_name, again.person.post, again.questions) == ("Титова Ия Павловна", "", ())
    calmed = mend(line.replace("Титова Ия", "ТИТОВА ИЯ"), "case", "1", **reading)
    assert read_list(calmed, **reading).asked == {"staff": 1}  # asked still


def test_a_parent_with_a_child_and_a_post_of_their_own_is_not_asked_about():
    row = one("Белова Анна Ильинична, учитель, 8 914 555-71-01 — Белов Илья", **PARENTS)
    assert (row.questions, row.person.child) == ((), "Белов Илья")
