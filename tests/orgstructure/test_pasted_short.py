"""Lines in which a part of somebody's name is missing: of whom, and which. Everybody here is invented."""

import pytest

from orgstructure.pasted import typed_line
from tests.orgstructure.test_pasted import one

PUPILS = {"with_posts": False, "school_class": "1А"}
PARENTS = {**PUPILS, "with_children": True, "pupils": {"вахрушев олег ильич", "абрамов иван ильич"}}


@pytest.mark.parametrize(
    ("line", "child"),
    [
        ("Вахрушев — Вахрушева Ольга Ивановна мама 8 914 555-71-01", "Вахрушев"),
        ("Вахрушев: мама Вахрушева Ольга Ивановна 8 914 555-71-01", "Вахрушев"),
        ("Олег — мама Вахрушева Ольга Ивановна 8 914 555-71-01", "Олег"),
        ("Гордеев — мама Вахрушева Ольга Ивановна 8 914 555-71-01", "Гордеев"),
    ],
)
def test_lesson_d20_one_word_before_a_whole_name_is_the_child(line, child):
    row = one(line, **PARENTS)
    assert (row.error, row.person.full_name, row.person.child) == ("", "Вахрушева Ольга Ивановна", child)


@pytest.mark.parametrize(
    ("line", "reading", "said"),
    [
        ("Абрамов Иван: мама Лена", PARENTS, "у родителя нет фамилии, прочитано только «Лена»"),
        (
            "мама Лена 8 914 555-71-01 — Абрамов Иван",
            PARENTS,
            "у родителя нет фамилии, прочитано только «Лена»",
        ),
        ("Гонтарь", {}, "у сотрудника прочитано только «Гонтарь», а нужны фамилия и имя"),
        ("Гонтарь 8 914 555-71-01", PUPILS, "у ученика прочитано только «Гонтарь», а нужны фамилия и имя"),
        ("Иван", PUPILS, "у ученика нет фамилии, прочитано только «Иван»"),
        ("Петрова", PUPILS, "у ученика нет имени, прочитано только «Петрова»"),
    ],
)
def test_lesson_d20_it_is_said_what_of_whose_name_is_missing(line, reading, said):
    row = one(line, **reading)
    assert said in row.error
    assert (row.person.child == "Абрамов Иван") == bool(reading == PARENTS)  # what else was read is kept
    typed = {name: value for name, _, value in [*row.fields, *row.kept]}
    typed |= {"last_name": "Котов", "first_name": "Ян"}
    assert one(typed_line(typed), **reading).person.full_name == "Котов Ян"


@pytest.mark.parametrize(
    "line",
    [
        "Совместитель — Гонтарь Ефим Львович — педагог",
        "Внешний совместитель Гонтарь Ефим Львович, педагог",
        "Совместитель: Гонтарь Ефим Львович; педагог",
        "Декрет — Гонтарь Ефим Львович, педагог",
    ],
)
def test_lesson_d20_a_word_of_the_post_before_a_name_is_no_part_of_it(line):
    row = one(line)
    assert (row.error, row.person.full_name, row.person.post) == ("", "Гонтарь Ефим Львович", "педагог")
    assert "не запишется" in row.notes[0]


def test_a_surname_that_begins_as_a_remark_is_a_surname():
    assert one("Декретова Мария Ильинична").person.last_name == "Декретова"
