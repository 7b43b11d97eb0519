"""Which rows of a pasted list are one person, and who is in the class already: asked, not guessed."""

import pytest

from core.errors import Invalid
from orgstructure.pasted import (
    Known,
    Pupil,
    ask_about_doubles,
    child_labels,
    match_child,
    mend,
    read_list,
    settle_parents,
    settle_people,
)

PHONE = "+79000001408"


def settled_people(text, *known):
    read = read_list(text)
    settled = settle_people(read.people, [Known(pk, name) for pk, name in known])
    ask_about_doubles(read, settled, parents=False)
    return read, settled


def test_lesson_d20_a_double_in_a_list_is_asked_about_and_may_be_another_person():
    read, settled = settled_people("Белов Илья\nбелов  илья")
    assert [question.kind for question in read.rows[1].questions] == ["case", "double"]
    assert read.unanswered == 1
    read, settled = settled_people(mend("Белов Илья\nБелов Илья", "another", "2", with_children=False))
    assert read.unanswered == 0
    assert [one.is_new for one in settled] == [True, True]
    assert mend("Белов Илья\nБелов Илья", "drop", "2", with_children=False).strip() == "Белов Илья"


def test_lesson_d20_who_is_in_the_class_is_not_repeated_unless_said_to_be_another():
    read, settled = settled_people("Белов Илья", (7, "белов илья"))
    assert (settled[0].known, read.unanswered) == (7, 0)
    marked = mend("Белов Илья", "another", "1", with_children=False)
    read, settled = settled_people(marked, (7, "белов илья"))
    assert settled[0].is_new
    read, settled = settled_people(
        f"Белов Илья\n{marked}", (7, "белов илья"), (8, "белов илья")
    )  # sent again
    assert [one.known for one in settled] == [7, 8]


def parents(text, *known):
    read = read_list(text, with_children=True)
    children = {"Белов Илья": 1, "Белова Ия": 2}
    settled = settle_parents([(person, children.get(person.child)) for person in read.people], known)
    ask_about_doubles(read, settled, parents=True)
    return read, settled


def test_lesson_d20_two_mothers_of_one_name_are_two_until_somebody_says_otherwise():
    text = "Белова Анна; 8 900 000-14-08 — Белов Илья\nБелова Анна; 8 900 000-14-09 — Белова Ия"
    read, settled = parents(text)
    assert [one.is_new for one in settled] == [True, True]
    (question,) = read.rows[1].questions
    assert (question.kind, question.blocks) == ("parent", False)
    assert "запишем двух" in question.words
    read, settled = parents(mend(text, "same", "2", with_children=True))
    assert [(one.is_new, one.line, one.links) for one in settled] == [(True, 1, True), (False, 1, True)]
    read, settled = parents(mend(text, "another", "2", with_children=True))
    assert [one.is_new for one in settled] == [True, True]
    assert read.rows[1].questions == ()


def test_lesson_d20_one_phone_or_e_mail_makes_one_person_of_two_lines():
    for contact in ("8 900 000-14-08", "anna@example.ru"):
        read, settled = parents(f"Белова Анна; {contact} — Белов Илья\nБелова Анна; {contact} — Белова Ия")
        assert [one.line for one in settled] == [1, 1]
        assert [row.questions for row in read.rows] == [(), ()]


def test_lesson_d20_the_second_phone_of_one_person_is_told_on_its_row():
    text = "Белова Анна; 8 900 000-14-08 — Белов Илья\nБелова Анна; 8 900 000-14-09 — Белова Ия"
    read, _ = parents(mend(text, "same", "2", with_children=True))
    assert read.rows[1].notes == ("тот же человек, что в строке 1; не записывается: +7 900 000-14-09",)
    read, _ = parents("Белова Анна; 8 900 000-14-08 — Белов Илья\nБелова Анна; 8 900 000-14-08 — Белова Ия")
    assert read.rows[1].notes == ("тот же человек, что в строке 1",)


def test_a_parent_twice_with_one_child_is_asked_about():
    read, _ = parents("Белова Анна — Белов Илья\nБелова Анна — Белов Илья")
    assert [question.kind for question in read.rows[1].questions] == ["double"]
    assert read.unanswered == 1


@pytest.mark.parametrize(
    ("line", "known", "links", "new"),
    [
        ("Белова Анна — Белов Илья", {"children": frozenset({1})}, False, False),
        (
            "Белова Анна; 8 900 000-14-09 — Белов Илья",
            {"children": frozenset({1}), "phone": PHONE},
            True,
            True,
        ),
        (
            "Белова Анна; 8 900 000-14-08 — Белова Ия",
            {"children": frozenset({1}), "phone": PHONE},
            True,
            False,
        ),
        ("Белова Анна — Белова Ия", {"children": frozenset({1}), "phone": PHONE}, True, True),
        (
            "Белова Анна; тот же человек — Белова Ия",
            {"children": frozenset({1}), "phone": PHONE},
            True,
            False,
        ),
        ("Белова Анна", {"children": frozenset({1}), "phone": PHONE}, False, False),
        ("Белова Анна; другой человек", {"children": frozenset({1})}, False, True),
    ],
)
def test_lesson_d20_a_parent_of_the_class_is_known_by_more_than_the_name(line, known, links, new):
    _, (settled,) = parents(line, Known(7, "белова анна", **known))
    assert (settled.links, settled.is_new) == (links, new)


PUPILS = [
    Pupil(1, "белов илья ильич", "Белов Илья Ильич"),
    Pupil(2, "белов илья петрович", "Белов Илья Петрович"),
    Pupil(3, "ершов матвей олегович", "Ершов Матвей Олегович"),
    Pupil(4, "белова мария ильинична", "Белова Мария Ильинична"),
    Pupil(5, "цой яна", "Цой Яна"),
    Pupil(6, "цой яна", "Цой Яна"),
]


@pytest.mark.parametrize(
    ("child", "pk"),
    [
        ("Ершов  Матвей", 3),
        ("Матвей Ершов", 3),
        ("Белов Илья Петрович", 2),
        ("Белова М. И.", 4),
        ("Белова М.И.", 4),
        ("М. И. Белова", 4),
        ("Белова М.", 4),
        ("Белова Маша", 4),
        ("Маша Белова", 4),
        ("Белов И. П.", 2),
        ("Белов И. И.", 1),
        ("Цой Яна № 6", 6),
    ],
)
def test_lesson_d20_a_child_is_found_by_a_name_that_only_one_has(child, pk):
    assert match_child(child, PUPILS).pk == pk


@pytest.mark.parametrize(
    ("child", "told"),
    [
        ("Белов Илья", "таких в классе 2"),
        ("Белов И.", "Белов Илья Ильич, Белов Илья Петрович"),
        ("Цой Яна", "таких в классе 2"),
        ("Ёлкин Пётр", "в классе нет"),
        ("Белова А. И.", "«Белова А. И.» в классе нет"),
        ("Ершов Маша", "в классе нет"),
    ],
)
def test_lesson_d20_a_child_whom_several_may_be_or_none_is_asked_about(child, told):
    with pytest.raises(Invalid, match=told):
        match_child(child, PUPILS)
    with pytest.raises(Invalid, match="пока нет учеников"):
        match_child(child, [])


def test_namesakes_are_chosen_by_the_number_of_the_card():
    assert child_labels(PUPILS)[3:] == ["Белова Мария Ильинична", "Цой Яна № 5", "Цой Яна № 6"]
