"""Parents with their children as class teachers keep them: the pupil first, a dash, a word for the parent. All are invented."""

from datetime import date

import pytest

from orgstructure.pasted import mend
from tests.orgstructure.test_pasted import PHONE, brief, one

PUPILS = ["соколов петя", "елкина маша", "яковлев илья", "ли артем", "коваль никита"]
TODAY = date(2026, 11, 29)
READING = {
    "with_children": True, "with_posts": False, "today": TODAY, "school_class": "1Б", "pupils": PUPILS,
}  # fmt: skip
MOTHER = f"Соколова / Дарья ; {PHONE} ; mother ; Соколов Петя"
BY_A_DASH = [
    ("Яковлев Илья - папа Яковлев Сергей Николаевич тел. 8 900 000-14-08",
     f"Яковлев / Сергей / Николаевич ; {PHONE} ; father ; Яковлев Илья"),
    ("Соколов Петя - мама Соколова Дарья, 8 (900) 000-14-08", MOTHER),
    ("Соколов Петя – мама Соколова Дарья, 8 (900) 000-14-08", MOTHER),
    ("Соколов Петя — мама: Соколова Дарья, 8 (900) 000-14-08", MOTHER),
    ("Соколов Петя-мама Соколова Дарья, 8 (900) 000-14-08", MOTHER),
    ("1) Соколов Петя 1Б - мама Соколова Дарья, 8 (900) 000-14-08", MOTHER),
    ("Соколов Пётр - мама Соколова Дарья, 8 (900) 000-14-08", MOTHER.replace("Петя", "Пётр")),
    ("Ли Артём - мама Ли Хуа, 8 900 000-14-08", f"Ли / Хуа ; {PHONE} ; mother ; Ли Артём"),
    ("Ли Артём: мама — Ли Хуа, 8 900 000-14-08", f"Ли / Хуа ; {PHONE} ; mother ; Ли Артём"),
    ("Соколов Петя - бабушка (опекун) Кравцова Зоя", "Кравцова / Зоя ; guardian ; Соколов Петя"),
    ("Соколов Петя\tопекун - бабушка Кравцова Зоя", "Кравцова / Зоя ; guardian ; Соколов Петя"),
    ("Зайцев Лёва, мама Зайцева Ольга Петровна", "Зайцева / Ольга / Петровна ; mother ; Зайцев Лёва"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "read"), BY_A_DASH, ids=range(len(BY_A_DASH)))
def test_a_pupil_before_the_word_for_the_parent_is_the_child(line, read):
    row = one(line, **READING)
    assert (row.error, row.questions, brief(row.person)) == ("", (), read)


def test_a_grandmother_is_asked_about_and_a_parent_without_a_name_is_no_pupil():
    assert [
        question.kind for question in one("Соколов Петя - бабушка Кравцова Зоя", **READING).questions
    ] == ["kin"]
    row = one("Коваль Никита - мама 8 900 000-14-08", **READING)
    assert "Нет имени родителя" in row.error
    assert (row.person.full_name, row.person.child) == ("", "Коваль Никита")


@pytest.mark.parametrize(
    "line",
    [
        "Крюкова Алла Ильинична 8 900 000-14-08 мама Пети Соколова",
        "Крюкова Алла Ильинична 8 900 000-14-08 (мама Пети Соколова)",
        "Крюкова Алла Ильинична, 8 900 000-14-08, мама: Пети Соколова",
        "Крюкова Алла Ильинична; мама Пети Соколова; 8 900 000-14-08",
    ],
)
def test_the_word_for_the_parent_counts_wherever_it_stands_before_the_child(line):
    row = one(line, **READING)
    assert brief(row.person) == f"Крюкова / Алла / Ильинична ; {PHONE} ; mother ; Пети Соколова"
    assert (row.person.who, row.questions) == ("мать", ())
    assert one("Крюкова Алла 8 900 000-14-08 Соколов Петя, мама", **READING).person.relation == "mother"


@pytest.mark.parametrize(
    "line",
    [
        "Коваль Инна Олеговна (мама Никиты Коваля 1Б и Златы Коваль 1А)",
        "Коваль Инна Олеговна 8 900 000-14-08 (мама Никиты Коваля 1Б и Златы Коваль 1А)",
        "Коваль Инна Олеговна мама Златы Коваль 1А, Никиты Коваля 1 «Б»",
    ],
)
def test_the_class_behind_a_child_is_no_part_of_the_name_and_a_child_elsewhere_is_told(line):
    row = one(line, **READING)
    assert (row.error, row.questions, row.in_class) == ("", (), True)
    assert (row.person.full_name, row.person.relation, row.person.child, row.person.unread) == (
        "Коваль Инна Олеговна", "mother", "Никиты Коваля", "",
    )  # fmt: skip
    assert row.notes == ("Златы Коваль, 1А: впишите в списке 1А",)


def test_where_all_children_are_elsewhere_the_class_is_asked_about():
    line = "Коваль Инна Олеговна — Коваль Злата 1А"
    row = one(line, **READING)
    assert ([question.kind for question in row.questions], row.person.child) == (["class"], "Коваль Злата")
    assert mend(line, "aside", "1", **READING) == ""
