"""A word for a parent beside a name of the other sex, and tables whose order tells the child. Everybody here is invented."""

import pytest

from orgstructure.pasted import mend, read_list, typed_line
from orgstructure.pasted.given import sex_of_name
from tests.orgstructure.test_pasted import one

PUPILS = ["лаптев данила викторович", "белов илья ильич", "титов ян ильич", "ким яна петровна"]
PARENTS = {"with_children": True, "with_posts": False, "school_class": "1А", "pupils": frozenset(PUPILS)}


@pytest.mark.parametrize("parted", ["\t", "; "])
def test_lesson_d20_in_a_table_the_child_stands_where_the_other_rows_have_it(parted):
    rows = [
        "Лаптев Данил|Лаптева Вера Олеговна",
        "Белов Илья|Белова Яна Ильинична",
        "Титов Ян|Титов Олег Ильич",
    ]
    people = read_list("\n".join(rows).replace("|", parted), **PARENTS).people
    assert [person.child for person in people] == ["Лаптев Данил", "Белов Илья", "Титов Ян"]
    assert people[0].full_name == "Лаптева Вера Олеговна"


@pytest.mark.parametrize(
    "line", ["Лапин Данил; Лапина Вера Олеговна; мама", "Лапина Вера\tЛапин Данил Олегович\tпапа"]
)
def test_lesson_d20_of_two_unknown_names_the_parent_is_the_one_whom_the_word_fits(line):
    child, parent, _ = line.replace("; ", "\t").split("\t")
    row = one(line, **PARENTS)
    assert (row.person.full_name, row.person.child, row.questions) == (parent, child, ())


@pytest.mark.parametrize(
    ("line", "swapped"),
    [
        ("мать: Белов Илья Олегович — Белов Илья", "father"),
        ("Белов Илья - мама Белов Олег Петрович 8 914 555-71-01", "father"),
        ("Титов Ян\tТитова Вера\tотец", "mother"),
    ],
)
def test_lesson_d20_a_mother_of_a_mans_name_is_asked_about_and_the_answer_holds(line, swapped):
    row = one(line, **PARENTS)
    assert ([question.kind for question in row.questions], row.blocks) == (["sex"], True)
    other = one(mend(line, "swap", "1", **PARENTS), **PARENTS)
    assert (other.person.relation, other.questions) == (swapped, ())
    sure = one(mend(line, "sure", "1", **PARENTS), **PARENTS)
    assert (sure.person.relation, sure.questions) == (row.person.relation, ())
    fields = {name: value for name, _, value in [*sure.fields, *sure.kept]}
    assert one(typed_line(fields), **PARENTS).person == sure.person  # as it is corrected


@pytest.mark.parametrize(
    ("name", "sex"),
    [("Орлов Виталий Петрович", "m"), ("Мария Петровна Гуревич", "f"), ("Гуревич Мария", "f"), ("Ким Саша", ""),
     ("Титов Илья", "m"), ("Титова Любовь", "f"), ("Ли Никита", "m"), ("Цой Айлин", ""), ("Мамедов Али Рашид оглы", "m"),
     ("Ким Слава", ""), ("Роман Вера", ""), ("Ли", ""), ("Ким Женя Олеговна", "f"), ("Абрамова Н. П.", "")],
)  # fmt: skip
def test_the_sex_of_a_name(name, sex):
    assert sex_of_name(name) == sex
