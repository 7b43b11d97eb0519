"""Pasted lists in which the first name stands first, or that are in capitals: what one press mends, and what is still asked."""

import pytest

from orgstructure.pasted import mend, read_list
from tests.orgstructure.test_pasted import one

READING = {"with_posts": False}
FIRST = "Мария Гуревич\nИван Петров\nАйлин Тагай\nМухаммад Али Саидов\nЦой Виктор\nОльга Сергеевна Белова"
CAPITALS = "ПЕТРЕНКО МАКСИМ ОЛЕГОВИЧ\nМАКСИМ ОЛЕГОВИЧ ПЕТРЕНКО\nФОМИН ПЁТР АЛИ\nИванов Иван ПЕТРОВИЧ"


def names(text):
    return [person.full_name for person in read_list(text, **READING).people]


def test_lesson_d20_in_a_list_of_first_names_first_every_order_that_is_not_certain_is_asked_about():
    read = read_list(FIRST, **READING)
    assert [row.number for row in read.rows if row.blocks] == [1, 2, 3, 4, 6]
    assert (read.turned_around, read.asked) == (5, {"order": 5})
    turned = mend(FIRST, "turn", "all", **READING)
    assert read_list(turned, **READING).unanswered == 0
    assert names(turned) == [
        "Гуревич Мария", "Петров Иван", "Тагай Айлин", "Саидов Мухаммад Али", "Цой Виктор", "Белова Ольга Сергеевна",
    ]  # fmt: skip


def test_a_few_first_names_first_say_nothing_of_other_lines():
    read = read_list("Мария Гуревич\nТагай Айлин\nЦой Виктор\nКим Нурсултан", **READING)
    assert read.asked == {"order": 1}


@pytest.mark.parametrize("line", ["София Герман", "Анна-Мария Цой", "Павел Александр"])
def test_a_first_name_in_both_places_or_a_double_one_in_the_first_is_asked_about(line):
    (question,) = one(line, **READING).questions
    assert question.kind == "order"
    assert names(mend(line, "keep", "1", **READING)) == [line]


def test_capitals_are_offered_to_be_mended_whatever_else_was_pressed():
    assert read_list(CAPITALS, **READING).asked == {"case": 4, "order": 1, "patronymic": 1}
    pressed = mend(mend(CAPITALS, "turn", "all", **READING), "trust", "all", **READING)
    assert read_list(pressed, **READING).asked == {"case": 4}
    mended = mend(pressed, "case", "all", **READING)
    assert read_list(mended, **READING).asked == {}
    assert names(mended) == ["Петренко Максим Олегович"] * 2 + ["Фомин Пётр Али", "Иванов Иван Петрович"]


def test_mended_capitals_leave_the_other_questions_of_the_name():
    mended = mend(CAPITALS, "case", "all", **READING)
    assert read_list(mended, **READING).asked == {"order": 1, "patronymic": 1}
